namespace EdgeInfer.Kernels;

/// <summary>The processors that all running kernels of this process occupy: their callers' and those lent to helpers.</summary>
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
}
