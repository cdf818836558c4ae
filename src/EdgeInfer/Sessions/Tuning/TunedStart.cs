using EdgeInfer.Providers;

namespace EdgeInfer.Sessions;

/// <summary>Has a load begin with the winner of trials: remembered ones, or those made now where the options ask for that.</summary>
internal sealed class TunedStart
{
    private readonly TuneResult? _result;
    private readonly string? _ignored;

    private TunedStart(TuneResult? result, string? ignored) => (_result, _ignored) = (result, ignored);

    /// <returns>Null where tuning plays no part in this load.</returns>
    public static TunedStart? For(ModelContent model, ModelSessionOptions options)
    {
        TuneMode mode = options.Tune?.Mode ?? TuneMode.Remembered;
        if (mode == TuneMode.Off || options.ConfigureOnnxRuntime is not null) return null;
        if (mode != TuneMode.Remembered)
        {
            TuneResult tuned = ModelTuner.Tune(model, options, TrialLanes.OfThisProcess, CancellationToken.None);
            // A default that was not compared stays.
            return tuned.IsConclusive ? new TunedStart(tuned, null) : null;
        }

        // Whoever has never tuned pays for one look into a folder.
        if (TuneCache.For(options.Tune) is not { } cache || !cache.MayKnow(model.SizeBytes)) return null;
        TuneResult? known = cache.Find(TuneKey.Of(model, options), out string? ignored);
        return known is null && ignored is null ? null : new TunedStart(known, ignored);
    }

    /// <summary>Puts the winner before all others, which stay behind it in case that it does not take the model any more.</summary>
    public void PutFirst(CapabilityRegistry registry, List<ProviderCandidate> candidates, List<ProviderAttempt> passedOver)
    {
        if (_ignored is not null) passedOver.Add(new ProviderAttempt("tuned winner", false, _ignored));
        if (_result is not { Winner.Settings.Provider: { } name }) return;
        if (registry.Find(name) is not { } winner)
        {
            passedOver.Add(new ProviderAttempt(name, false, "won when it was tried, but is not known any more"));
            return;
        }

        int at = candidates.FindIndex(c => c.Provider == winner);
        if (at >= 0)
        {
            candidates.RemoveAt(at);
        }
        else if (registry.StatusOf(winner) is { IsReady: false } status)
        {
            passedOver.Add(new ProviderAttempt(name, false, $"won when it was tried, but: {status.Reason}"));
            return;
        }

        passedOver.RemoveAll(a => a.Provider == name);
        candidates.Insert(0, new ProviderCandidate(winner, _result.Reason));
    }

    /// <summary>The options to load with on a provider: the winner's settings on the winner's, else as they are.</summary>
    public ModelSessionOptions OptionsOn(ExecutionProvider provider, ModelSessionOptions options) =>
        _result?.Winner.Settings is { } settings && settings.Provider == provider.Name ? settings.ApplyTo(options) : options;
}
