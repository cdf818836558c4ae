using EdgeInfer.Providers;

namespace EdgeInfer.Sessions;

/// <summary>A way to run the model in the race, and its times so far.</summary>
internal sealed class Contestant(int id, TrialSettings settings, ITrialLane? lane, ProviderPolicy policy)
{
    private readonly List<double> _milliseconds = [];
    private readonly List<double> _costs = [];
    private double _processorMilliseconds;
    private int _runs;

    /// <summary>Its place in the order of consideration: the plainer, the lower.</summary>
    public int Id => id;

    public TrialSettings Settings => settings;

    /// <summary>Null where nothing would protect this process.</summary>
    public ITrialLane? Lane => lane;

    public TrialStatus Status { get; set; } = TrialStatus.NotTried;

    public string? Reason { get; set; } = TrialWords.NoTimeLeft;

    /// <summary>Milliseconds of a run, when it was opened.</summary>
    public double Estimate { get; set; }

    /// <summary>The fastest run timed.</summary>
    public double FastestMilliseconds => _milliseconds.Min();

    /// <summary>What the policy wants little of, a number for each slice: milliseconds of a call, or of processor time.</summary>
    public IReadOnlyList<double> Costs => _costs;

    /// <summary>
    /// What one slice in ten goes below: other programs only ever add time, and on a busy machine they add to most slices; the fastest slice
    /// alone would be luck.
    /// </summary>
    public double Cost => _costs.Count == 0 ? double.PositiveInfinity : Percentile(_costs, 0.1);

    /// <summary>The cost of the best slice: it hardly costs less than that.</summary>
    public double LeastCost => _costs.Min();

    public void Add(TrialSlice slice)
    {
        _milliseconds.AddRange(slice.Milliseconds);
        _processorMilliseconds += slice.ProcessorMilliseconds * slice.Runs;
        _runs += slice.Runs;
        _costs.Add(policy == ProviderPolicy.Efficiency ? slice.ProcessorMilliseconds : Percentile(slice.Milliseconds, 0.5));
        Status = TrialStatus.Timed;
        Reason = null;
    }

    public void End(TrialException problem)
    {
        Status = problem.Status;
        Reason = problem.Message;
    }

    public TuneTrial ToTrial() => Status == TrialStatus.Timed
        ? new TuneTrial(
            settings, Status, Reason, TimeSpan.FromMilliseconds(Percentile(_milliseconds, 0.5)), TimeSpan.FromMilliseconds(Percentile(_milliseconds, 0.9)),
            TimeSpan.FromMilliseconds(_processorMilliseconds / _runs), _runs)
        : new TuneTrial(settings, Status, Reason);

    private static double Percentile(IReadOnlyList<double> values, double part)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        double at = part * (sorted.Length - 1);
        int below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
