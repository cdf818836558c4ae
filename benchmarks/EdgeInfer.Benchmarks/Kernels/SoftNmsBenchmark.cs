using BenchmarkDotNet.Attributes;
using EdgeInfer.Kernels;

namespace EdgeInfer.Benchmarks.Kernels;

/// <summary>
/// Soft-NMS, Gaussian with σ = 0.5 down to 0.001, of groups of ten boxes around objects that are scattered over a picture
/// growing with their number: what a detector hands over. Beside it hard NMS at IoU 0.5 on the same boxes.
/// </summary>
public class SoftNmsBenchmark
{
    private ScoredBox[] _boxes = [];
    private ScoredBox[] _work = [];

    [Params(100, 1000, 10_000)]
    public int Candidates { get; set; }

    [GlobalSetup]
    public void Make()
    {
        var random = new Random(5);
        float extent = 25 * MathF.Sqrt(Candidates);
        _boxes = new ScoredBox[Candidates];
        _work = new ScoredBox[Candidates];
        for (int i = 0; i < Candidates; i += 10)
        {
            float x = random.NextSingle() * extent, y = random.NextSingle() * extent, width = 8 + random.NextSingle() * 92, height = 8 + random.NextSingle() * 92;
            int classId = random.Next(20);
            for (int k = i; k < i + 10; k++)
            {
                float left = x + Shift(), top = y + Shift();
                _boxes[k] = new ScoredBox(left, top, left + width + Shift(), top + height + Shift(), 0.25f + random.NextSingle() * 0.7f, classId);
            }
        }

        float Shift() => random.NextSingle() * 6;
    }

    /// <summary>Every box taken lowers every other one at once.</summary>
    [Benchmark(Baseline = true, Description = "eager")]
    public int Eager()
    {
        _boxes.CopyTo(_work, 0);
        return SoftNms.Eager(_work, SoftNmsDecay.Gaussian(), true, 0.001f, int.MaxValue);
    }

    [Benchmark(Description = "soft")]
    public int Soft()
    {
        _boxes.CopyTo(_work, 0);
        return SoftNms.Run(_work, SoftNmsDecay.Gaussian(), true, 0.001f, int.MaxValue);
    }

    [Benchmark(Description = "soft, best 300")]
    public int SoftBest()
    {
        _boxes.CopyTo(_work, 0);
        return SoftNms.Run(_work, SoftNmsDecay.Gaussian(), true, 0.001f, 300);
    }

    [Benchmark(Description = "hard")]
    public int Hard()
    {
        _boxes.CopyTo(_work, 0);
        return Nms.Run(_work, 0.5f, true, int.MaxValue);
    }
}
