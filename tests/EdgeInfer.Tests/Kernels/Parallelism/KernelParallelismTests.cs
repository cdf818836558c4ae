using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

[Collection(ProcessWideCounters.Collection)]
public sealed class KernelParallelismTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(1000, 1)]
    [InlineData(1000, 7)]
    [InlineData(1000, 5000)]
    [InlineData(1000, int.MaxValue)]
    public unsafe void Every_item_is_worked_on_once(int count, int grain)
    {
        int[] visits = new int[count];
        int workers = KernelParallelism.AllProcessors.WorkersFor(count, grain), outside = 0;
        fixed (int* v = visits)
        {
            for (int round = 1; round <= 200; round++) KernelParallelism.AllProcessors.Run(new Visit(v, workers, &outside), count, grain);
        }

        Assert.All(visits, static visit => Assert.Equal(200, visit));
        Assert.Equal(0, outside);
    }

    [Fact]
    public void Never_more_workers_than_processors_ranges_or_the_degree()
    {
        int processors = Environment.ProcessorCount;
        Assert.Equal(processors, KernelParallelism.AllProcessors.MaxDegree);
        Assert.Equal(processors, new KernelParallelism(int.MaxValue).MaxDegree);
        Assert.Equal(1, KernelParallelism.SingleThreaded.WorkersFor(int.MaxValue, 1));
        Assert.Equal(processors, KernelParallelism.AllProcessors.WorkersFor(int.MaxValue, 1));
        Assert.Equal(1, KernelParallelism.AllProcessors.WorkersFor(100, 100));
        Assert.Equal(Math.Min(2, processors), KernelParallelism.AllProcessors.WorkersFor(101, 100));
        Assert.Equal(1, KernelParallelism.AllProcessors.WorkersFor(0, 1));
    }

    [Fact]
    public unsafe void Single_threaded_stays_on_the_calling_thread()
    {
        bool strayed = false;
        KernelParallelism.SingleThreaded.Run(new Stray(Environment.CurrentManagedThreadId, &strayed), 1000, 1);
        Assert.False(strayed);
    }

    [Fact]
    public void Exception_of_a_worker_reaches_the_caller_and_the_next_run_works()
    {
        for (int i = 0; i < 50; i++)
        {
            Assert.Throws<InvalidDataException>(() => KernelParallelism.AllProcessors.Run(new Failing(), 1000, 1));
            Assert.Throws<InvalidDataException>(() => KernelParallelism.SingleThreaded.Run(new Failing(), 1000, 1));
        }

        Every_item_is_worked_on_once(1000, 7);
    }

    [Fact]
    public async Task Callers_on_every_thread_of_the_pool_all_finish_and_give_their_processors_back()
    {
        // More callers than the pool has threads at first: a caller that waited for a helper still in the queue would hang.
        Task[] callers = [.. Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(_ => Task.Run(() => Every_item_is_worked_on_once(500, 3)))];
        await Task.WhenAll(callers).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        // Helpers that found the gate closed give theirs back a moment later.
        Assert.True(SpinWait.SpinUntil(static () => ProcessorShare.Occupied == 0, TimeSpan.FromSeconds(10)), $"{ProcessorShare.Occupied} still occupied");
    }

    [Fact]
    public void Helpers_are_lent_only_while_processors_are_free()
    {
        Assert.True(SpinWait.SpinUntil(static () => ProcessorShare.Occupied == 0, TimeSpan.FromSeconds(10)));
        int processors = Environment.ProcessorCount;
        int helpers = ProcessorShare.Take(int.MaxValue);
        int more = ProcessorShare.Take(int.MaxValue);
        for (int i = 0; i < helpers + more + 2; i++) ProcessorShare.Return();

        Assert.Equal(processors - 1, helpers);
        Assert.Equal(0, more);
        Assert.Equal(0, ProcessorShare.Occupied);
    }

    [Fact]
    public void A_running_session_leaves_only_what_it_does_not_use()
    {
        Assert.True(SpinWait.SpinUntil(static () => ProcessorShare.Occupied == 0, TimeSpan.FromSeconds(10)));
        int processors = Environment.ProcessorCount;
        ProcessorShare.Occupy(processors);
        int besideFull = ProcessorShare.Take(int.MaxValue);
        ProcessorShare.Return();
        ProcessorShare.Vacate(processors);
        ProcessorShare.Occupy(1);
        int besideOne = ProcessorShare.Take(int.MaxValue);
        for (int i = 0; i < besideOne + 1; i++) ProcessorShare.Return();
        ProcessorShare.Vacate(1);

        Assert.Equal(0, besideFull);
        Assert.Equal(Math.Max(0, processors - 2), besideOne);
        Assert.Equal(0, ProcessorShare.Occupied);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData(3, 3)]
    public void Configured_number_of_threads_is_read(object? option, int expected) =>
        Assert.Equal(expected == 0 ? KernelParallelism.AllProcessors : new KernelParallelism(expected), KernelParallelism.Parse(option));

    [Theory]
    [InlineData("-1")]
    [InlineData("two")]
    [InlineData(-2)]
    [InlineData(true)]
    public void Anything_else_is_refused_by_name(object option) =>
        Assert.Contains($"'EdgeInfer.KernelThreads': expected a number of threads from 0 (all processors), got '{option}'",
            Assert.Throws<InvalidOperationException>(() => KernelParallelism.Parse(option)).Message, StringComparison.Ordinal);

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new KernelParallelism(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelParallelism.AllProcessors.Run(new Failing(), -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelParallelism.AllProcessors.Run(new Failing(), 1, 0));
    }

    private readonly unsafe struct Visit(int* visits, int workers, int* outside) : IRangeWork
    {
        public void Run(RangeQueue ranges, int worker)
        {
            if (worker < 0 || worker >= workers) Interlocked.Increment(ref *outside);
            while (ranges.TryTake(out int start, out int end))
            {
                for (int i = start; i < end; i++) Interlocked.Increment(ref visits[i]);
            }
        }
    }

    private readonly unsafe struct Stray(int thread, bool* strayed) : IRangeWork
    {
        public void Run(RangeQueue ranges, int worker)
        {
            while (ranges.TryTake(out _, out _))
            {
                if (Environment.CurrentManagedThreadId != thread) *strayed = true;
            }
        }
    }

    private readonly struct Failing : IRangeWork
    {
        public void Run(RangeQueue ranges, int worker)
        {
            while (ranges.TryTake(out int start, out _))
            {
                if (start == 500) throw new InvalidDataException();
            }
        }
    }
}
