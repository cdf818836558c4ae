namespace EdgeInfer.Sessions;

/// <summary>
/// Times contestants in turns, a slice each and round after round, so that whatever else the machine does hits all alike.
/// Who is clearly slower than the leader leaves; the race ends when the leader is alone, when the rest is as fast, or with
/// the time.
/// </summary>
/// <remarks>Other programs only ever add time. So nobody leaves for slow slices while a fast one shows what it can do.</remarks>
internal sealed class TrialRace(TrialClock clock, double part, int mostRounds, Action<Contestant> changed)
{
    private const double SliceMilliseconds = 10;
    private const int MaxRunsInSlice = 200;
    private const double HopelessFactor = 4;
    private const int RoundsForTie = 24;
    private const int FewestRounds = 3;
    private const double Overrun = 0.25;

    // Beyond this and many times what a slice should take the provider hangs.
    private static readonly TimeSpan SliceLimit = TimeSpan.FromSeconds(2);
    private const double HangFactor = 20;

    /// <summary>After so many rounds whose best slice is by that factor slower than what the leader often reaches, leaves.</summary>
    private static readonly (int Rounds, double Factor)[] Rules = [(4, 1.5), (8, 1.25), (16, 1.12), (32, 1.05)];

    /// <param name="contestants">Opened ones, at least one.</param>
    /// <param name="cancellationToken">Ends the whole tuning.</param>
    /// <returns>The winner; null where every one of them failed while it was timed.</returns>
    public Contestant? Run(IReadOnlyList<Contestant> contestants, CancellationToken cancellationToken)
    {
        double fastest = contestants.Min(static c => c.Estimate);
        List<Contestant> alive = [];
        foreach (Contestant contestant in contestants)
        {
            if (contestant.Estimate <= HopelessFactor * fastest) alive.Add(contestant);
            else if (!TrySlice(contestant, cancellationToken)) continue;
            // What else went on while it was opened may have made it seem slow.
            else if (contestant.FastestMilliseconds <= HopelessFactor * fastest) alive.Add(contestant);
            else Leave(contestant, $"more than {HopelessFactor:0} times slower");
        }

        for (int round = 0; alive.Count > 0 && (round == 0 || (alive.Count > 1 && round < mostRounds && IsTimeFor(round))); round++)
        {
            // Nobody always runs right after the same one.
            Contestant[] turn = [.. alive.Skip(round % alive.Count), .. alive.Take(round % alive.Count)];
            foreach (Contestant contestant in turn)
            {
                if (round > 0 && !IsTimeFor(round)) break;
                if (!TrySlice(contestant, cancellationToken)) alive.Remove(contestant);
            }

            if (alive.Count < 2) continue;
            Contestant leader = Leader(alive);
            foreach (Contestant slower in alive.Where(c => c != leader && IsClearlySlower(c, leader)).ToArray())
            {
                alive.Remove(slower);
                Leave(slower, null);
            }

            if (round >= RoundsForTie && alive.TrueForAll(c => c.Cost <= leader.Cost * Tie(round))) break;
        }

        return alive.Count == 0 ? null : Leader(alive);
    }

    /// <summary>The fastest; of those as fast, the one nearest to the defaults.</summary>
    public static Contestant Leader(IReadOnlyCollection<Contestant> contestants)
    {
        double best = contestants.Min(static c => c.Cost);
        return contestants.Where(c => c.Cost <= best * Tie(c.Costs.Count)).MinBy(static c => c.Id)!;
    }

    /// <summary>Whether one costs so much less than the other that both being equal is no explanation.</summary>
    public static bool IsFaster(Contestant one, Contestant other) => one.Cost * Tie(Math.Min(one.Costs.Count, other.Costs.Count)) < other.Cost;

    /// <summary>Ways as close as this count as equally fast: fewer rounds, more doubt.</summary>
    private static double Tie(int rounds) => rounds < FewestRounds ? 1.25 : rounds < 2 * FewestRounds ? 1.05 : 1.02;

    /// <summary>A budget that opening has used up is overrun a little: one slice each decides nothing.</summary>
    private bool IsTimeFor(int round) => clock.LeftOf(round < FewestRounds ? part + Overrun : part) > TimeSpan.Zero;

    private static bool IsClearlySlower(Contestant contestant, Contestant leader)
    {
        int rounds = Math.Min(contestant.Costs.Count, leader.Costs.Count);
        return Array.Exists(Rules, rule => rounds >= rule.Rounds && contestant.LeastCost > leader.Cost * rule.Factor);
    }

    private bool TrySlice(Contestant contestant, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int runs = Math.Clamp((int)Math.Ceiling(SliceMilliseconds / Math.Max(contestant.Estimate, 1e-3)), 1, MaxRunsInSlice);
        TimeSpan limit = SliceLimit + TimeSpan.FromMilliseconds(HangFactor * runs * contestant.Estimate);
        if (clock.Left > limit) limit = clock.Left;
        try
        {
            // What another one ran has emptied the caches; where a run is long that matters little.
            contestant.Add(contestant.Lane!.Time(contestant.Id, runs, warmUp: contestant.Estimate < SliceMilliseconds / 3, limit, cancellationToken));
            return true;
        }
        catch (TrialException e)
        {
            contestant.End(e);
            changed(contestant);
            return false;
        }
    }

    private void Leave(Contestant contestant, string? reason)
    {
        contestant.Reason = reason;
        contestant.Lane!.Close(contestant.Id);
        changed(contestant);
    }
}
