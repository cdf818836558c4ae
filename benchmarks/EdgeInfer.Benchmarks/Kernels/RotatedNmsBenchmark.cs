using BenchmarkDotNet.Attributes;
using EdgeInfer.Kernels;

namespace EdgeInfer.Benchmarks.Kernels;

/// <summary>NMS at 0.5 of turned boxes in groups of ten around objects, scattered over a picture that grows with their number.</summary>
public class RotatedNmsBenchmark
{
    private ScoredRotatedBox[] _boxes = [];
    private ScoredRotatedBox[] _work = [];

    [Params(100, 1000, 10_000)]
    public int Candidates { get; set; }

    [GlobalSetup]
    public void Make()
    {
        var random = new Random(5);
        float extent = 25 * MathF.Sqrt(Candidates);
        _boxes = new ScoredRotatedBox[Candidates];
        _work = new ScoredRotatedBox[Candidates];
        for (int i = 0; i < Candidates; i += 10)
        {
            float x = random.NextSingle() * extent, y = random.NextSingle() * extent, width = 8 + random.NextSingle() * 92, height = 8 + random.NextSingle() * 30, angle = random.NextSingle() * 3;
            int classId = random.Next(15);
            for (int k = i; k < i + 10; k++)
                _boxes[k] = new(new(x + Shift(), y + Shift(), width + Shift(), height + Shift(), angle + Shift() * 0.05f), 0.25f + random.NextSingle() * 0.7f, classId);
        }

        float Shift() => random.NextSingle() * 6 - 3;
    }

    [Benchmark(Baseline = true, Description = "polygon, pairwise")]
    public int Pairwise()
    {
        _boxes.CopyTo(_work, 0);
        return RotatedNms.Pairwise(_work, 0.5f, RotatedOverlap.Polygon, false, int.MaxValue);
    }

    [Benchmark(Description = "polygon")]
    public int Polygon()
    {
        _boxes.CopyTo(_work, 0);
        return RotatedNms.Run(_work, 0.5f, RotatedOverlap.Polygon, false, int.MaxValue);
    }

    [Benchmark(Description = "ProbIoU")]
    public int Gaussian()
    {
        _boxes.CopyTo(_work, 0);
        return RotatedNms.Run(_work, 0.5f, RotatedOverlap.Gaussian, false, int.MaxValue);
    }
}
