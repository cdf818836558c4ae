using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// YOLOv5, v6 and v7 with boxes decoded in the graph: <c>[1, boxes, 5 + classes]</c>. v6 gives every box objectness 1. See
/// <see cref="AnchorDecode.Rows"/>.
/// </summary>
internal sealed class YoloV5Decoder : DetectionDecoder
{
    private const int BoxValues = 5;

    public YoloV5Decoder(DecoderContract contract)
    {
        contract.Require(0, rank: 3);
        ClassCount = contract.ClassesBeside(BoxValues, contract.Size(0, 2), "a box has 4 coordinates, objectness and at least one class");
    }

    public override int ClassCount { get; }

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        outputs.RequireSize(0, 2, BoxValues + ClassCount, "4 coordinates, objectness and the labels");
        AnchorDecode.Rows(outputs.Floats(0), ClassCount, confidence, candidates);
    }
}
