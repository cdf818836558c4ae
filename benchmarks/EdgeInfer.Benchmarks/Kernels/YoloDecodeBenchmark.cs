using BenchmarkDotNet.Attributes;
using EdgeInfer.Kernels;

namespace EdgeInfer.Benchmarks.Kernels;

/// <summary>
/// <c>[84, 8400]</c> of a 640×640 YOLO to boxes after NMS. Background scores are below 0.01 as a trained network's are;
/// about the given number of candidates reach 0.25, in tight groups of ten around objects. 10,000 candidates are more than
/// 8400 boxes: there it is <c>[84, 21504]</c> of a 1024×1024 input.
/// </summary>
public class YoloDecodeBenchmark
{
    private const int Classes = 80, BoxRows = 4;
    private const float Confidence = 0.25f, IoU = 0.7f;
    private float[] _output = [];
    private float[] _best = [];
    private int[] _classes = [];

    [Params(100, 1000, 8000, 10_000)]
    public int Candidates { get; set; }

    private int Boxes => Candidates > 8400 ? 21504 : 8400;

    [GlobalSetup]
    public void Make()
    {
        var random = new Random(3);
        float side = Candidates > 8400 ? 984 : 600;
        _output = new float[(BoxRows + Classes) * Boxes];
        _best = new float[Boxes];
        _classes = new int[Boxes];
        for (int i = BoxRows * Boxes; i < _output.Length; i++) _output[i] = random.NextSingle() * random.NextSingle() * 0.01f;
        for (int start = 0; start < Boxes; start += 10) Object(start, random.NextSingle() * Boxes < Candidates);

        void Object(int start, bool found)
        {
            float x = random.NextSingle() * side + 20, y = random.NextSingle() * side + 20, width = 15 + random.NextSingle() * 120, height = 15 + random.NextSingle() * 120;
            int classId = random.Next(Classes);
            for (int i = start; i < Math.Min(start + 10, Boxes); i++)
            {
                _output[i] = x + random.NextSingle() * 4;
                _output[Boxes + i] = y + random.NextSingle() * 4;
                _output[2 * Boxes + i] = width + random.NextSingle() * 4;
                _output[3 * Boxes + i] = height + random.NextSingle() * 4;
                if (found) _output[(BoxRows + classId) * Boxes + i] = Confidence + random.NextSingle() * 0.7f;
            }
        }
    }

    /// <summary>One score at a time, then every candidate against every kept box.</summary>
    [Benchmark(Baseline = true, Description = "scalar, pairwise")]
    public int Scalar()
    {
        ClassMax.Scalar(_output.AsSpan(BoxRows * Boxes), _best, _classes);
        using var candidates = CandidateBuffer.Rent();
        for (int i = 0; i < Boxes; i++)
        {
            if (_best[i] >= Confidence) candidates.Add(Box(i));
        }

        return Nms.Pairwise(candidates.Boxes, IoU, false, int.MaxValue);
    }

    [Benchmark(Description = "decode + NMS")]
    public int DecodeAndNms()
    {
        ClassMax.Run(_output.AsSpan(BoxRows * Boxes), _best, _classes);
        using var candidates = CandidateBuffer.Rent();
        ReadOnlySpan<float> best = _best;
        for (int i = 0, skip; (skip = ClassMax.IndexOfAtLeast(best[i..], Confidence)) >= 0; i++)
        {
            i += skip;
            candidates.Add(Box(i));
        }

        return Nms.Run(candidates.Boxes, IoU, false, int.MaxValue);
    }

    private ScoredBox Box(int i)
    {
        float x = _output[i], y = _output[Boxes + i], width = _output[2 * Boxes + i] / 2, height = _output[3 * Boxes + i] / 2;
        return new ScoredBox(x - width, y - height, x + width, y + height, _best[i], _classes[i]);
    }
}
