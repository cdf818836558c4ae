using EdgeInfer.Kernels;
using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>
/// RT-DETR and D-FINE: <c>logits [1, queries, classes]</c>, one sigmoid a class, and <c>pred_boxes [1, queries, 4]</c>; or both in one output
/// <c>[1, queries, 4 + classes]</c> with probabilities, as Ultralytics exports it. The best class of a query counts; nothing
/// suppresses anything.
/// </summary>
internal sealed class RtDetrDecoder : DetectionDecoder
{
    private const int BoxValues = 4;

    private readonly bool _joined;
    private readonly int _scores;
    private readonly int _boxes;

    public RtDetrDecoder(DecoderContract contract, DetectionOutputs outputs)
    {
        _joined = contract.OutputCount == 1;
        if (_joined)
        {
            contract.Require(0, rank: 3);
            ClassCount = contract.ClassesBeside(BoxValues, contract.Size(0, 2), "a query has 4 coordinates and at least one class");
            return;
        }

        _scores = contract.Require(outputs.Scores ?? "logits", rank: 3);
        _boxes = contract.Require(outputs.Boxes ?? "pred_boxes", rank: 3);
        if (contract.Size(_boxes, 2) is not (BoxValues or null)) throw contract.Contradiction("a box has 4 coordinates");
        ClassCount = contract.ClassesBeside(0, contract.Size(_scores, 2), "a query has at least one class");
    }

    public override int ClassCount { get; }

    public override bool NeedsNms => false;

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        if (_joined) DecodeJoined(in outputs, width, height, confidence, candidates);
        else DecodeApart(in outputs, width, height, confidence, candidates);
    }

    private void DecodeJoined(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        int step = BoxValues + ClassCount;
        outputs.RequireSize(0, 2, step, "4 coordinates and the labels");
        ReadOnlySpan<float> rows = outputs.Floats(0);
        for (int i = 0; i < rows.Length / step; i++)
        {
            ReadOnlySpan<float> row = rows.Slice(i * step, step);
            float score = ClassMax.OfBox(row[BoxValues..], out int classId);
            if (score >= confidence) candidates.Add(RelativeBox.Read(row, width, height, score, classId, i));
        }
    }

    private void DecodeApart(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        outputs.RequireSize(_scores, 2, ClassCount, "the labels");
        ReadOnlySpan<float> logits = outputs.Floats(_scores), boxes = outputs.Floats(_boxes);
        int queries = logits.Length / ClassCount;
        if (boxes.Length != BoxValues * queries) throw new ModelMismatchException($"{queries} queries have as many boxes; the model gave {boxes.Length / BoxValues}.");
        float leastLogit = Objectness.LeastLogit(confidence);
        for (int i = 0; i < queries; i++)
        {
            float best = ClassMax.OfBox(logits.Slice(i * ClassCount, ClassCount), out int classId);
            if (!(best >= leastLogit) || best == float.NegativeInfinity) continue;
            float score = Objectness.Sigmoid(best);
            if (score >= confidence) candidates.Add(RelativeBox.Read(boxes.Slice(BoxValues * i, BoxValues), width, height, score, classId, i));
        }
    }
}
