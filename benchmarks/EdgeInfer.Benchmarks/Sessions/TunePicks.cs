using System.Diagnostics;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;

namespace EdgeInfer.Benchmarks.Sessions;

/// <summary>What tuning picked for a model, many times, and how fast every way really is.</summary>
internal sealed class TunePicks
{
    /// <summary>Time for all ways together after each tuning.</summary>
    public const double TruthSeconds = 3;

    private const double SliceMilliseconds = 10;

    private readonly List<Contestant> _ways = [];
    private readonly List<TrialSettings> _picks = [];
    private readonly List<TimeSpan> _elapsed = [];

    private TunePicks(string model) => Model = model;

    public string Model { get; }

    public double OtherWork { get; private set; }

    /// <summary>The median.</summary>
    public TimeSpan Elapsed => _elapsed.Order().ElementAt(_elapsed.Count / 2);

    /// <summary>Every way, fastest first: its time, and how often it was picked.</summary>
    public IEnumerable<(TrialSettings Settings, double Milliseconds, int Picked)> Ways =>
        _ways.OrderBy(static w => w.Cost).Select(w => (w.Settings, w.Cost, _picks.Count(p => p == w.Settings)));

    /// <summary>For each pick: how many times the fastest way's time it takes.</summary>
    public IReadOnlyList<double> Regrets
    {
        get
        {
            double best = _ways.Min(static w => w.Cost);
            return [.. _picks.Select(p => _ways.Find(w => w.Settings == p)!.Cost / best)];
        }
    }

    public static TunePicks Collect(string path, int times)
    {
        var picks = new TunePicks(Path.GetFileName(path));
        ModelContent model = ModelContent.OfFile(path);
        string folder = Directory.CreateTempSubdirectory("edgeinfer-bench-").FullName;
        var options = new ModelSessionOptions { Tune = new TuneOptions { Mode = TuneMode.Always, CacheFolder = folder } };
        TrialReference reference;
        using (var session = new TrialSession(model, new TrialSettings("cpu"), options, options.Tune.InputShapes))
        {
            session.RunOnce(CancellationToken.None);
            reference = session.Capture(TrialPrecision.Int8);
        }

        using var lane = new LocalTrials(new TrialSetup(model, options, options.Tune.InputShapes, reference));
        foreach (TrialSettings settings in AllWays(options)) picks.Open(lane, settings);
        var others = EdgeInfer.Sessions.OtherWork.Start();
        for (int i = 0; i < times; i++)
        {
            TuneResult result = ModelTuner.Tune(path, options);
            picks._picks.Add(result.Winner.Settings);
            picks._elapsed.Add(result.Elapsed);
            picks.MeasureAll();
            Console.Error.WriteLine($"{picks.Model} {i + 1}/{times}: {result.Winner}");
        }

        picks.OtherWork = others?.Share() ?? 0;
        Directory.Delete(folder, recursive: true);
        return picks;
    }

    /// <summary>The plan's, and every choice of threads with every optimisation, since tuning may combine them.</summary>
    private static List<TrialSettings> AllWays(ModelSessionOptions options)
    {
        List<TrialSettings> plan = TrialPlan.For(["cpu"], options, Environment.ProcessorCount, SystemProbe.Instance.Processor.UsableCores);
        foreach (TrialSettings threads in plan.FindAll(static s => s.Threads is not null))
        {
            plan.Add(threads with { Optimization = GraphOptimization.Extended });
            plan.Add(threads with { Optimization = GraphOptimization.Basic });
        }

        return plan;
    }

    private void Open(LocalTrials lane, TrialSettings settings)
    {
        double milliseconds = lane.Open(_ways.Count, settings, TimeSpan.FromMinutes(5), CancellationToken.None);
        _ways.Add(new Contestant(_ways.Count, settings, lane, ProviderPolicy.Balanced) { Estimate = milliseconds });
    }

    private void MeasureAll()
    {
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; Stopwatch.GetElapsedTime(start).TotalSeconds < TruthSeconds; round++)
        {
            for (int i = 0; i < _ways.Count; i++)
            {
                Contestant way = _ways[(i + round) % _ways.Count];
                int runs = Math.Clamp((int)(SliceMilliseconds / way.Estimate), 1, 200);
                way.Add(way.Lane!.Time(way.Id, runs, warmUp: way.Estimate < SliceMilliseconds / 3, TimeSpan.FromMinutes(5), CancellationToken.None));
            }
        }
    }
}
