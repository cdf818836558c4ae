using System.Diagnostics.Metrics;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Providers;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Tests.Sessions;

/// <summary>A provider fails: who takes over, and that nothing is lost on the way.</summary>
[Collection(ProcessWideCounters.Collection)]
public sealed class FailoverTests
{
    private static readonly OnnxRuntimeException DeviceLost = Provoke();

    private bool _broken;
    private int _failures;

    [Fact]
    public void The_next_provider_takes_over_and_the_call_that_failed_succeeds()
    {
        using ModelSession session = Load(TestModel.Double("n"), "npu,cpu");
        List<ProviderChangedEventArgs> changes = Watch(session);
        using IoBinding io = session.Rent();
        Assert.Equal([2, 4], Double(io, 1, 2));
        Assert.Equal("npu", session.Provider.Name);

        _broken = true;
        Assert.Equal([6, 8, 10], Double(io, 3, 4, 5));
        Assert.Equal("cpu", session.Provider.Name);
        Assert.Equal("cpu (npu,cpu: took over from npu, which failed while running)", session.Provider.ToString());
        Assert.StartsWith("failed while running: ", session.Provider.Attempts.Single(a => a.Provider == "npu").Reason);
        ProviderChangedEventArgs change = Assert.Single(changes);
        Assert.Equal(("npu", "cpu", ProviderChangeCause.Failure), (change.From.Name, change.To.Name, change.Cause));

        // The lease goes on where it is, and so do new ones.
        Assert.Equal([2], Double(io, 1));
        using IoBinding other = session.Rent();
        Assert.Equal([4], Double(other, 2));
        Assert.Equal(1, _failures);
        Assert.Single(changes);
    }

    [Fact]
    public void A_provider_that_is_no_better_is_passed_over()
    {
        var npu = new StandInProvider("npu");
        var gpu = new StandInProvider("gpu");
        ModelSessionOptions options = Options("npu,gpu,cpu") with
        {
            InjectedFault = provider =>
            {
                if (!_broken || provider is CpuProvider) return;
                _failures++;
                throw DeviceLost;
            },
        };
        using ModelSession session = ModelSession.Load(ModelContent.OfBytes(TestModel.Double("n"), "double"), options, StandInProvider.Registry(npu, gpu));
        using IoBinding io = session.Rent();
        _broken = true;
        Assert.Equal([2], Double(io, 1));
        Assert.Equal("cpu", session.Provider.Name);
        // Each provider twice: an output that does not fit is the first explanation tried.
        Assert.Equal([4], Double(io, 2));
        Assert.InRange(_failures, 2, 4);
    }

    [Fact]
    public void A_single_named_provider_has_nobody_to_take_over()
    {
        using ModelSession session = Load(TestModel.Double("n"), "npu");
        using IoBinding io = session.Rent();
        _broken = true;
        var error = Assert.Throws<InferenceException>(() => Double(io, 1));
        Assert.Contains("double failed on provider npu: ", error.Message);
        Assert.Contains("name others after it, as in 'npu,cpu'", error.Message);
        Assert.Same(DeviceLost, error.InnerException);
        Assert.Equal("npu", session.Provider.Name);

        _broken = false;
        Assert.Equal([2], Double(io, 1));
    }

    [Fact]
    public void A_bad_input_fails_everywhere_and_retires_nobody()
    {
        byte[] model = new TestModel()
            .Input("x", TensorElementType.Float32, "4").Input("index", TensorElementType.Int64, "1")
            .Node("Gather", ["x", "index"], ["y"]).Output("y", TensorElementType.Float32, "1").ToArray();
        using ModelSession session = Load(model, "npu,cpu");
        List<ProviderChangedEventArgs> changes = Watch(session);
        using IoBinding io = session.Rent();
        io.Input(0).AsSpan<float>()[3] = 7;
        for (int i = 0; i < 3; i++)
        {
            io.Input(1).AsSpan<long>()[0] = 99;
            var error = Assert.Throws<InferenceException>(() => io.Run());
            Assert.Contains("failed on provider npu", error.Message);
            io.Input(1).AsSpan<long>()[0] = 3;
            io.Run();
            Assert.Equal([7], io.Output().AsSpan<float>());
        }

        Assert.Empty(changes);
        Assert.Equal("npu", session.Provider.Name);
    }

    [Fact]
    public async Task Concurrent_callers_lose_nothing_and_see_one_change()
    {
        const int Callers = 8, Runs = 100;
        using ModelSession session = Load(TestModel.Double("n,16"), "npu,cpu", ProviderConcurrency.OnePerProcess);
        List<ProviderChangedEventArgs> changes = Watch(session);
        using var start = new Barrier(Callers);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                for (int i = 0; i < Runs; i++)
                {
                    if (caller == 0 && i == Runs / 2) _broken = true;
                    using IoBinding io = session.Rent();
                    int rows = 1 + (caller + i) % 3;
                    io.Input().Reshape(rows, 16);
                    io.Input().AsSpan<float>().Fill(1000 * caller + i);
                    io.Run();
                    Assert.Equal([rows, 16], io.Output().Shape);
                    Assert.False(io.Output().AsSpan<float>().ContainsAnyExcept(2f * (1000 * caller + i)));
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        Assert.Single(changes);
        Assert.Equal("cpu", session.Provider.Name);
    }

    [Fact]
    public void Everything_is_freed_whatever_happened()
    {
        int before = NativeBuffer.LiveCount;
        foreach (bool disposeFirst in new[] { false, true })
        {
            _broken = false;
            ModelSession session = Load(TestModel.Double("n"), "npu,cpu");
            IoBinding stays = session.Rent(), fails = session.Rent();
            Assert.Equal([2], Double(stays, 1));
            Assert.Equal([2], Double(fails, 1));
            session.Rent().Dispose();
            InferenceSession first = session.Inner;
            _broken = true;
            Assert.Equal([4], Double(fails, 2));
            Assert.NotSame(first, session.Inner);

            if (disposeFirst) session.Dispose();
            fails.Dispose();
            // A lease on the retired provider is moved when it is used next, or freed with it.
            if (!disposeFirst) Assert.Equal([6], Double(stays, 3));
            stays.Dispose();
            session.Dispose();
            Assert.Equal(before, NativeBuffer.LiveCount);
            Assert.Throws<ObjectDisposedException>(() => session.Rent());
        }
    }

    [Fact]
    public void A_cancelled_call_is_cancelled_and_nobody_is_retired()
    {
        using ModelSession session = Load(TestModel.Double("n"), "npu,cpu");
        using IoBinding io = session.Rent();
        io.Input().Reshape(1);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        _broken = true;
        Assert.Throws<OperationCanceledException>(() => io.Run(cancelled.Token));
        Assert.Equal("npu", session.Provider.Name);
    }

    [Fact]
    public void A_model_file_that_was_replaced_is_not_mixed_with_the_one_that_ran()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("model.onnx", TestModel.Double("n"));
        var log = new RecordingLogger();
        using ModelSession session = ModelSession.Load(ModelContent.OfFile(path), Options("npu,cpu") with { Logger = log }, StandInProvider.Registry(new StandInProvider("npu")));
        using IoBinding io = session.Rent();
        File.WriteAllBytes(path, TestModel.Identity(TensorElementType.Float32, "n"));
        File.SetLastWriteTimeUtc(path, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        _broken = true;
        Assert.Throws<InferenceException>(() => Double(io, 1));
        Assert.Contains(log.Lines, static l => l.Contains("the model file has changed since it was loaded", StringComparison.Ordinal));
    }

    [Fact]
    public void A_handler_that_throws_does_not_lose_the_result()
    {
        var log = new RecordingLogger();
        using ModelSession session = Load(TestModel.Double("n"), "npu,cpu", log: log);
        session.ProviderChanged += static (_, _) => throw new InvalidOperationException("handler");
        using IoBinding io = session.Rent();
        _broken = true;
        Assert.Equal([2], Double(io, 1));
        Assert.Contains(log.Lines, static l => l.StartsWith("Error", StringComparison.Ordinal) && l.Contains("handler", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void It_is_logged_and_counted()
    {
        var counted = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, l) =>
        {
            if (instrument.Meter.Name == "EdgeInfer") l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            lock (counted) counted.Add($"{instrument.Name} {value} {string.Join(' ', tags.ToArray().Select(static t => $"{t.Key}={t.Value}"))}");
        });
        listener.Start();

        var log = new RecordingLogger();
        var dead = new StandInProvider("counted-dead", append: static _ => throw new NotSupportedException("not in this build"));
        ModelSessionOptions options = Options("counted-dead,counted,cpu") with { Logger = log };
        using ModelSession session = ModelSession.Load(
            ModelContent.OfBytes(TestModel.Double("n"), "double"), options, StandInProvider.Registry(dead, new StandInProvider("counted")));
        using IoBinding io = session.Rent();
        _broken = true;
        Assert.Equal([2], Double(io, 1));

        Assert.Contains("edgeinfer.provider.load_failures 1 provider=counted-dead", counted);
        Assert.Contains("edgeinfer.provider.failovers 1 from=counted to=cpu", counted);
        Assert.Collection(
            log.Lines,
            l => Assert.Equal("Warning double could not be loaded on counted-dead, which seemed ready: not in this build", l),
            l => Assert.StartsWith("Information double runs on counted (", l),
            l => Assert.StartsWith("Error double failed on counted and runs on cpu from now on: ", l));
    }

    [Theory]
    [InlineData(typeof(NotSupportedException))]
    [InlineData(typeof(EntryPointNotFoundException))]
    public void A_provider_that_this_build_cannot_add_is_passed_over(Type exception)
    {
        var dead = new StandInProvider("npu", append: _ => throw (Exception)Activator.CreateInstance(exception, "no such call here")!);
        CapabilityRegistry registry = StandInProvider.Registry(dead);
        using ModelSession session = ModelSession.Load(ModelContent.OfBytes(TestModel.Double("n"), "double"), Options("npu,cpu"), registry);
        Assert.Equal("cpu", session.Provider.Name);
        Assert.Contains(session.Provider.Attempts, static a => a is { Provider: "npu", Chosen: false, Reason: "no such call here" });

        var error = Assert.Throws<ProviderUnavailableException>(() => ModelSession.Load(ModelContent.OfBytes(TestModel.Double("n"), "double"), Options("npu"), registry));
        Assert.Contains("npu: no such call here", error.Message);
    }

    private ModelSession Load(byte[] model, string providers, ProviderConcurrency concurrency = ProviderConcurrency.Free, ILogger? log = null) =>
        ModelSession.Load(ModelContent.OfBytes(model, "double"), Options(providers) with { Logger = log }, StandInProvider.Registry(new StandInProvider("npu", concurrency)));

    private ModelSessionOptions Options(string providers) => new()
    {
        Providers = ProviderSelection.Parse(providers),
        Threads = 1,
        InjectedFault = provider =>
        {
            if (!Volatile.Read(ref _broken) || provider is CpuProvider) return;
            Interlocked.Increment(ref _failures);
            throw DeviceLost;
        },
    };

    private static List<ProviderChangedEventArgs> Watch(ModelSession session)
    {
        var changes = new List<ProviderChangedEventArgs>();
        session.ProviderChanged += (sender, change) =>
        {
            Assert.Same(session, sender);
            lock (changes) changes.Add(change);
        };
        return changes;
    }

    private static float[] Double(IoBinding io, params ReadOnlySpan<float> values)
    {
        io.Input().Reshape(values.Length);
        values.CopyTo(io.Input().AsSpan<float>());
        io.Run();
        return io.Output().AsSpan<float>().ToArray();
    }

    /// <summary>ONNX Runtime's exceptions cannot be made, only caused.</summary>
    private static OnnxRuntimeException Provoke() => Assert.Throws<OnnxRuntimeException>(static () => new InferenceSession([8, 1, 2, 3]));
}
