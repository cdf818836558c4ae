using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>YOLO26-seg: <c>[1, boxes, 6 + coefficients]</c> and prototypes.</summary>
internal sealed class YoloEndToEndInstanceDecoder : InstanceDecoder
{
    private readonly YoloEndToEndRows _boxes;

    public YoloEndToEndInstanceDecoder(ModelSession session, DecoderContract contract)
        : base(session, contract) => _boxes = new YoloEndToEndRows(contract, CoefficientCount);

    public override DetectionDecoder Boxes => _boxes;

    public override void ReadCoefficients(in ModelOutputs outputs, int source, Span<float> coefficients) =>
        _boxes.Extra(in outputs, source).CopyTo(coefficients);
}
