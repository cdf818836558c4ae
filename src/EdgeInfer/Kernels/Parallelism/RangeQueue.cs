namespace EdgeInfer.Kernels;

/// <summary>Hands out ranges of items, in ascending order, to all the threads that share its counter.</summary>
internal readonly ref struct RangeQueue
{
    private readonly ref long _next;
    private readonly int _count;
    private readonly int _grain;

    public RangeQueue(ref long next, int count, int grain)
    {
        _next = ref next;
        _count = count;
        _grain = grain;
    }

    /// <param name="start">The first item.</param>
    /// <param name="end">The item after the last.</param>
    public bool TryTake(out int start, out int end)
    {
        long taken = Interlocked.Add(ref _next, _grain) - _grain;
        start = (int)Math.Min(taken, _count);
        end = (int)Math.Min(taken + _grain, _count);
        return start < end;
    }
}
