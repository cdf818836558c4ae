using BenchmarkDotNet.Attributes;
using EdgeInfer.Kernels;

namespace EdgeInfer.Benchmarks.Kernels;

/// <summary>
/// 25,200 boxes × 85 values of a 640×640 YOLOv5: decoded rows, and the stride-8 head (19,200 boxes) in logits. About the given number of boxes
/// pass 0.25, in runs of ten; objectness of the others is below 0.05.
/// </summary>
public class AnchorDecodeBenchmark
{
    private const int Boxes = 25_200, Classes = 80, Step = 5 + Classes, Side = 80, Cells = Side * Side;
    private static readonly float[] Anchors = [10, 13, 16, 30, 33, 23];
    private readonly float[] _rows = new float[Boxes * Step];
    private readonly float[] _interleaved = new float[3 * Cells * Step];
    private readonly float[] _planar = new float[3 * Cells * Step];

    [Params(100, 1000, 10_000)]
    public int Candidates { get; set; }

    [GlobalSetup]
    public void Make()
    {
        var random = new Random(3);
        bool found = false;
        for (int i = 0; i < Boxes; i++)
        {
            if (i % 10 == 0) found = random.NextSingle() * Boxes < Candidates;
            Span<float> box = _rows.AsSpan(i * Step, Step);
            foreach (ref float value in box) value = random.NextSingle() * 0.05f;
            (box[0], box[1], box[2], box[3]) = (random.NextSingle() * 640, random.NextSingle() * 640, 10 + random.NextSingle() * 100, 10 + random.NextSingle() * 100);
            if (found) box[4] = box[5 + random.Next(Classes)] = 0.6f + random.NextSingle() * 0.4f;
        }

        for (int i = 0; i < 3 * Cells; i++)
        {
            for (int k = 0; k < Step; k++)
            {
                float value = k < 4 ? random.NextSingle() : _rows[i * Step + k];
                float logit = MathF.Log(Math.Clamp(value, 1e-4f, 0.9999f) / (1 - Math.Clamp(value, 1e-4f, 0.9999f)));
                _interleaved[i * Step + k] = logit;
                _planar[(i / Cells * Step + k) * Cells + i % Cells] = logit;
            }
        }
    }

    /// <summary>Every class of every box.</summary>
    [Benchmark(Baseline = true, Description = "rows, all scores read")]
    public int Scalar()
    {
        using var candidates = CandidateBuffer.Rent();
        for (int i = 0; i < Boxes; i++)
        {
            ReadOnlySpan<float> box = _rows.AsSpan(i * Step, Step);
            float score = box[4] * ClassMax.OfBoxScalar(box[5..], out int classId);
            if (score >= 0.25f) candidates.Add(new(box[0] - box[2] / 2, box[1] - box[3] / 2, box[0] + box[2] / 2, box[1] + box[3] / 2, score, classId));
        }

        return candidates.Count;
    }

    [Benchmark(Description = "rows")]
    public int Rows()
    {
        using var candidates = CandidateBuffer.Rent();
        AnchorDecode.Rows(_rows, Classes, 0.25f, candidates);
        return candidates.Count;
    }

    [Benchmark(Description = "head, interleaved")]
    public int Interleaved()
    {
        using var candidates = CandidateBuffer.Rent();
        AnchorDecode.Interleaved(_interleaved, new(Side, Side, 8), Anchors, Classes, 0.25f, candidates);
        return candidates.Count;
    }

    [Benchmark(Description = "head, planar")]
    public int Planar()
    {
        using var candidates = CandidateBuffer.Rent();
        AnchorDecode.Planar(_planar, new(Side, Side, 8), Anchors, Classes, 0.25f, candidates);
        return candidates.Count;
    }
}
