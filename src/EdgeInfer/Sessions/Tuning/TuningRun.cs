using System.Globalization;
using EdgeInfer.Providers;

namespace EdgeInfer.Sessions;

/// <summary>One tuning: the reference, opening every way in time, the race, the result.</summary>
internal sealed class TuningRun(ModelContent model, ModelSessionOptions options, TrialLanes lanes, CancellationToken cancellationToken) : IDisposable
{
    /// <summary>Parts of the budget after which no way is opened any more, no child is waited for, and the race ends but for the last heat.</summary>
    private const double LocalOpening = 0.6;
    private const double ChildOpening = 0.7;
    private const double MainRace = 0.85;

    /// <summary>Sessions open at once may take this part of the memory, each about twice the model's size.</summary>
    private const double MemoryShare = 0.25;
    private const double MuchOtherWork = 0.25;
    private const long SessionOverheadBytes = 16 << 20;

    private readonly TuneOptions _tune = options.Tune!;
    private readonly TrialClock _clock = new(options.Tune!.Budget);
    private readonly List<Contestant> _contestants = [];
    private readonly Dictionary<string, ITrialLane> _lanes = [];
    private readonly List<TuneTrial> _leftOut = [];
    private string? _note;

    /// <exception cref="ProviderUnavailableException">No way gives the reference's results.</exception>
    public TuneResult Run()
    {
        OnnxRuntimeLibrary.EnsureLoaded();
        List<ProviderAttempt> passedOver = [];
        List<string> providers = Ready(passedOver, out string standard);
        TrialSession session = OpenReference(out TrialReference reference, out double estimate);
        List<string> inputs = [];
        Contestant? winner;
        try
        {
            for (int i = 0; i < session.Shapes.Length; i++)
                inputs.Add($"{session.Session.Inputs[i].Name}: {session.Session.Inputs[i].ElementType.ToDisplayName()} {TensorShape.Describe(session.Shapes[i])}");
            var setup = new TrialSetup(model, options, _tune.InputShapes, reference);
            Enter(providers, setup, ref session!, estimate);
            List<Contestant> opened = Open();
            winner = opened.Count == 0 ? null : Race(opened);
        }
        finally
        {
            session?.Dispose();
        }

        if (winner is null) throw NoneWorks(passedOver);
        return Conclude(winner, standard, inputs);
    }

    public void Dispose()
    {
        foreach (ITrialLane lane in _lanes.Values) lane.Dispose();
    }

    /// <summary>The providers to choose from, first the one that runs the model where nothing is tuned.</summary>
    private List<string> Ready(List<ProviderAttempt> passedOver, out string standard)
    {
        List<string> providers = [.. options.Registry.Rank(options.Providers, passedOver, options.Policy, model.Facts).Select(static c => c.Provider.Name)];
        standard = providers[0];
        if (options.Providers.IsAuto)
        {
            foreach (ProviderReport report in options.Registry.Probe())
            {
                if (!report.Status.IsReady || providers.Contains(report.Provider.Name)) continue;
                if (report.Provider.WhySlowHere(SystemProbe.Instance) is { } slow) LeaveOut(report.Provider, $"{slow}; it is tried when it is named");
                else providers.Add(report.Provider.Name);
            }
        }

        // A device's energy is nothing that processor time tells of.
        if (options.Policy == ProviderPolicy.Efficiency)
        {
            foreach (string name in providers.ToArray())
            {
                if (options.Registry.Find(name) is not { UsesHostMemory: false } device) continue;
                providers.Remove(name);
                LeaveOut(device, "nothing here measures a device's energy");
            }
        }

        if (providers.Count == 0)
            throw new ProviderUnavailableException($"Provider '{options.Providers}' cannot be tuned for efficiency: nothing here measures a device's energy; name cpu too, or another policy.", passedOver);
        return providers;
    }

    private void LeaveOut(ExecutionProvider provider, string reason) => _leftOut.Add(new TuneTrial(new TrialSettings(provider.Name), TrialStatus.NotTried, reason));

    private TrialSession OpenReference(out TrialReference reference, out double estimate)
    {
        var session = new TrialSession(model, new TrialSettings("cpu"), options, _tune.InputShapes);
        try
        {
            double first = session.RunOnce(cancellationToken);
            reference = session.Capture(PrecisionOf(session.Session));
            estimate = _clock.IsOver ? first : Math.Min(first, session.RunOnce(cancellationToken));
            return session;
        }
        catch (InferenceException e)
        {
            string shapes = string.Join(", ", session.Session.Inputs.Select((spec, i) => $"'{spec.Name}' {TensorShape.Describe(session.Shapes[i])}"));
            session.Dispose();
            throw new ModelMismatchException(
                $"{model.Name} does not run on made-up inputs of the shapes {shapes}; give shapes that it takes in {nameof(TuneOptions)}.{nameof(TuneOptions.InputShapes)} (--shape). {e.Message}", model.Name, e);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private TrialPrecision PrecisionOf(ModelSession session)
    {
        if (session.Inputs.Concat(session.Outputs).Any(static t => t.ElementType is TensorElementType.Float16 or TensorElementType.BFloat16)) return TrialPrecision.Float16;
        if (options.Policy == ProviderPolicy.Accuracy) return TrialPrecision.Exact;
        return model.Facts is { QuantizedShare: > 0 } ? TrialPrecision.Int8 : TrialPrecision.Float32;
    }

    /// <summary>Makes the contestants; the reference is the first of them where the CPU is asked for.</summary>
    private void Enter(List<string> providers, TrialSetup setup, ref TrialSession? reference, double estimate)
    {
        var local = new LocalTrials(setup);
        _lanes.Add("", local);
        foreach (TrialSettings settings in TrialPlan.For(providers, options, Environment.ProcessorCount, SystemProbe.Instance.Processor.UsableCores))
        {
            string? whyNone = null;
            if (!_lanes.TryGetValue(settings.Provider, out ITrialLane? lane) && (lane = lanes.For(settings.Provider, setup, local, out whyNone)) is not null && lane != local)
                _lanes.Add(settings.Provider, lane);
            var contestant = new Contestant(_contestants.Count, settings, lane, options.Policy);
            _contestants.Add(contestant);
            if (whyNone is not null) contestant.Reason = whyNone;
            if (lane != local || settings != new TrialSettings("cpu")) continue;
            local.Adopt(contestant.Id, reference!);
            reference = null;
            contestant.Estimate = estimate;
        }
    }

    /// <summary>Opens every way in time: children beside each other, this process's own meanwhile. Nothing is timed yet.</summary>
    private List<Contestant> Open()
    {
        List<Contestant> opened = [.. _contestants.Where(static c => c.Estimate > 0)];
        Task[] children = [.. _contestants.Where(static c => c.Lane is ChildTrials).GroupBy(static c => c.Lane)
            .Select(group => Task.Run(() => { foreach (Contestant contestant in group) Open(contestant, ChildOpening); }, CancellationToken.None))];
        long memory = (2 * model.Fingerprint.TotalBytes) + SessionOverheadBytes;
        int most = (int)Math.Max(2, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * MemoryShare / memory);
        try
        {
            foreach (Contestant contestant in _contestants.Where(static c => c.Lane is LocalTrials && c.Estimate == 0))
            {
                if (opened.Count >= most)
                {
                    contestant.Reason = "there is not enough memory for more sessions of this model at once";
                    continue;
                }

                Open(contestant, LocalOpening);
                if (contestant.Estimate > 0) opened.Add(contestant);
            }
        }
        finally
        {
            // Children observe the token too, so this does not take long.
            Task.WaitAll(children.Select(static t => t.ContinueWith(static _ => { }, TaskScheduler.Default)).ToArray(), CancellationToken.None);
        }

        cancellationToken.ThrowIfCancellationRequested();
        foreach (Task child in children) child.GetAwaiter().GetResult();
        opened.AddRange(_contestants.Where(static c => c.Lane is ChildTrials && c.Estimate > 0));
        foreach (Contestant contestant in _contestants.Where(static c => c.Estimate == 0)) Report(contestant);
        return opened;
    }

    private void Open(Contestant contestant, double part)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TimeSpan limit = _clock.LeftOf(part);
        if (limit == TimeSpan.Zero) return;
        try
        {
            contestant.Estimate = contestant.Lane!.Open(contestant.Id, contestant.Settings, limit, cancellationToken);
        }
        catch (TrialException e)
        {
            contestant.End(e);
        }
    }

    private Contestant? Race(List<Contestant> opened)
    {
        // A child's work would count as another program's.
        OtherWork? others = opened.Exists(static c => c.Lane is ChildTrials) ? null : OtherWork.Start();
        try
        {
            return RaceAndCombine(opened);
        }
        finally
        {
            if (others?.Share() is { } share and > MuchOtherWork)
                _note = string.Create(CultureInfo.InvariantCulture, $"other programs used {100 * share:0} % of the processors meanwhile: what won may not be the fastest while the machine is idle");
        }
    }

    private Contestant? RaceAndCombine(List<Contestant> opened)
    {
        if (new TrialRace(_clock, MainRace, _tune.MostRounds, Report).Run(opened, cancellationToken) is not { } winner) return null;
        if (_clock.IsOver || TrialPlan.Combine([.. opened.Where(static c => c.Status == TrialStatus.Timed)], winner) is not { } settings) return winner;
        var combined = new Contestant(_contestants.Count, settings, winner.Lane, options.Policy);
        _contestants.Add(combined);
        Open(combined, 1);
        if (combined.Estimate == 0) return winner;
        return new TrialRace(_clock, 1, _tune.MostRounds, Report).Run([winner, combined], cancellationToken);
    }

    private TuneResult Conclude(Contestant winner, string standard, List<string> inputs)
    {
        Contestant? plain = _contestants.Find(c => c.Settings == new TrialSettings(standard));
        TuneTrial[] trials = [.. _contestants.Select(static c => c.ToTrial()), .. _leftOut];
        // A way that has not been tried may be faster than all that were.
        string? unknown = plain is { Status: TrialStatus.NotTried or TrialStatus.TimedOut }
            ? $"the default, {standard}, could not be compared: {plain.Reason}"
            : trials.Length > 1 && trials.Count(static t => t.Status == TrialStatus.Timed) == 1 && _contestants.Exists(static c => c is { Status: TrialStatus.NotTried, Lane: not null })
                ? "there was no time to compare anything; give tuning a larger budget" : null;
        return new TuneResult
        {
            Model = model.Name,
            Winner = winner.ToTrial(),
            Default = plain is { Status: TrialStatus.Timed } ? plain.ToTrial() : null,
            Trials = trials,
            Inputs = inputs,
            Elapsed = _clock.Elapsed,
            TunedAt = TimeProvider.System.GetUtcNow(),
            NotRememberedBecause = unknown,
            IsConclusive = unknown is null,
            Notes = _note is null ? [] : [_note],
        };
    }

    private ProviderUnavailableException NoneWorks(List<ProviderAttempt> passedOver)
    {
        List<ProviderAttempt> attempts = [.. passedOver, .. _contestants.Select(static c => new ProviderAttempt(c.Settings.Provider, false, c.Reason ?? ""))];
        string reasons = string.Join(" | ", _contestants.Select(static c => c.ToTrial()));
        return new ProviderUnavailableException($"{model.Name} cannot be tuned on provider '{options.Providers}': {reasons}.", attempts);
    }

    private void Report(Contestant contestant) => _tune.Progress?.Report(contestant.ToTrial());
}
