using BenchmarkDotNet.Attributes;
using EdgeInfer.Kernels;

namespace EdgeInfer.Benchmarks.Kernels;

/// <summary>Box distances from <c>[64, 8400]</c> (planar) and <c>[8400, 64]</c> logits: of the anchors that pass a threshold, or of all.</summary>
public class DistributionFocalBenchmark
{
    private const int All = 8400, Bins = 16;
    private readonly float[] _logits = new float[4 * Bins * All];
    private readonly float[] _side = new float[Bins];
    private int[] _anchors = [];
    private float[] _distances = [];

    [Params(100, 1000, All)]
    public int Anchors { get; set; }

    [GlobalSetup]
    public void Make()
    {
        var random = new Random(3);
        for (int i = 0; i < _logits.Length; i++) _logits[i] = random.NextSingle() * 12 - 6;
        int[] shuffled = [.. Enumerable.Range(0, All)];
        random.Shuffle(shuffled);
        _anchors = [.. shuffled.Take(Anchors).Order()];
        _distances = new float[4 * Anchors];
    }

    [Benchmark(Baseline = true, Description = "scalar, planar")]
    public float Scalar()
    {
        for (int i = 0; i < _distances.Length; i++)
        {
            for (int b = 0; b < Bins; b++) _side[b] = _logits[(i % 4 * Bins + b) * All + _anchors[i / 4]];
            _distances[i] = DistributionFocal.Scalar(_side);
        }

        return _distances[0];
    }

    [Benchmark(Description = "planar")]
    public float Planar()
    {
        DistributionFocal.Planar(_logits, Bins, _anchors, _distances);
        return _distances[0];
    }

    [Benchmark(Description = "interleaved")]
    public float Interleaved()
    {
        DistributionFocal.Interleaved(_logits, Bins, _anchors, _distances);
        return _distances[0];
    }
}
