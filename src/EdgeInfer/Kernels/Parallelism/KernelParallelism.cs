using System.Globalization;

namespace EdgeInfer.Kernels;

/// <summary>How many threads a kernel may use, the caller's own included.</summary>
/// <remarks>
/// Helpers come from the .NET thread pool, and only as many as the processors leave free: all kernels of the process
/// together count against <see cref="Environment.ProcessorCount"/>. The caller works itself and never waits for a helper
/// that has not started, so a busy or blocked pool costs speed, not progress. Inference that runs beside a kernel counts
/// too, as far as it is known (<see cref="ProcessorShare.Occupy"/>).
/// The default of a whole application is the runtime configuration option <c>EdgeInfer.KernelThreads</c>: 0 for as many
/// as there are processors (default), 1 to stay on the calling thread.
/// </remarks>
internal readonly record struct KernelParallelism
{
    /// <summary>Name of the runtime configuration option (runtimeconfig.json, or AppContext.SetData before first use).</summary>
    public const string OptionName = "EdgeInfer.KernelThreads";

    private readonly int _maxDegree;

    /// <param name="maxDegree">From 1; more than there are processors is the same as all of them.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public KernelParallelism(int maxDegree)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDegree, 1);
        _maxDegree = maxDegree;
    }

    /// <summary>The calling thread only.</summary>
    public static KernelParallelism SingleThreaded => new(1);

    /// <summary>As many threads as there are processors. Also the value of <c>default</c>.</summary>
    public static KernelParallelism AllProcessors => default;

    /// <summary>What the application configured.</summary>
    /// <exception cref="InvalidOperationException">The option is there, but is not a number from 0.</exception>
    public static KernelParallelism Configured => Parse(AppContext.GetData(OptionName));

    /// <summary>Threads at most: 1 … <see cref="Environment.ProcessorCount"/>.</summary>
    public int MaxDegree => _maxDegree == 0 ? Environment.ProcessorCount : Math.Min(_maxDegree, Environment.ProcessorCount);

    /// <param name="option">Absent, a number or its text.</param>
    internal static KernelParallelism Parse(object? option)
    {
        int threads = option switch
        {
            null => 0,
            int number => number,
            string text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) => number,
            _ => -1,
        };
        return threads switch
        {
            0 => AllProcessors,
            > 0 => new KernelParallelism(threads),
            _ => throw new InvalidOperationException(
                $"Runtime configuration option '{OptionName}': expected a number of threads from 0 (all processors), got '{option}'."),
        };
    }

    /// <summary>The number of threads that <see cref="Run"/> uses at most: room for results per worker has to be this long.</summary>
    /// <param name="count">Items, from 0.</param>
    /// <param name="grain">Items that one thread takes at a time, from 1: so many that fetching a helper pays.</param>
    public int WorkersFor(int count, int grain) => (int)Math.Clamp(((long)count + grain - 1) / grain, 1, MaxDegree);

    /// <summary>Works through items 0 … count − 1 on the calling thread and those that help it. Returns when all is done.</summary>
    /// <param name="work">Copied once; every thread works on the same copy.</param>
    /// <param name="count">Items, from 0.</param>
    /// <param name="grain">Items that one thread takes at a time, from 1.</param>
    /// <remarks>An exception of any worker ends the work and is thrown here. Allocates nothing once warm.</remarks>
    public void Run<TWork>(TWork work, int count, int grain)
        where TWork : struct, IRangeWork
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(grain, 1);
        int helpers = ProcessorShare.Take(WorkersFor(count, grain) - 1);
        try
        {
            if (helpers > 0)
            {
                ParallelRange<TWork>.Run(work, count, grain, helpers);
                return;
            }

            long next = 0;
            work.Run(new RangeQueue(ref next, count, grain), worker: 0);
        }
        finally
        {
            ProcessorShare.Return();
        }
    }
}
