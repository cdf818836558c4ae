using System.Diagnostics;
using EdgeInfer.Providers;

namespace EdgeInfer.Sessions;

/// <summary>The model loaded in one way, to be run on the trial inputs. Used by one thread at a time.</summary>
internal sealed class TrialSession : IDisposable
{
    private const string SpinDurationKey = "session.intra_op.spin_duration_us";
    private const string SpinDurationMicroseconds = "2000";

    /// <summary>Two milliseconds of spinning, and some to fall asleep.</summary>
    private static readonly TimeSpan UntilQuiet = TimeSpan.FromMilliseconds(3);

    private readonly ModelSession _session;
    private readonly IoBinding[] _bindings;
    private readonly bool _maySpin;

    /// <exception cref="EdgeInferException">The model cannot be loaded in this way.</exception>
    public TrialSession(ModelContent model, TrialSettings settings, ModelSessionOptions options, IReadOnlyDictionary<string, long[]> shapes)
    {
        options = settings.ApplyTo(options);
        bool spinsOn = options.ConfigEntries.TryGetValue(TrialSettings.SpinningKey, out string? spinning) ? spinning != "0" : options.Policy == ProviderPolicy.Latency;
        _maySpin = spinsOn || (spinning is null && options.Policy is ProviderPolicy.Balanced or ProviderPolicy.Accuracy);
        // Threads that spin for long after the last call would take the processor from the next trial.
        var entries = new Dictionary<string, string>(options.ConfigEntries);
        if (spinsOn) entries.TryAdd(SpinDurationKey, SpinDurationMicroseconds);
        Callers = options.Policy == ProviderPolicy.Throughput ? Environment.ProcessorCount : 1;
        options = options with
        {
            Providers = ProviderSelection.Of(settings.Provider),
            ConfigEntries = entries,
            MaxPooledBindings = Callers,
            Tune = TuneOptions.Off,
        };
        _session = ModelSession.Load(model, options, options.Registry);
        _bindings = new IoBinding[Callers];
        try
        {
            Shapes = TrialInputs.Shapes(_session, shapes);
            for (int i = 0; i < _bindings.Length; i++)
            {
                _bindings[i] = _session.Rent();
                TrialInputs.Write(_bindings[i], _session, Shapes);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public ModelSession Session => _session;

    public long[][] Shapes { get; }

    /// <summary>How many call at once.</summary>
    public int Callers { get; }

    /// <summary>One run.</summary>
    /// <returns>Its milliseconds.</returns>
    public double RunOnce(CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        _bindings[0].Run(cancellationToken);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public TrialReference Capture(TrialPrecision precision) => TrialReference.Capture(_bindings[0].LiveAfterRun(), precision);

    /// <returns>How the outputs of the last <see cref="RunOnce"/> differ from the reference; null where they do not.</returns>
    public string? Difference(TrialReference reference) => reference.Difference(_bindings[0].LiveAfterRun());

    /// <summary>Times runs in a row of each caller, after one that is not timed where that costs little.</summary>
    public TrialSlice Time(int runs, bool warmUp, CancellationToken cancellationToken)
    {
        if (warmUp) RunOnce(cancellationToken);
        TrialSlice slice = Callers == 1 ? TimeOne(runs, cancellationToken) : TimeSeveral(runs, cancellationToken);
        if (_maySpin) Thread.Sleep(UntilQuiet);
        return slice;
    }

    public void Dispose()
    {
        foreach (IoBinding binding in _bindings) binding.Dispose();
        _session.Dispose();
    }

    private TrialSlice TimeOne(int runs, CancellationToken cancellationToken)
    {
        double[] times = new double[runs];
        TimeSpan processor = ProcessorTime();
        for (int i = 0; i < runs; i++) times[i] = RunOnce(cancellationToken);
        return new TrialSlice(times, (ProcessorTime() - processor).TotalMilliseconds / runs, runs);
    }

    private TrialSlice TimeSeveral(int runs, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        using var start = new Barrier(Callers + 1);
        var threads = new Thread[Callers];
        for (int i = 0; i < threads.Length; i++)
        {
            IoBinding binding = _bindings[i];
            threads[i] = new Thread(() =>
            {
                start.SignalAndWait(CancellationToken.None);
                try
                {
                    for (int run = 0; run < runs; run++) binding.Run(cancellationToken);
                }
                catch (Exception e)
                {
                    Volatile.Write(ref failure, e);
                }
            });
            threads[i].Start();
        }

        start.SignalAndWait(CancellationToken.None);
        TimeSpan processor = ProcessorTime();
        long begin = Stopwatch.GetTimestamp();
        foreach (Thread thread in threads) thread.Join();
        double elapsed = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        int all = runs * Callers;
        return new TrialSlice([elapsed / all], (ProcessorTime() - processor).TotalMilliseconds / all, all);
    }

    private static TimeSpan ProcessorTime() =>
        OperatingSystem.IsIOS() || OperatingSystem.IsTvOS() || OperatingSystem.IsBrowser() ? TimeSpan.Zero : Environment.CpuUsage.TotalTime;
}
