namespace EdgeInfer.Kernels;

/// <summary>The processors that this process keeps busy: those of kernels' callers, those lent to helpers, and those of running sessions.</summary>
internal static class ProcessorShare
{
    private static int _occupied;

    /// <summary>Processors occupied or reserved at the moment; above their number only where more callers run than that.</summary>
    public static int Occupied => Volatile.Read(ref _occupied);

    /// <summary>Takes the caller's processor, which is always granted (its thread is already running), and free ones for helpers.</summary>
    /// <returns>Helpers granted, 0 … what was asked for. The caller and each helper call <see cref="Return"/> once.</returns>
    public static int Take(int wantedHelpers)
    {
        while (true)
        {
            int occupied = Occupied;
            int helpers = Math.Clamp(Environment.ProcessorCount - occupied - 1, 0, wantedHelpers);
            if (Interlocked.CompareExchange(ref _occupied, occupied + 1 + helpers, occupied) == occupied) return helpers;
        }
    }

    /// <summary>Gives one processor back.</summary>
    public static void Return() => Interlocked.Decrement(ref _occupied);

    /// <summary>Counts processors that somebody else's threads take whether they are free or not, such as those of a running session.</summary>
    /// <param name="processors">How many, from 0; <see cref="Vacate"/> takes the same number back.</param>
    public static void Occupy(int processors) => Interlocked.Add(ref _occupied, processors);

    /// <inheritdoc cref="Occupy"/>
    public static void Vacate(int processors) => Interlocked.Add(ref _occupied, -processors);
}
