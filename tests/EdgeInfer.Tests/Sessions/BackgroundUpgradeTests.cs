using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Providers;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Tests.Sessions;

/// <summary>A provider that takes long to prepare, and the CPU that serves meanwhile.</summary>
[Collection(ProcessWideCounters.Collection)]
public sealed class BackgroundUpgradeTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ManualResetEventSlim _prepared = new();
    private readonly RecordingLogger _log = new();

    public void Dispose() => _prepared.Dispose();

    [Fact]
    public void The_CPU_serves_until_the_better_provider_is_ready()
    {
        using ModelSession session = Load(TestModel.Double("n"), "npu,cpu");
        Task<ProviderChangedEventArgs> changed = NextChange(session);
        using IoBinding early = session.Rent();
        for (int i = 0; i < 5; i++) Assert.Equal([2f * i], Run(early, i));
        Assert.Equal("cpu (npu,cpu: runs the model until npu is prepared)", session.Provider.ToString());
        Assert.Contains(session.Provider.Attempts, static a => a is { Provider: "npu", Chosen: false, Reason: "is being prepared in the background" });

        _prepared.Set();
        ProviderChangedEventArgs change = CallUntil(session, changed);
        Assert.Equal(("cpu", "npu", ProviderChangeCause.Upgrade), (change.From.Name, change.To.Name, change.Cause));
        Assert.Equal("npu", session.Provider.Name);
        Assert.Matches(@"^prepared in the background; [0-9.]+ ms against [0-9.]+ ms on cpu$", session.Provider.Reason);

        // A lease from before stays where it was made; new ones are on the new provider.
        Assert.Equal([8], Run(early, 4));
        using IoBinding late = session.Rent();
        Assert.Equal([10], Run(late, 5));
        Assert.Contains(_log.Lines, static l => l.StartsWith("Information double went over from cpu to npu", StringComparison.Ordinal));
    }

    [Fact]
    public void A_provider_that_gives_other_results_is_not_taken()
    {
        byte[] random = new TestModel()
            .Input("x", TensorElementType.Float32, "64").Node("RandomNormalLike", ["x"], ["y"]).Output("y", TensorElementType.Float32, "64").ToArray();
        using ModelSession session = Load(random, "npu,cpu");
        // Every session draws the same numbers in the same order; the other provider must not be at the same draw by chance.
        using (IoBinding io = session.Rent())
        {
            for (int i = 0; i < 20; i++) io.Run();
        }

        _prepared.Set();
        CallUntil(session, () => _log.Lines.Any(static l => l.Contains("does not go over", StringComparison.Ordinal)));
        Assert.Contains(_log.Lines, static l => l.StartsWith("Warning double does not go over to npu: output 'y' differs in ", StringComparison.Ordinal));
        Assert.Equal("cpu", session.Provider.Name);
    }

    [Fact]
    public void A_provider_that_cannot_be_loaded_leaves_the_next_one_its_turn()
    {
        var dead = new StandInProvider("dead", append: static _ => throw new NotSupportedException("not in this build"));
        using ModelSession session = ModelSession.Load(
            ModelContent.OfBytes(TestModel.Double("n"), "double"), Options("dead,npu,cpu"), StandInProvider.Registry(dead, Slow()));
        Task<ProviderChangedEventArgs> changed = NextChange(session);
        _prepared.Set();
        CallUntil(session, changed);
        Assert.Equal("npu", session.Provider.Name);
        Assert.Contains(session.Provider.Attempts, static a => a is { Provider: "dead", Reason: "not in this build" });
    }

    [Fact]
    public void A_provider_that_fails_after_the_upgrade_hands_back_to_the_CPU()
    {
        bool broken = false;
        OnnxRuntimeException lost = Assert.Throws<OnnxRuntimeException>(static () => new InferenceSession([8, 1, 2, 3]));
        ModelSessionOptions options = Options("npu,cpu") with
        {
            InjectedFault = provider =>
            {
                if (broken && provider is not CpuProvider) throw lost;
            },
        };
        using ModelSession session = ModelSession.Load(ModelContent.OfBytes(TestModel.Double("n"), "double"), options, StandInProvider.Registry(Slow()));
        Task<ProviderChangedEventArgs> changed = NextChange(session);
        _prepared.Set();
        CallUntil(session, changed);
        broken = true;
        using IoBinding io = session.Rent();
        Assert.Equal([6], Run(io, 3));
        Assert.Equal("cpu", session.Provider.Name);
    }

    [Fact]
    public void Without_a_better_provider_or_without_the_CPU_there_is_nothing_to_upgrade()
    {
        _prepared.Set();
        using ModelSession cpu = Load(TestModel.Double("n"), "cpu");
        using ModelSession strict = Load(TestModel.Double("n"), "npu");
        Assert.Equal(("cpu", "npu"), (cpu.Provider.Name, strict.Provider.Name));
        Assert.Null(cpu.Upgrade);
        Assert.Null(strict.Upgrade);
    }

    [Fact]
    public void A_session_disposed_in_the_meantime_leaves_nothing_behind()
    {
        int before = NativeBuffer.LiveCount;
        for (int i = 0; i < 10; i++)
        {
            _prepared.Reset();
            ModelSession session = Load(TestModel.Double("n"), "npu,cpu");
            using (IoBinding io = session.Rent()) Run(io, 1);
            if (i % 2 == 0) _prepared.Set();
            if (i % 3 == 0) Thread.Yield();
            session.Dispose();
            _prepared.Set();
            Assert.Throws<ObjectDisposedException>(() => session.Rent());
        }

        Assert.True(SpinWait.SpinUntil(() => NativeBuffer.LiveCount == before, Patience), "buffers of the background thread are left");
    }

    [Fact]
    public async Task Callers_never_notice()
    {
        const int Callers = 4;
        using ModelSession session = Load(TestModel.Double("n"), "npu,cpu", ProviderConcurrency.OnePerSession);
        Task<ProviderChangedEventArgs> changed = NextChange(session);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < 50 || !changed.IsCompleted; i++)
                {
                    if (i == 20) _prepared.Set();
                    using IoBinding io = session.Rent();
                    Assert.Equal([2f * (1000 * caller + i % 100)], Run(io, 1000 * caller + i % 100));
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default))).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal("npu", session.Provider.Name);
    }

    private StandInProvider Slow(ProviderConcurrency concurrency = ProviderConcurrency.Free) => new("npu", concurrency, _ => _prepared.Wait());

    private ModelSession Load(byte[] model, string providers, ProviderConcurrency concurrency = ProviderConcurrency.Free) =>
        ModelSession.Load(ModelContent.OfBytes(model, "double"), Options(providers), StandInProvider.Registry(Slow(concurrency)));

    private ModelSessionOptions Options(string providers) => new()
    {
        Providers = ProviderSelection.Parse(providers),
        Threads = 1,
        UpgradeInBackground = true,
        Logger = _log,
    };

    private static Task<ProviderChangedEventArgs> NextChange(ModelSession session)
    {
        var change = new TaskCompletionSource<ProviderChangedEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        session.ProviderChanged += (_, e) => change.TrySetResult(e);
        return change.Task;
    }

    private ProviderChangedEventArgs CallUntil(ModelSession session, Task<ProviderChangedEventArgs> changed)
    {
        CallUntil(session, () => changed.IsCompleted);
        return changed.Result;
    }

    /// <summary>The better provider is compared on a real call, so there must be one.</summary>
    private void CallUntil(ModelSession session, Func<bool> done)
    {
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                using IoBinding io = session.Rent();
                if (!session.Inputs[0].IsStatic) io.Input().Reshape(1);
                io.Run();
                Thread.Sleep(1);
                return done();
            },
            Patience),
            $"nothing happened: {string.Join(" | ", _log.Lines)}");
    }

    private static float[] Run(IoBinding io, params ReadOnlySpan<float> values)
    {
        io.Input().Reshape(values.Length);
        values.CopyTo(io.Input().AsSpan<float>());
        io.Run();
        return io.Output().AsSpan<float>().ToArray();
    }
}
