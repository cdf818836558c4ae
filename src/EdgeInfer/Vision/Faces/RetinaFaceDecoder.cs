using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// RetinaFace's faces, one prediction for each of the <see cref="RetinaFacePriors"/>: centre = prior's + value × 0.1 × side,
/// size = side × exp(value × 0.2), landmark = prior's centre + value × 0.1 × side; the second of two probabilities is the
/// score. Reference: <c>decode</c> and <c>decode_landm</c> of biubug6's Pytorch_Retinaface.
/// </summary>
internal sealed class RetinaFaceDecoder : DetectionDecoder
{
    private const float CenterVariance = 0.1f, SizeVariance = 0.2f;

    private readonly int _boxes;
    private readonly int _scores;
    private readonly int _landmarks;

    public RetinaFaceDecoder(DecoderContract contract)
    {
        if (contract.OutputCount != 3) throw contract.Contradiction("its decoder reads 3 outputs: boxes, scores, landmarks");
        _boxes = Find(4, "loc", 0);
        _scores = Find(2, "conf", 1);
        _landmarks = Find(FiveLandmarks.Values, "landms", 2);

        // Told apart by their last axis; an export with free axes has them by name or in the reference's order.
        int Find(int values, string name, int position)
        {
            int index = contract.Find(name) ?? position;
            for (int i = 0; i < 3; i++)
            {
                if (contract.Rank(i) == 3 && contract.Size(i, 2) == values) index = i;
            }

            contract.Require(index, rank: 3);
            return contract.Size(index, 2) is { } size && size != values ? throw contract.Contradiction($"its decoder reads an output of {values} values a prior") : index;
        }
    }

    public override int ClassCount => 1;

    public override int KeypointCount => FiveLandmarks.Count;

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        ReadOnlySpan<float> boxes = outputs.Floats(_boxes), scores = outputs.Floats(_scores);
        long priors = RetinaFacePriors.Count(width, height);
        int landmarks = outputs.Floats(_landmarks).Length;
        if (boxes.Length != 4 * priors || scores.Length != 2 * priors || landmarks != FiveLandmarks.Values * priors)
        {
            throw new ModelMismatchException(
                $"RetinaFace has {priors} priors on a {width}×{height} input; the model gave {boxes.Length / 4} boxes, {scores.Length / 2} scores and {landmarks / FiveLandmarks.Values} sets of landmarks. The model has other priors, or another input size than the manifest says.");
        }

        for (int i = 0, skip; i < priors && (skip = Objectness.IndexOfAtLeast(scores[(2 * i + 1)..], 2, confidence)) >= 0; i++)
        {
            i += skip;
            (float x, float y, float side) = RetinaFacePriors.At(i, width, height);
            ReadOnlySpan<float> box = boxes.Slice(4 * i, 4);
            float centerX = x + box[0] * CenterVariance * side, centerY = y + box[1] * CenterVariance * side;
            float halfWidth = MathF.Exp(box[2] * SizeVariance) * side / 2, halfHeight = MathF.Exp(box[3] * SizeVariance) * side / 2;
            candidates.Add(new ScoredBox(centerX - halfWidth, centerY - halfHeight, centerX + halfWidth, centerY + halfHeight, scores[2 * i + 1], 0, i));
        }
    }

    public override void ReadKeypoints(in ModelOutputs outputs, int source, int width, int height, Span<Keypoint> keypoints)
    {
        (float x, float y, float side) = RetinaFacePriors.At(source, width, height);
        FiveLandmarks.Read(outputs.Floats(_landmarks), source, x, y, CenterVariance * side, keypoints);
    }
}
