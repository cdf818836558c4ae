using System.Runtime.ExceptionServices;

namespace EdgeInfer.Kernels;

/// <summary>One parallel run of a kernel: the work, the counter of items taken, and a gate that late helpers find closed.</summary>
/// <remarks>
/// The object is queued once per helper. The caller works too; when no range is left it closes the gate and waits only
/// for the helpers inside. A helper that the pool starts later does not touch the work, whose pointers may be gone by
/// then. The last one to let go returns the object for reuse.
/// </remarks>
internal sealed class ParallelRange<TWork> : IThreadPoolWorkItem
    where TWork : struct, IRangeWork
{
    /// <summary>Set in <see cref="_gate"/> when nobody may enter any more; the other bits count who is inside.</summary>
    private const int Closed = int.MinValue;

    private static readonly ParallelRange<TWork>?[] Spare = new ParallelRange<TWork>?[Environment.ProcessorCount];

    private readonly object _left = new();
    private TWork _work;
    private long _next;
    private int _count;
    private int _grain;
    private int _gate;
    private int _entered;
    private int _references;
    private ExceptionDispatchInfo? _failure;

    private ParallelRange()
    {
    }

    /// <param name="work">What to do.</param>
    /// <param name="count">Items.</param>
    /// <param name="grain">Items taken at a time.</param>
    /// <param name="helpers">From 1, granted by <see cref="ProcessorShare"/>; each returns its place when it ends.</param>
    public static void Run(TWork work, int count, int grain, int helpers)
    {
        ParallelRange<TWork> range = Rent();
        range._work = work;
        range._next = 0;
        range._count = count;
        range._grain = grain;
        range._gate = 0;
        range._entered = 0;
        range._failure = null;
        range._references = helpers + 1;
        for (int i = 0; i < helpers; i++) ThreadPool.UnsafeQueueUserWorkItem(range, preferLocal: false);

        range.Work(worker: 0);
        range.CloseAndWait();
        ExceptionDispatchInfo? failure = range._failure;
        range.Release();
        failure?.Throw();
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (TryEnter())
        {
            Work(Interlocked.Increment(ref _entered));
            Leave();
        }

        ProcessorShare.Return();
        Release();
    }

    private void Work(int worker)
    {
        try
        {
            _work.Run(new RangeQueue(ref _next, _count, _grain), worker);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            // The others find nothing more to take.
            Interlocked.Exchange(ref _next, _count);
        }
    }

    private bool TryEnter()
    {
        int gate = Volatile.Read(ref _gate);
        while (gate >= 0)
        {
            int seen = Interlocked.CompareExchange(ref _gate, gate + 1, gate);
            if (seen == gate) return true;
            gate = seen;
        }

        return false;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _gate) != Closed) return;
        lock (_left) Monitor.Pulse(_left);
    }

    private void CloseAndWait()
    {
        Interlocked.Or(ref _gate, Closed);
        // A helper inside is at most one range away from leaving; the short spin spares a sleep in the common case.
        var spin = new SpinWait();
        while (Volatile.Read(ref _gate) != Closed && !spin.NextSpinWillYield) spin.SpinOnce();
        if (Volatile.Read(ref _gate) == Closed) return;
        lock (_left)
        {
            while (Volatile.Read(ref _gate) != Closed) Monitor.Wait(_left);
        }
    }

    private static ParallelRange<TWork> Rent()
    {
        for (int i = 0; i < Spare.Length; i++)
        {
            if (Interlocked.Exchange(ref Spare[i], null) is { } spare) return spare;
        }

        return new ParallelRange<TWork>();
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _references) > 0) return;
        _work = default;
        _failure = null;
        for (int i = 0; i < Spare.Length; i++)
        {
            if (Interlocked.CompareExchange(ref Spare[i], this, null) is null) return;
        }
    }
}
