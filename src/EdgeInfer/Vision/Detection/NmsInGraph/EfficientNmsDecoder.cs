using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// The outputs of TensorRT's EfficientNMS plug-in, which YOLOv6, v7 and others imitate for ONNX Runtime: <c>num_dets [1, 1]</c>,
/// <c>det_boxes [1, boxes, 4]</c> as corners in input pixels, <c>det_scores</c> and <c>det_classes</c> <c>[1, boxes]</c>.
/// </summary>
internal sealed class EfficientNmsDecoder : NmsInGraphDecoder
{
    public const string Count = "num_dets";

    private readonly int _count;
    private readonly int _boxes;
    private readonly int _scores;
    private readonly int _classes;

    public EfficientNmsDecoder(DecoderContract contract)
        : base(contract)
    {
        _count = contract.RequireIntegers(Count);
        _boxes = contract.Require("det_boxes", rank: 3);
        _scores = contract.Require("det_scores", rank: 2);
        _classes = contract.RequireIntegers("det_classes");
    }

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        ReadOnlySpan<float> boxes = outputs.Floats(_boxes), scores = outputs.Floats(_scores);
        var classes = new IntegerOutput(in outputs, _classes);
        int count = Math.Clamp((int)new IntegerOutput(in outputs, _count)[0], 0, Math.Min(scores.Length, Math.Min(classes.Length, boxes.Length / 4)));
        for (int i = 0; i < count; i++)
        {
            if (!(scores[i] >= confidence) || !ClassIds.TryRead(classes[i], out int classId)) continue;
            ReadOnlySpan<float> box = boxes.Slice(4 * i, 4);
            candidates.Add(new ScoredBox(box[0], box[1], box[2], box[3], scores[i], classId, i));
        }
    }
}
