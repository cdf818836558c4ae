using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// NanoDet-Plus: <c>[1, boxes, classes + 4 × 8]</c> on grids of strides 8, 16, 32, 64, boxes measured from the cells' corners.
/// Reference: <c>nanodet_plus_head.py</c> of NanoDet.
/// </summary>
internal sealed class NanoDetDecoder : DetectionDecoder
{
    private const int Bins = 8, Distances = DistributionFocal.Sides * Bins;

    private static readonly int[] Strides = [8, 16, 32, 64];

    public NanoDetDecoder(DecoderContract contract)
    {
        contract.Require(0, rank: 3);
        ClassCount = contract.ClassesBeside(Distances, contract.Size(0, 2), "a box has at least one class and 4 × 8 bins");
    }

    public override int ClassCount { get; }

    /// <summary>Cells of the four grids.</summary>
    public static long CellCount(int width, int height)
    {
        long cells = 0;
        foreach (int stride in Strides) cells += BinnedDistances.Over(width, height, stride, 0).Cells;
        return cells;
    }

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        int step = ClassCount + Distances;
        outputs.RequireSize(0, 2, step, "the labels and 4 × 8 bins");
        outputs.RequireSize(0, 1, CellCount(width, height), $"grids of strides 8, 16, 32 and 64 on a {width}×{height} input");
        ReadOnlySpan<float> rest = outputs.Floats(0);
        int source = 0;
        foreach (int stride in Strides)
        {
            BinnedDistances grid = BinnedDistances.Over(width, height, stride, center: 0);
            grid.Decode(rest, rest[ClassCount..], ClassCount, Bins, step, step, confidence, source, candidates);
            source += grid.Cells;
            if (stride != Strides[^1]) rest = rest[(grid.Cells * step)..];
        }
    }
}
