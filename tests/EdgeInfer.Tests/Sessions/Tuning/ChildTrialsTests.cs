using System.Diagnostics;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions.Tuning;

/// <summary>Trials in a child process, on the CPU: what the child's provider does wrong is made up.</summary>
public sealed class ChildTrialsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();

    private string PidFile => Path.Combine(_folder.Path, "pids");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_child_serves_all_trials_of_a_provider()
    {
        TuneResult result = Tune(Faults.None);

        Assert.All(result.Trials, static t => Assert.True(t.Status == TrialStatus.Timed, t.ToString()));
        Assert.Single(File.ReadAllLines(PidFile));
        AssertNoChildLeft();
    }

    [Fact]
    public void A_crash_costs_its_trial_and_another_child_goes_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "raises a signal.");

        TuneResult result = Tune(Faults.Crash);

        TuneTrial crashed = Assert.Single(result.Trials, static t => t.Settings.Optimization == GraphOptimization.Basic);
        Assert.Equal(TrialStatus.Crashed, crashed.Status);
        // .NET turns a fault in native code into an abort.
        Assert.Matches(@"crashed with signal (11 \(SIGSEGV\)|6 \(SIGABRT\))", crashed.Reason);
        Assert.All(result.Trials.Where(t => t != crashed), static t => Assert.True(t.Status == TrialStatus.Timed, t.ToString()));
        Assert.NotEqual(GraphOptimization.Basic, result.Winner.Settings.Optimization);
        Assert.Equal(2, File.ReadAllLines(PidFile).Length);
        AssertNoChildLeft();
    }

    [Fact]
    public void A_child_that_ends_says_how_and_its_last_words()
    {
        TuneResult result = Tune(Faults.Exit);

        TuneTrial ended = Assert.Single(result.Trials, static t => t.Settings.Optimization == GraphOptimization.Basic);
        Assert.Equal(TrialStatus.Crashed, ended.Status);
        Assert.Contains("ended with exit code 3; it said: driver: no more of this", ended.Reason);
        AssertNoChildLeft();
    }

    [Fact]
    public void A_crash_while_it_is_timed_costs_that_trial_and_the_others_are_opened_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "raises a signal.");

        // Every child dies at its third slice, so that trials fall one after the other, until one is left.
        var error = Record.Exception(() =>
        {
            TuneResult result = Tune(Faults.CrashWhileTimed);
            Assert.Contains(result.Trials, static t => t.Status == TrialStatus.Crashed);
            Assert.Equal(TrialStatus.Timed, result.Winner.Status);
        });

        Assert.True(error is null or ProviderUnavailableException, error?.ToString());
        AssertNoChildLeft();
    }

    [Fact]
    public void A_hanging_driver_is_killed_in_time()
    {
        long start = Stopwatch.GetTimestamp();

        TuneResult result = Tune(Faults.Hang, TimeSpan.FromSeconds(6));

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(30));
        TuneTrial hung = Assert.Single(result.Trials, static t => t.Settings.Optimization == GraphOptimization.Basic);
        Assert.Equal(TrialStatus.TimedOut, hung.Status);
        Assert.Contains("was not done within", hung.Reason);
        Assert.Equal(TrialStatus.Timed, result.Winner.Status);
        AssertNoChildLeft();
    }

    [Theory]
    [InlineData(Faults.Wrong, "differs in 1 of")]
    [InlineData(Faults.NotANumber, "NaN")]
    public void Wrong_results_are_rejected_in_words(string fault, string words)
    {
        TuneResult result = Tune(fault);

        TuneTrial wrong = Assert.Single(result.Trials, static t => t.Settings.Optimization == GraphOptimization.Basic);
        Assert.Equal(TrialStatus.Rejected, wrong.Status);
        Assert.Contains("output 'y'", wrong.Reason);
        Assert.Contains(words, wrong.Reason);
        Assert.NotEqual(GraphOptimization.Basic, result.Winner.Settings.Optimization);
    }

    [Fact]
    public void A_driver_that_talks_on_standard_output_is_not_taken_for_an_answer()
    {
        TuneResult result = Tune(Faults.Talk);

        Assert.All(result.Trials, static t => Assert.True(t.Status == TrialStatus.Timed, t.ToString()));
    }

    [Fact]
    public async Task Cancelling_in_the_middle_leaves_no_child()
    {
        using var cancel = new CancellationTokenSource();
        Task<TuneResult> tuning = Task.Run(() => Tune(Faults.Hang, TimeSpan.FromMinutes(30), cancel.Token), TestContext.Current.CancellationToken);
        while (!File.Exists(PidFile)) await Task.Delay(20, TestContext.Current.CancellationToken);
        await Task.Delay(200, TestContext.Current.CancellationToken);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tuning.WaitAsync(Patience, CancellationToken.None));
        AssertNoChildLeft();
    }

    [Fact]
    public void A_child_ends_with_its_parent_even_while_its_driver_hangs()
    {
        ChildCommand command = TrialHostEntry.Command(TrialHost.Argument, Faults.Hang);
        using Process child = Process.Start(new ProcessStartInfo(command.File, command.Arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var begin = new TrialBegin(WriteModel(), default, null, [], Shapes, TrialPrecision.Float32, []);
        child.StandardInput.BaseStream.Write(TrialWire.Encode(new TrialRequest { Begin = begin }));
        child.StandardInput.BaseStream.Write(TrialWire.Encode(new TrialRequest { Open = new TrialOpen(0, new TrialSettings("cpu", 1)) }));
        child.StandardInput.BaseStream.Flush();
        Assert.False(child.WaitForExit(500));

        child.StandardInput.Close();

        Assert.True(child.WaitForExit(Patience));
    }

    [Fact]
    public void A_child_that_is_spoken_to_in_another_language_ends()
    {
        ChildCommand command = TrialHostEntry.Command(TrialHost.Argument, Faults.None);
        using Process child = Process.Start(new ProcessStartInfo(command.File, command.Arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        child.StandardInput.WriteLine("GET / HTTP/1.1");
        child.StandardInput.Flush();

        Assert.True(child.WaitForExit(Patience));
    }

    [Fact]
    public void A_program_that_cannot_be_started_is_a_reason()
    {
        var lanes = new TrialLanes(new ChildCommand(Path.Combine(_folder.Path, "no-such-program"), []), "") { IsLocal = static _ => false };

        var error = Assert.Throws<ProviderUnavailableException>(() => ModelTuner.Tune(ModelContent.OfFile(WriteModel()), Options(TimeSpan.FromSeconds(5)), lanes, CancellationToken.None));
        Assert.Contains("no-such-program", error.Message);
    }

    [Fact]
    public void Main_is_told_apart_from_a_child_by_its_first_argument()
    {
        Assert.False(TrialHost.TryRun([], fault: null));
        Assert.False(TrialHost.TryRun(["tune", TrialHost.Argument], fault: null));
    }

    private static Dictionary<string, long[]> Shapes => new() { ["x"] = [32, 32] };

    private TuneResult Tune(string fault, TimeSpan? budget = null, CancellationToken cancellationToken = default) =>
        ModelTuner.Tune(ModelContent.OfFile(WriteModel()), Options(budget ?? TimeSpan.FromSeconds(20)), TrialHostEntry.Lanes(fault, PidFile), cancellationToken);

    private ModelSessionOptions Options(TimeSpan budget) => new()
    {
        Providers = EdgeInfer.Providers.ProviderSelection.Cpu,
        Tune = new TuneOptions { Mode = TuneMode.Always, Budget = budget, MostRounds = 4, CacheFolder = Path.Combine(_folder.Path, "cache"), InputShapes = Shapes },
    };

    private string WriteModel()
    {
        string path = Path.Combine(_folder.Path, "model.onnx");
        if (!File.Exists(path)) File.WriteAllBytes(path, TestModel.Slow(4));
        return path;
    }

    private void AssertNoChildLeft()
    {
        foreach (string line in File.ReadAllLines(PidFile))
        {
            int id = int.Parse(line, System.Globalization.CultureInfo.InvariantCulture);
            // The system may take a moment to forget it.
            Assert.True(SpinWait.SpinUntil(() => IsGone(id), TimeSpan.FromSeconds(10)), $"child {id} is still there");
        }

        static bool IsGone(int id)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                return process.HasExited;
            }
            catch (ArgumentException)
            {
                return true;
            }
        }
    }
}
