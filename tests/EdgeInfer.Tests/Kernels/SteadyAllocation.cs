namespace EdgeInfer.Tests.Kernels;

/// <summary>What a call allocates once warm.</summary>
internal static class SteadyAllocation
{
    /// <summary>
    /// The least of several rounds: tests that run at the same time share the array pool, and a collection empties it, so that any one round may have to
    /// fill it again; the thread pool's queue, too, grows by a segment once in a while.
    /// </summary>
    /// <returns>Bytes a round; 0 where calls can do without.</returns>
    public static long Of(Action call)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 20 && least > 0; round++)
        {
            call();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 5; i++) call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
