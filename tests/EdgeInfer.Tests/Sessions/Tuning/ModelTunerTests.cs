using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions.Tuning;

public sealed class ModelTunerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Cache => Path.Combine(_folder.Path, "cache");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_winner_is_remembered_and_the_next_load_takes_it_and_says_so()
    {
        string model = WriteModel();

        TuneResult result = ModelTuner.Tune(model, Options(), TestContext.Current.CancellationToken);

        Assert.False(result.IsFromCache);
        Assert.Null(result.NotRememberedBecause);
        Assert.Equal(["x: float32 [64, 64]"], result.Inputs);
        Assert.Equal(new TrialSettings("cpu"), result.Default!.Settings);
        Assert.Contains(result.Winner, result.Trials);
        Assert.All(result.Trials, static t => Assert.True(t.Status is TrialStatus.Timed or TrialStatus.NotTried or TrialStatus.TimedOut, t.ToString()));
        Assert.True(result.Winner.Median > TimeSpan.Zero && result.Winner.P90 >= result.Winner.Median && result.Winner.Runs > 0);
        Assert.True(File.Exists(result.RememberedIn));
        Assert.StartsWith(Cache, result.RememberedIn);

        using var session = ModelSession.Load(model, new ModelSessionOptions { Tune = Options().Tune! with { Mode = TuneMode.Remembered } });
        Assert.Equal(result.Winner.Settings.Provider, session.Provider.Name);
        Assert.StartsWith("tuned: ", session.Provider.Reason);
        Assert.Contains($"{result.TunedAt:yyyy-MM-dd}", session.Provider.Reason);
        Assert.True(session.Provider.Requested.IsAuto);
    }

    [Fact]
    public void A_second_call_asks_the_cache_and_Always_tries_again()
    {
        string model = WriteModel();
        TuneResult first = ModelTuner.Tune(model, Options(), TestContext.Current.CancellationToken);

        TuneResult second = ModelTuner.Tune(model, Options(), TestContext.Current.CancellationToken);
        Assert.True(second.IsFromCache);
        Assert.Equal((first.Winner, first.TunedAt, first.RememberedIn), (second.Winner, second.TunedAt, second.RememberedIn));

        TuneResult third = ModelTuner.Tune(model, Options(TuneMode.Always), TestContext.Current.CancellationToken);
        Assert.False(third.IsFromCache);
        Assert.True(third.TunedAt > first.TunedAt);
    }

    [Fact]
    public void Remembered_settings_are_those_the_session_runs_with()
    {
        string model = WriteModel();
        var options = new ModelSessionOptions { Tune = new TuneOptions { Mode = TuneMode.Remembered, CacheFolder = Cache } };
        var settings = new TrialSettings("cpu", 1, null, GraphOptimization.Basic);
        var trial = new TuneTrial(settings, TrialStatus.Timed, null, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1), 9);
        TuneKey key = TuneKey.Of(ModelContent.OfFile(model), options);
        Assert.NotNull(new TuneCache(Cache).Remember(key, CacheSamples.Result("cpu") with { Winner = trial }, out _));

        TunedStart start = TunedStart.For(ModelContent.OfFile(model), options)!;
        ModelSessionOptions tuned = start.OptionsOn(CapabilityRegistry.Current.Find("cpu")!, options);
        Assert.Equal((1, GraphOptimization.Basic), (tuned.Threads, tuned.GraphOptimization!.Value));
        // Another provider, if the winner does not take the model any more, runs with its own defaults.
        Assert.Same(options, start.OptionsOn(CapabilityRegistry.Current.Find("cuda")!, options));

        using var session = ModelSession.Load(model, options);
        Assert.Equal("tuned: 1.0 ms against 5.0 ms of the default, on 2026-11-21", session.Provider.Reason);
    }

    [Fact]
    public void A_winner_that_is_not_there_any_more_leaves_the_default()
    {
        string model = WriteModel();
        Assert.SkipWhen(CapabilityRegistry.Current.Probe().Single(static r => r.Provider.Name == "qnn").Status.IsReady, "QNN is ready here.");
        var options = new ModelSessionOptions { Tune = new TuneOptions { Mode = TuneMode.Remembered, CacheFolder = Cache } };
        new TuneCache(Cache).Remember(TuneKey.Of(ModelContent.OfFile(model), options), CacheSamples.Result("qnn"), out _);

        using var session = ModelSession.Load(model, options);

        Assert.NotEqual("qnn", session.Provider.Name);
        Assert.Contains(session.Provider.Attempts, static a => a.Provider == "qnn" && a.Reason.StartsWith("won when it was tried, but", StringComparison.Ordinal));
    }

    [Fact]
    public void Other_options_have_another_winner()
    {
        string model = WriteModel();
        ModelTuner.Tune(model, Options(), TestContext.Current.CancellationToken);
        TuneOptions remembered = Options().Tune! with { Mode = TuneMode.Remembered };

        foreach (ModelSessionOptions other in (ModelSessionOptions[])[
            new() { Tune = remembered, Threads = 1 },
            new() { Tune = remembered, Providers = ProviderSelection.Cpu },
            new() { Tune = remembered, Policy = ProviderPolicy.Latency },
            new() { Tune = remembered, ConfigEntries = new Dictionary<string, string> { [TrialSettings.SpinningKey] = "0" } },
            new() { Tune = remembered, ConfigureOnnxRuntime = static _ => { } },
            new() { Tune = TuneOptions.Off with { CacheFolder = Cache } },
            new() { Tune = remembered with { CacheFolder = _folder.Path } },
        ])
        {
            using var session = ModelSession.Load(model, other);
            Assert.DoesNotContain("tuned", session.Provider.Reason);
        }
    }

    [Fact]
    public void Another_model_of_the_same_size_has_no_winner()
    {
        string model = WriteModel();
        ModelTuner.Tune(model, Options(), TestContext.Current.CancellationToken);
        byte[] bytes = File.ReadAllBytes(model);
        int at = bytes.AsSpan().IndexOf("built by a test"u8);
        bytes[at] = (byte)'B';
        File.WriteAllBytes(model, bytes);

        using var session = ModelSession.Load(model, new ModelSessionOptions { Tune = Options().Tune! with { Mode = TuneMode.Remembered } });
        Assert.DoesNotContain("tuned", session.Provider.Reason);
    }

    [Fact]
    public void Loading_tunes_by_itself_where_that_is_asked_for()
    {
        string model = WriteModel();

        using (var session = ModelSession.Load(model, Options())) Assert.StartsWith("tuned: ", session.Provider.Reason);
        Assert.Single(Directory.GetFiles(Cache));
        byte[] before = File.ReadAllBytes(Directory.GetFiles(Cache)[0]);
        using (var session = ModelSession.Load(model, Options())) Assert.StartsWith("tuned: ", session.Provider.Reason);
        Assert.Equal(before, File.ReadAllBytes(Directory.GetFiles(Cache)[0]));
    }

    [Fact]
    public void A_model_in_memory_is_tuned_and_recognised_too()
    {
        byte[] model = TestModel.Slow(4);

        TuneResult result = ModelTuner.Tune(model, "in memory", Options(), TestContext.Current.CancellationToken);

        Assert.NotNull(result.RememberedIn);
        using var session = ModelSession.Load(model, "in memory", new ModelSessionOptions { Tune = Options().Tune! with { Mode = TuneMode.Remembered } });
        Assert.StartsWith("tuned: ", session.Provider.Reason);
    }

    [Fact]
    public void A_damaged_file_of_winners_is_told_and_replaced()
    {
        string model = WriteModel();
        TuneResult first = ModelTuner.Tune(model, Options(), TestContext.Current.CancellationToken);
        File.WriteAllText(first.RememberedIn!, "{\"format\":");

        using (var session = ModelSession.Load(model, new ModelSessionOptions { Tune = Options().Tune! with { Mode = TuneMode.Remembered } }))
            Assert.Contains(session.Provider.Attempts, a => !a.Chosen && a.Reason.Contains(first.RememberedIn!, StringComparison.Ordinal));

        TuneResult second = ModelTuner.Tune(model, Options(), TestContext.Current.CancellationToken);
        Assert.False(second.IsFromCache);
        Assert.Contains(first.RememberedIn!, second.Notes[0]);
        Assert.True(ModelTuner.Tune(model, Options(), TestContext.Current.CancellationToken).IsFromCache);
    }

    [Fact]
    public void Where_nothing_can_be_written_tuning_still_works_and_says_so()
    {
        File.WriteAllText(Cache, "a file where the folder should be");

        TuneResult result = ModelTuner.Tune(WriteModel(), Options(), TestContext.Current.CancellationToken);

        Assert.Null(result.RememberedIn);
        Assert.Contains("cannot be written to", result.NotRememberedBecause);
        Assert.Equal(TrialStatus.Timed, result.Winner.Status);
    }

    [Fact]
    public void A_budget_for_nothing_leaves_the_default_and_remembers_nothing()
    {
        ModelSessionOptions options = Options();
        options = options with { Tune = options.Tune! with { Budget = TuneOptions.MinBudget } };

        TuneResult result = ModelTuner.Tune(WriteModel(), options, TestContext.Current.CancellationToken);

        Assert.Equal(new TrialSettings("cpu"), result.Winner.Settings);
        Assert.Contains("no time", result.NotRememberedBecause);
        Assert.All(result.Trials.Skip(1), static t => Assert.Equal(TrialStatus.NotTried, t.Status));
        Assert.False(Directory.Exists(Cache));
    }

    [Fact]
    public void The_budget_is_kept_but_for_what_cannot_be_interrupted()
    {
        ModelSessionOptions options = Options();
        options = options with { Tune = options.Tune! with { Budget = TimeSpan.FromMilliseconds(400), MostRounds = int.MaxValue } };

        TuneResult result = ModelTuner.Tune(WriteModel(), options, TestContext.Current.CancellationToken);

        // This model loads and runs in milliseconds; a busy machine may hold up a slice here and there.
        Assert.InRange(result.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(4));
    }

    [Fact]
    public void What_cannot_be_tuned_is_refused_in_words()
    {
        CancellationToken none = TestContext.Current.CancellationToken;
        string model = WriteModel();
        Assert.Contains("no such model file", Assert.Throws<ModelLoadException>(() => ModelTuner.Tune(Path.Combine(_folder.Path, "missing.onnx"), Options(), none)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => ModelTuner.Tune(model, WithTune(static t => t with { Budget = TimeSpan.Zero }), none));
        Assert.Throws<ArgumentOutOfRangeException>(() => ModelTuner.Tune(model, WithTune(static t => t with { Budget = TimeSpan.FromHours(2) }), none));
        Assert.Contains("ConfigEntries", Assert.Throws<ArgumentException>(() => ModelTuner.Tune(model, Options() with { ConfigureOnnxRuntime = static _ => { } }, none)).Message);
        Assert.Contains("forbids", Assert.Throws<ArgumentException>(() => ModelTuner.Tune(model, WithTune(static t => t with { Mode = TuneMode.Off }), none)).Message);
        Assert.Contains("'y'", Assert.Throws<ArgumentException>(() => ModelTuner.Tune(model, WithTune(static t => t with { InputShapes = Shapes("y", 1) }), none)).Message);
        Assert.Contains("[1]", Assert.Throws<ModelMismatchException>(() => ModelTuner.Tune(model, WithTune(static t => t with { InputShapes = Shapes("x", 1) }), none)).Message);
        Assert.Throws<ArgumentException>(() => ModelTuner.Tune(model, WithTune(static t => t with { InputShapes = Shapes("x", 1, 0) }), none));
        // Rows and columns that do not fit each other, which the declared shape does not show.
        Assert.Contains("InputShapes", Assert.Throws<ModelMismatchException>(() => ModelTuner.Tune(model, WithTune(static t => t with { InputShapes = Shapes("x", 2, 3) }), none)).Message);
        if (!CapabilityRegistry.Current.Probe().Single(static r => r.Provider.Name == "qnn").Status.IsReady)
            Assert.Throws<ProviderUnavailableException>(() => ModelTuner.Tune(model, Options() with { Providers = ProviderSelection.Of("qnn") }, none));
    }

    [Fact]
    public void A_model_that_takes_a_sequence_cannot_be_fed_with_anything()
    {
        byte[] model = new TestModel().SequenceInput("s", TensorElementType.Float32).Node("SequenceLength", ["s"], ["n"]).Output("n", TensorElementType.Int64, "").ToArray();

        Assert.Contains("'s'", Assert.Throws<ModelMismatchException>(() => ModelTuner.Tune(model, "sequence", WithTune(static t => t with { InputShapes = new Dictionary<string, long[]>() }), TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void Without_a_child_a_provider_that_might_crash_is_left_out_and_the_remedy_told()
    {
        var lanes = new TrialLanes(null, TrialHost.WhyNone) { IsLocal = static _ => false };

        var error = Assert.Throws<ProviderUnavailableException>(() => ModelTuner.Tune(ModelContent.OfFile(WriteModel()), Options(), lanes, TestContext.Current.CancellationToken));

        Assert.Contains("TrialHost.TryRun(args)", error.Message);
    }

    [Fact]
    public void Loading_keeps_the_default_where_it_could_not_be_compared()
    {
        ModelSessionOptions options = WithTune(static t => t with { Budget = TuneOptions.MinBudget });

        using var session = ModelSession.Load(WriteModel(), options);

        Assert.DoesNotContain("tuned", session.Provider.Reason);
    }

    [Fact]
    public void A_cancelled_tuning_remembers_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => ModelTuner.Tune(WriteModel(), Options(), cancelled.Token));
        Assert.False(Directory.Exists(Cache));
    }

    [Fact]
    public void Progress_and_table_tell_every_trial()
    {
        var reported = new List<TuneTrial>();
        TuneResult result = ModelTuner.Tune(WriteModel(), WithTune(t => t with { Progress = new Collected(reported) }), TestContext.Current.CancellationToken);

        string[] lines = result.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(result.Trials.Count + 1, lines.Length);
        Assert.Single(lines, static line => line.StartsWith('*'));
        Assert.All(result.Trials, t => Assert.Contains(lines, line => line.Contains(t.Settings.ToString(), StringComparison.Ordinal)));
        Assert.All(reported, t => Assert.Contains(result.Trials, other => other.Settings == t.Settings));
    }

    [Theory]
    [InlineData(ProviderPolicy.Throughput)]
    [InlineData(ProviderPolicy.Efficiency)]
    [InlineData(ProviderPolicy.Latency)]
    [InlineData(ProviderPolicy.Accuracy)]
    public void Every_policy_is_measured_in_its_own_way(ProviderPolicy policy)
    {
        TuneResult result = ModelTuner.Tune(WriteModel(), Options() with { Policy = policy }, TestContext.Current.CancellationToken);

        Assert.Equal(TrialStatus.Timed, result.Winner.Status);
        bool maySpin = policy is ProviderPolicy.Latency or ProviderPolicy.Throughput && Environment.ProcessorCount > 1;
        Assert.Equal(maySpin, result.Trials.Any(static t => t.Settings.Spinning is not null));
    }

    private string WriteModel()
    {
        string path = Path.Combine(_folder.Path, "model.onnx");
        if (!File.Exists(path)) File.WriteAllBytes(path, TestModel.Slow(4));
        return path;
    }

    private ModelSessionOptions Options(TuneMode mode = TuneMode.WhenUnknown) => new()
    {
        Tune = new TuneOptions { Mode = mode, Budget = TimeSpan.FromSeconds(10), MostRounds = 4, CacheFolder = Cache, InputShapes = Shapes("x", 64, 64) },
    };

    private ModelSessionOptions WithTune(Func<TuneOptions, TuneOptions> change) => Options() with { Tune = change(Options().Tune!) };

    private static Dictionary<string, long[]> Shapes(string name, params long[] shape) => new() { [name] = shape };

    private sealed class Collected(List<TuneTrial> trials) : IProgress<TuneTrial>
    {
        public void Report(TuneTrial value) => trials.Add(value);
    }
}
