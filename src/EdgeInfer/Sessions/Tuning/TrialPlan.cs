using EdgeInfer.Providers;

namespace EdgeInfer.Sessions;

/// <summary>Which ways to run a model are worth trying, the most promising first.</summary>
internal static class TrialPlan
{
    /// <param name="providers">Ready ones, the default first.</param>
    /// <param name="options">What the application has settled already is not varied.</param>
    /// <param name="processors">Processors this process may use.</param>
    /// <param name="cores">Threads where the options leave their number open.</param>
    public static List<TrialSettings> For(IReadOnlyList<string> providers, ModelSessionOptions options, int processors, int cores)
    {
        List<TrialSettings> plan = [.. providers.Select(static name => new TrialSettings(name))];
        if (!providers.Contains("cpu")) return plan;

        int usual = options.Threads ?? cores;
        bool varySpinning = MaySpin(options.Policy) && !options.ConfigEntries.ContainsKey(TrialSettings.SpinningKey);
        int[] threads = options.Threads is { } settled ? [settled] : [.. new[] { cores, processors, (processors + 1) / 2, 1 }.Where(n => n <= processors).Distinct()];
        foreach (int count in threads)
        {
            // What the defaults do anyway is among them already.
            int? chosen = count == usual ? null : count;
            if (chosen is not null) plan.Add(new TrialSettings("cpu", chosen));
            // A single thread has nobody to wait for.
            if (varySpinning && count > 1) plan.Add(new TrialSettings("cpu", chosen, options.Policy != ProviderPolicy.Latency));
        }

        plan.Add(new TrialSettings("cpu", Optimization: GraphOptimization.Extended));
        plan.Add(new TrialSettings("cpu", Optimization: GraphOptimization.Basic));
        return plan;
    }

    /// <summary>The best threads together with the best optimisation, where each won alone.</summary>
    /// <returns>Null where that has been tried already.</returns>
    public static TrialSettings? Combine(IReadOnlyList<Contestant> timed, Contestant winner)
    {
        if (winner.Settings.Provider != "cpu" || winner.Settings.IsPlain || timed.FirstOrDefault(static c => c.Settings is { IsPlain: true, Provider: "cpu" }) is not { } plain) return null;
        TrialSettings? threads = Best(static s => s.Optimization is null), level = Best(static s => s.Optimization is not null);
        return threads is null || level is null ? null : threads with { Optimization = level.Optimization };

        TrialSettings? Best(Func<TrialSettings, bool> isOfKind) => timed
            .Where(c => c.Settings is { IsPlain: false, Provider: "cpu" } && isOfKind(c.Settings) && TrialRace.IsFaster(c, plain))
            .MinBy(static c => c.Cost)?.Settings;
    }

    /// <summary>The other policies promise not to keep the processor busy while it waits.</summary>
    private static bool MaySpin(ProviderPolicy policy) => policy is ProviderPolicy.Latency or ProviderPolicy.Throughput;
}
