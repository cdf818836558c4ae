namespace EdgeInfer.Providers;

/// <summary>Puts providers in order for a policy and a model.</summary>
internal static class ProviderRanking
{
    public const string OnlyWhenNamed = "is chosen only when named: it is not measured against the CPU on this machine";

    private static readonly string[] Places = ["first", "second", "third"];

    /// <remarks>Where nothing else tells two apart, the order given counts.</remarks>
    /// <returns>Ready ones first, best first; then the others, in the order given.</returns>
    public static IReadOnlyList<RankedProvider> Of(IReadOnlyList<ExecutionProvider> providers, IReadOnlyList<ProviderStatus> statuses, ISystemProbe system, ProviderPolicy policy, ModelFacts? model)
    {
        var ready = new List<(ExecutionProvider Provider, ProviderStatus Status, ProviderJudgement Judgement)>();
        var missing = new List<RankedProvider>();
        foreach ((ExecutionProvider provider, ProviderStatus status) in providers.Zip(statuses))
        {
            if (status.IsReady) ready.Add((provider, status, ProviderJudgement.Of(provider, policy, model, system)));
            else missing.Add(new(provider, status, false, $"{status.Reason}; {status.Remedy}"));
        }

        var ranked = new List<RankedProvider>(providers.Count);
        // A stable sort: the order given decides between equals.
        foreach ((ExecutionProvider provider, ProviderStatus status, ProviderJudgement judgement) in ready.OrderBy(static r => r.Judgement.Points))
        {
            string place = $"{(ranked.Count < Places.Length ? Places[ranked.Count] : $"{ranked.Count + 1}th")} for {policy.ToString().ToLowerInvariant()}";
            string words = judgement.Words.Length == 0 ? place : $"{judgement.Words}; {place}";
            ranked.Add(new(provider, status, provider.IsAutomatic, provider.IsAutomatic ? words : $"{words}; {OnlyWhenNamed}"));
        }

        ranked.AddRange(missing);
        return ranked;
    }
}
