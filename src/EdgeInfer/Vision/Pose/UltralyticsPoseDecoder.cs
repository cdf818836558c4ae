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
        KeypointCount = named > 0 ? named : (int)Math.Clamp(values % 3 == 0 ? values / 3 : values / 2, 0, 4096);
        _valuesPerJoint = KeypointCount == 0 ? 0 : (int)(values / KeypointCount);
        if (_valuesPerJoint is not (2 or 3) || _valuesPerJoint * (long)KeypointCount != values)
            throw contract.Contradiction($"{rows} rows are not 4 coordinates, {contract.LabelCount ?? 1} class(es) and 2 or 3 values for each of {(named > 0 ? named : "some")} joints");
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
        for (int i = 0; i < keypoints.Length; i++)
        {
            ReadOnlySpan<float> joint = values.Slice(i * _valuesPerJoint, _valuesPerJoint);
            keypoints[i] = new Keypoint(joint[0], joint[1], joint.Length == 3 ? joint[2] : 1);
        }
    }
}
