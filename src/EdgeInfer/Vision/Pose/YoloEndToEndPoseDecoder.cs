using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>YOLO26-pose: <c>[1, boxes, 6 + joints × 3]</c>, each joint as x, y in input pixels and a visibility; or x, y only.</summary>
internal sealed class YoloEndToEndPoseDecoder : DetectionDecoder
{
    private readonly YoloEndToEndRows _boxes;
    private readonly int _valuesPerJoint;

    /// <param name="contract">The model's outputs.</param>
    /// <param name="named">Joints that the manifest names; 0 for none: then the outputs tell, three values a joint where that fits.</param>
    public YoloEndToEndPoseDecoder(DecoderContract contract, int named)
    {
        contract.Require(0, rank: 3);
        long values = (contract.Size(0, 2) ?? throw contract.Contradiction("a pose model fixes the values of a box")) - 6;
        (KeypointCount, _valuesPerJoint) = JointLayout.Find(contract, values, named);
        _boxes = new YoloEndToEndRows(contract, (int)values);
    }

    public override int ClassCount => _boxes.ClassCount;

    public override bool NeedsNms => _boxes.NeedsNms;

    public override int KeypointCount { get; }

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates) =>
        _boxes.Decode(in outputs, width, height, confidence, candidates);

    public override void ReadKeypoints(in ModelOutputs outputs, int source, int width, int height, Span<Keypoint> keypoints) =>
        JointLayout.Read(_boxes.Extra(in outputs, source), _valuesPerJoint, keypoints);
}
