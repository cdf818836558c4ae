using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions.Tuning;

/// <summary>The race itself, with times made up: what is fastest is known exactly.</summary>
public sealed class TrialRaceTests
{
    [Theory]
    [InlineData(0.02, 0)]
    [InlineData(0.1, 0)]
    [InlineData(0.1, 0.2)]
    public void The_fastest_within_5_percent_wins_in_95_of_100_races_whatever_else_the_machine_does(double noise, double bursts)
    {
        int right = 0;
        const int Races = 200;
        for (int seed = 0; seed < Races; seed++)
        {
            var random = new Random(seed);
            double[] truth = [.. Enumerable.Range(0, 7).Select(_ => 5 * Math.Exp(0.5 * (random.NextDouble() - 0.5)))];
            var machine = new NoisyMachine(truth, noise, bursts, seed);
            Contestant[] contestants = [.. truth.Select((t, i) => new Contestant(i, new TrialSettings("cpu", i + 1), machine, ProviderPolicy.Balanced) { Estimate = t })];

            Contestant winner = new TrialRace(new TrialClock(TimeSpan.FromHours(1)), 1, 30, static _ => { }).Run(contestants, CancellationToken.None)!;

            if (truth[winner.Id] <= truth.Min() * 1.05) right++;
        }

        Assert.True(right >= 0.95 * Races, $"{right} of {Races}");
    }

    [Fact]
    public void Drift_hits_all_alike()
    {
        var machine = new NoisyMachine([4, 5], 0.02, 0, 1) { Drift = 1.02 };
        Contestant[] contestants = [.. Enumerable.Range(0, 2).Select(i => new Contestant(i, new TrialSettings("cpu", i + 1), machine, ProviderPolicy.Balanced) { Estimate = 4 })];

        Assert.Equal(0, Race(contestants)!.Id);
        Assert.True(contestants[1].Costs.Count >= 3);
    }

    [Fact]
    public void Of_equals_the_one_nearest_to_the_defaults_wins()
    {
        var machine = new NoisyMachine([5, 4.95, 5, 5], 0.005, 0, 1);
        Contestant[] contestants = [.. Enumerable.Range(0, 4).Select(i => new Contestant(i, new TrialSettings("cpu", i + 1), machine, ProviderPolicy.Balanced) { Estimate = 5 })];

        Assert.Equal(0, Race(contestants)!.Id);
    }

    [Fact]
    public void One_that_fails_while_it_is_timed_leaves_and_the_others_go_on()
    {
        var machine = new NoisyMachine([1, 5], 0, 0, 1) { Failing = 0 };
        Contestant[] contestants = [.. Enumerable.Range(0, 2).Select(i => new Contestant(i, new TrialSettings("cpu", i + 1), machine, ProviderPolicy.Balanced) { Estimate = 1 })];

        Assert.Equal(1, Race(contestants)!.Id);
        Assert.Equal((TrialStatus.Crashed, "made up"), (contestants[0].Status, contestants[0].Reason));
        Assert.Null(Race([new Contestant(0, new TrialSettings("cpu"), machine, ProviderPolicy.Balanced) { Estimate = 1 }]));
    }

    [Fact]
    public void Who_only_seemed_slow_when_opened_stays_in_the_race()
    {
        var machine = new NoisyMachine([5, 4], 0, 0, 1);
        Contestant[] contestants =
        [
            new(0, new TrialSettings("cpu", 1), machine, ProviderPolicy.Balanced) { Estimate = 5 },
            new(1, new TrialSettings("cpu", 2), machine, ProviderPolicy.Balanced) { Estimate = 500 },
        ];

        Assert.Equal(1, Race(contestants)!.Id);
    }

    [Fact]
    public void For_efficiency_processor_time_counts()
    {
        var machine = new NoisyMachine([5, 4], 0, 0, 1) { Processor = [5, 8] };
        Contestant[] contestants = [.. Enumerable.Range(0, 2).Select(i => new Contestant(i, new TrialSettings("cpu", i + 1), machine, ProviderPolicy.Efficiency) { Estimate = 5 })];

        Assert.Equal(0, Race(contestants)!.Id);
    }

    [Fact]
    public void The_best_threads_and_the_best_optimisation_are_tried_together()
    {
        Contestant plain = With(new TrialSettings("cpu"), 10), threads = With(new TrialSettings("cpu", 2, false), 5), level = With(new TrialSettings("cpu", Optimization: GraphOptimization.Basic), 8);
        Contestant slow = With(new TrialSettings("cpu", 1), 12);

        Assert.Equal(new TrialSettings("cpu", 2, false, GraphOptimization.Basic), TrialPlan.Combine([plain, threads, level, slow], threads));
        Assert.Null(TrialPlan.Combine([plain, threads, slow], threads));
        Assert.Null(TrialPlan.Combine([plain, level, slow], level));
        Assert.Null(TrialPlan.Combine([plain, threads, level], plain));

        static Contestant With(TrialSettings settings, double milliseconds)
        {
            var contestant = new Contestant(0, settings, null, ProviderPolicy.Balanced);
            for (int i = 0; i < 10; i++) contestant.Add(new TrialSlice([milliseconds], milliseconds, 1));
            return contestant;
        }
    }

    private static Contestant? Race(Contestant[] contestants) =>
        new TrialRace(new TrialClock(TimeSpan.FromHours(1)), 1, 30, static _ => { }).Run(contestants, CancellationToken.None);

    /// <summary>Times with noise on every run, and bursts of other work that double whole slices.</summary>
    private sealed class NoisyMachine(double[] truth, double noise, double bursts, int seed) : ITrialLane
    {
        private readonly Random _random = new(seed);
        private double _drift = 1;

        public double Drift { get; init; } = 1;

        public int Failing { get; init; } = -1;

        public double[]? Processor { get; init; }

        public double Open(int id, TrialSettings settings, TimeSpan limit, CancellationToken cancellationToken) => truth[id];

        public TrialSlice Time(int id, int runs, bool warmUp, TimeSpan limit, CancellationToken cancellationToken)
        {
            if (id == Failing) throw new TrialException(TrialStatus.Crashed, "made up");
            _drift *= Drift;
            double burst = _random.NextDouble() < bursts ? 2 : 1;
            double[] times = [.. Enumerable.Range(0, runs).Select(_ => truth[id] * _drift * burst * (1 + (noise * Math.Abs(Normal()))))];
            return new TrialSlice(times, (Processor ?? truth)[id], runs);
        }

        public void Close(int id)
        {
        }

        public void Dispose()
        {
        }

        private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
    }
}
