using System.Diagnostics;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Tests.Sessions;

/// <summary>How many threads a session has, and whether they spin, where its options do not say.</summary>
[Collection(ProcessWideCounters.Collection)]
public sealed class CpuDefaultsTests
{
    private static readonly ProcessorInfo Laptop = new() { Name = "hybrid", LogicalProcessors = 12, PhysicalCores = 10, PerformanceCores = 2, UsableCores = 2 };

    private static readonly ProcessorInfo Container = new() { Name = "server", LogicalProcessors = 96, PhysicalCores = 48, PerformanceCores = 48, Limit = 1.5, UsableCores = 2 };

    [Fact]
    public void Threads_follow_what_may_be_used_and_not_what_is_there()
    {
        Assert.Equal(2, CpuDefaults.Threads(new ModelSessionOptions(), Laptop));
        Assert.Equal(2, CpuDefaults.Threads(new ModelSessionOptions(), Container));
        Assert.Equal(1, CpuDefaults.Threads(new ModelSessionOptions(), Container with { Limit = 0.5, UsableCores = 1 }));
        Assert.Equal(7, CpuDefaults.Threads(new ModelSessionOptions { Threads = 7 }, Container));
    }

    [Theory]
    [InlineData(ProviderPolicy.Balanced, true)]
    [InlineData(ProviderPolicy.Latency, true)]
    [InlineData(ProviderPolicy.Throughput, true)]
    [InlineData(ProviderPolicy.Accuracy, true)]
    [InlineData(ProviderPolicy.Efficiency, false)]
    public void Only_efficiency_gives_the_arena_up(ProviderPolicy policy, bool arena)
    {
        using var native = new SessionOptions();
        CpuDefaults.Apply(native, new ModelSessionOptions { Policy = policy }, Laptop);
        Assert.Equal((2, arena, arena), (native.IntraOpNumThreads, native.EnableCpuMemArena, native.EnableMemoryPattern));
    }

    [Theory]
    [InlineData(ProviderPolicy.Balanced, false)]
    [InlineData(ProviderPolicy.Accuracy, false)]
    [InlineData(ProviderPolicy.Throughput, false)]
    [InlineData(ProviderPolicy.Efficiency, false)]
    [InlineData(ProviderPolicy.Latency, true)]
    public void Threads_keep_the_processor_busy_between_runs_only_for_latency(ProviderPolicy policy, bool spins)
    {
        Assert.SkipWhen(Environment.ProcessorCount < 2, "with one processor there is no second thread");
        var options = new ModelSessionOptions { Providers = ProviderSelection.Cpu, Policy = policy, Threads = 2 };
        using ModelSession session = ModelSession.Load(TestModel.Slow(4), "slow", options);
        using IoBinding io = session.Rent();
        io.Input().Reshape(128, 128);

        // After a run the second thread waits for more, spinning or asleep: processor time against time gone by. Whatever else this
        // process does (compile, above all), some of the looks are undisturbed.
        double last = 0;
        bool found = SpinWait.SpinUntil(
            () =>
            {
                io.Run();
                long start = Stopwatch.GetTimestamp();
                TimeSpan before = Environment.CpuUsage.TotalTime;
                Thread.Sleep(10);
                last = (Environment.CpuUsage.TotalTime - before) / Stopwatch.GetElapsedTime(start);
                return spins ? last > 0.5 : last < 0.25;
            },
            TimeSpan.FromSeconds(20));
        Assert.True(found, $"the last look saw {last:0.00} of a processor");
    }

    [Fact]
    public void A_policy_that_is_none_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(static () => ModelSession.Load([8, 8], "model", new ModelSessionOptions { Policy = (ProviderPolicy)9 }));
}
