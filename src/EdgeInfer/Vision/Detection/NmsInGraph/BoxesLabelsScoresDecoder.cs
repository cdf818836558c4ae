using EdgeInfer.Kernels;
using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>
/// torchvision's detectors, <c>boxes [boxes, 4]</c>, <c>labels [boxes]</c>, <c>scores [boxes]</c>, and RT-DETR's own exporter, the same with a
/// batch axis in front: corners in input pixels.
/// </summary>
internal sealed class BoxesLabelsScoresDecoder : NmsInGraphDecoder
{
    private readonly int _boxes;
    private readonly int _labels;
    private readonly int _scores;

    public BoxesLabelsScoresDecoder(DecoderContract contract, DetectionOutputs outputs)
        : base(contract)
    {
        string boxes = outputs.Boxes ?? "boxes";
        int index = contract.IndexOf(boxes);
        ReadsBatches = contract.Rank(index) == 3;
        _boxes = contract.Require(index, ReadsBatches ? 3 : 2);
        _scores = contract.Require(outputs.Scores ?? "scores", ReadsBatches ? 2 : 1);
        _labels = contract.RequireIntegers(outputs.Classes ?? "labels");
    }

    public override bool ReadsBatches { get; }

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        ReadOnlySpan<float> boxes = outputs.Floats(_boxes), scores = outputs.Floats(_scores);
        var labels = new IntegerOutput(in outputs, _labels);
        if (boxes.Length != 4 * scores.Length || labels.Length != scores.Length)
            throw new ModelMismatchException($"A box has a score and a label; the model gave {boxes.Length / 4} boxes, {scores.Length} scores and {labels.Length} labels.");

        for (int i = 0; i < scores.Length; i++)
        {
            if (!(scores[i] >= confidence) || !ClassIds.TryRead(labels[i], out int classId)) continue;
            ReadOnlySpan<float> box = boxes.Slice(4 * i, 4);
            candidates.Add(new ScoredBox(box[0], box[1], box[2], box[3], scores[i], classId, i));
        }
    }
}
