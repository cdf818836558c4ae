using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// YOLOv8-pose and YOLO11-pose: <c>[1, 4 + classes + joints × 3, boxes]</c>, each joint as x, y in input pixels and a visibility
/// from 0 to 1; of data sets without visibility as x, y only.
/// </summary>
internal sealed class UltralyticsPoseDecoder : DetectionDecoder
{
    private readonly UltralyticsDecoder _boxes;
    private readonly int _valuesPerJoint;

    /// <param name="contract">The model's outputs.</param>
    /// <param name="named">Joints that the manifest names; 0 for none: then the outputs tell, three values a joint where that fits.</param>
    public UltralyticsPoseDecoder(DecoderContract contract, int named)
    {
        contract.Require(0, rank: 3);
        long rows = contract.Size(0, 1) ?? throw contract.Contradiction("a pose model fixes its number of rows");
        long values = rows - 4 - (contract.LabelCount ?? 1);
        (KeypointCount, _valuesPerJoint) = JointLayout.Find(contract, values, named);
        _boxes = new UltralyticsDecoder(contract, (int)values);
    }

    public override int ClassCount => _boxes.ClassCount;

    public override int KeypointCount { get; }

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates) =>
        _boxes.Decode(in outputs, width, height, confidence, candidates);

    public override void ReadKeypoints(in ModelOutputs outputs, int source, int width, int height, Span<Keypoint> keypoints)
    {
        Span<float> values = stackalloc float[KeypointCount * _valuesPerJoint];
        _boxes.ReadExtra(in outputs, source, values);
        JointLayout.Read(values, _valuesPerJoint, keypoints);
    }
}
