using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// SCRFD's faces: for strides 8, 16, 32 a score, the distances from the cell's corner to the box's four sides, and, where the
/// model has nine outputs, the offsets of five landmarks, all in strides. Two anchors a cell, side by side. Outputs are
/// <c>[anchors, n]</c> or <c>[1, anchors, n]</c>, called <c>score_8</c>, <c>bbox_8</c>, <c>kps_8</c> and so on, or in that
/// order: all scores, all boxes, all landmarks. Reference: <c>scrfd.py</c> of InsightFace's model zoo.
/// </summary>
internal sealed class ScrfdDecoder : DetectionDecoder
{
    private const int AnchorsPerCell = 2;

    private readonly int[] _scores = new int[3];
    private readonly int[] _boxes = new int[3];
    private readonly int[] _landmarks = new int[3];
    private readonly bool _hasLandmarks;
    private readonly bool _hasBatchAxis;

    public ScrfdDecoder(DecoderContract contract)
    {
        if (contract.OutputCount is not (6 or 9)) throw contract.Contradiction("its decoder reads 6 outputs, or 9 with landmarks");
        _hasLandmarks = contract.OutputCount == 9;
        int rank = contract.Rank(0);
        if (rank is not (2 or 3)) throw contract.Contradiction("its decoder reads outputs of 2 or 3 axes");
        _hasBatchAxis = rank == 3;
        for (int level = 0; level < 3; level++)
        {
            _scores[level] = Require("score", level, 0, 1);
            _boxes[level] = Require("bbox", level, 1, 4);
            if (_hasLandmarks) _landmarks[level] = Require("kps", level, 2, FiveLandmarks.Values);
        }

        int Require(string kind, int level, int group, int values)
        {
            int index = contract.Require(contract.Find($"{kind}_{DetectionGrid.Strides[level]}") ?? 3 * group + level, rank);
            if (contract.Size(index, rank - 1) is { } size && size != values) throw contract.Contradiction($"its decoder reads {values} {kind} values an anchor, not {size}");
            return index;
        }
    }

    public override int ClassCount => 1;

    public override bool ReadsBatches => _hasBatchAxis;

    public override int KeypointCount => _hasLandmarks ? FiveLandmarks.Count : 0;

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        for (int level = 0; level < 3; level++)
        {
            int stride = DetectionGrid.Strides[level], columns = width / stride, anchors = columns * (height / stride) * AnchorsPerCell;
            ReadOnlySpan<float> scores = outputs.Floats(_scores[level]), boxes = outputs.Floats(_boxes[level]);
            int landmarks = _hasLandmarks ? outputs.Floats(_landmarks[level]).Length : anchors * FiveLandmarks.Values;
            if (scores.Length != anchors || boxes.Length != 4 * anchors || landmarks != FiveLandmarks.Values * anchors)
            {
                throw new ModelMismatchException(
                    $"A grid of stride {stride} on a {width}×{height} input has {anchors} anchors, two a cell; the model gave {scores.Length} scores, {boxes.Length / 4} boxes and {landmarks / FiveLandmarks.Values} sets of landmarks. The model is no SCRFD of strides 8, 16 and 32.");
            }

            for (int i = 0, skip; (skip = ClassMax.IndexOfAtLeast(scores[i..], confidence)) >= 0; i++)
            {
                i += skip;
                (float x, float y) = Corner(i, columns, stride);
                ReadOnlySpan<float> sides = boxes.Slice(4 * i, 4);
                candidates.Add(new ScoredBox(
                    x - sides[0] * stride, y - sides[1] * stride, x + sides[2] * stride, y + sides[3] * stride, scores[i], 0, LevelAnchor.Pack(level, i)));
            }
        }
    }

    public override void ReadKeypoints(in ModelOutputs outputs, int source, int width, int height, Span<Keypoint> keypoints)
    {
        (int level, int anchor) = LevelAnchor.Unpack(source);
        int stride = DetectionGrid.Strides[level];
        (float x, float y) = Corner(anchor, width / stride, stride);
        FiveLandmarks.Read(outputs.Floats(_landmarks[level]), anchor, x, y, stride, keypoints);
    }

    private static (float X, float Y) Corner(int anchor, int columns, int stride)
    {
        (int row, int column) = Math.DivRem(anchor / AnchorsPerCell, columns);
        return (column * stride, row * stride);
    }
}
