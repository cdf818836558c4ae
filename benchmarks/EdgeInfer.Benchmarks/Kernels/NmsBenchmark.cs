using BenchmarkDotNet.Attributes;
using EdgeInfer.Kernels;

namespace EdgeInfer.Benchmarks.Kernels;

/// <summary>NMS at IoU 0.5 of boxes of 8 … 100 pixels, scattered over a picture that grows with their number, so that most survive: the costly case.</summary>
public class NmsBenchmark
{
    private ScoredBox[] _boxes = [];
    private ScoredBox[] _work = [];

    [Params(100, 1000, 10_000, 50_000)]
    public int Candidates { get; set; }

    [Params(true, false)]
    public bool AcrossClasses { get; set; }

    [GlobalSetup]
    public void Make()
    {
        var random = new Random(5);
        float side = 25 * MathF.Sqrt(Candidates);
        _boxes = [.. Enumerable.Range(0, Candidates).Select(_ =>
        {
            float x = random.NextSingle() * side, y = random.NextSingle() * side;
            return new ScoredBox(x, y, x + 8 + random.NextSingle() * 92, y + 8 + random.NextSingle() * 92, random.NextSingle(), random.Next(20));
        })];
        _work = new ScoredBox[Candidates];
    }

    [Benchmark(Baseline = true, Description = "pairwise")]
    public int Pairwise()
    {
        _boxes.CopyTo(_work, 0);
        return Nms.Pairwise(_work, 0.5f, AcrossClasses, int.MaxValue);
    }

    [Benchmark(Description = "grid")]
    public int Grid()
    {
        _boxes.CopyTo(_work, 0);
        return Nms.Run(_work, 0.5f, AcrossClasses, int.MaxValue);
    }
}
