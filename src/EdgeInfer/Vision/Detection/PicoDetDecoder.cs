using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// PicoDet exported without post-processing: for each of the strides 8, 16, 32, 64 one output of scores <c>[1, cells, classes]</c>
/// and one of distances <c>[1, cells, 4 × 8]</c>, boxes measured from the cells' centres. Reference: <c>pico_head.py</c> of PaddleDetection.
/// </summary>
/// <remarks>The exporter names outputs by running numbers: they are told apart by their sizes, in the order given.</remarks>
internal sealed class PicoDetDecoder : DetectionDecoder
{
    public const int Bins = 8, Distances = DistributionFocal.Sides * Bins;

    private static readonly int[] Strides = [8, 16, 32, 64];

    private readonly int[] _scores;
    private readonly int[] _distances;

    public PicoDetDecoder(DecoderContract contract)
    {
        if (contract.OutputCount != 2 * Strides.Length) throw contract.Contradiction("there are scores and distances for each of 4 strides, 8 outputs");
        List<int> scores = [], distances = [];
        for (int i = 0; i < contract.OutputCount; i++)
        {
            contract.Require(i, rank: 3);
            (contract.Size(i, 2) == Distances ? distances : scores).Add(i);
        }

        if (scores.Count != distances.Count) throw contract.Contradiction("half of the outputs are distances with 32 values a cell; a model of 32 classes cannot be told apart");
        (_scores, _distances) = ([.. scores], [.. distances]);
        ClassCount = contract.ClassesBeside(0, contract.Size(_scores[0], 2), "a cell has at least one class");
    }

    public override int ClassCount { get; }

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        int source = 0;
        for (int level = 0; level < Strides.Length; level++)
        {
            BinnedDistances grid = BinnedDistances.Over(width, height, Strides[level], center: 0.5f);
            string expected = $"a grid of stride {Strides[level]} on a {width}×{height} input";
            outputs.RequireSize(_scores[level], 1, grid.Cells, expected);
            outputs.RequireSize(_scores[level], 2, ClassCount, "the labels");
            outputs.RequireSize(_distances[level], 1, grid.Cells, expected);
            outputs.RequireSize(_distances[level], 2, Distances, "4 × 8 bins");
            grid.Decode(outputs.Floats(_scores[level]), outputs.Floats(_distances[level]), ClassCount, Bins, ClassCount, Distances, confidence, source, candidates);
            source += grid.Cells;
        }
    }
}
