using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>
/// YOLOv8-seg and YOLO11-seg: <c>[1, 4 + classes + coefficients, boxes]</c> and prototypes. Reference: <c>process_mask</c> in
/// ultralytics' <c>utils/ops.py</c>.
/// </summary>
internal sealed class UltralyticsInstanceDecoder : InstanceDecoder
{
    private readonly UltralyticsDecoder _boxes;

    public UltralyticsInstanceDecoder(ModelSession session, DecoderContract contract)
        : base(session, contract) => _boxes = new UltralyticsDecoder(contract, CoefficientCount);

    public override DetectionDecoder Boxes => _boxes;

    public override void ReadCoefficients(in ModelOutputs outputs, int source, Span<float> coefficients) =>
        _boxes.ReadExtra(in outputs, source, coefficients);
}
