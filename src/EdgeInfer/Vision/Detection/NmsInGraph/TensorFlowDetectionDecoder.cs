using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// TensorFlow's Object Detection API: <c>detection_boxes [1, boxes, 4]</c> as top, left, bottom, right relative to the input,
/// <c>detection_scores</c> and <c>detection_classes</c> <c>[1, boxes]</c>. What is not used scores 0.
/// </summary>
internal sealed class TensorFlowDetectionDecoder : NmsInGraphDecoder
{
    public const string Boxes = "detection_boxes";

    private readonly int _boxes;
    private readonly int _scores;
    private readonly int _classes;

    public TensorFlowDetectionDecoder(DecoderContract contract)
        : base(contract)
    {
        _boxes = contract.Require(Boxes, rank: 3);
        _scores = contract.Require("detection_scores", rank: 2);
        _classes = contract.RequireIntegers("detection_classes");
    }

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        ReadOnlySpan<float> boxes = outputs.Floats(_boxes), scores = outputs.Floats(_scores);
        var classes = new IntegerOutput(in outputs, _classes);
        int count = Math.Min(scores.Length, Math.Min(classes.Length, boxes.Length / 4));
        for (int i = 0; i < count; i++)
        {
            if (!(scores[i] >= confidence) || !ClassIds.TryRead(classes[i], out int classId)) continue;
            ReadOnlySpan<float> box = boxes.Slice(4 * i, 4);
            candidates.Add(new ScoredBox(box[1] * width, box[0] * height, box[3] * width, box[2] * height, scores[i], classId, i));
        }
    }
}
