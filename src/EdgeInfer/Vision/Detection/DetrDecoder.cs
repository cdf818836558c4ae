using System.Numerics.Tensors;
using EdgeInfer.Kernels;
using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>
/// DETR: <c>logits [1, queries, classes + 1]</c> and <c>pred_boxes [1, queries, 4]</c>. The last class is "no object": a softmax
/// over all of them, then the best of the others. Each query is one object; nothing suppresses anything. Reference:
/// <c>PostProcess</c> in DETR's <c>models/detr.py</c>.
/// </summary>
internal sealed class DetrDecoder : DetectionDecoder
{
    private readonly int _logits;
    private readonly int _boxes;

    public DetrDecoder(DecoderContract contract, DetectionOutputs outputs)
    {
        _logits = contract.Require(outputs.Scores ?? "logits", rank: 3);
        _boxes = contract.Require(outputs.Boxes ?? "pred_boxes", rank: 3);
        if (contract.Size(_boxes, 2) is not (4 or null)) throw contract.Contradiction("a box has 4 coordinates");
        ClassCount = contract.ClassesBeside(1, contract.Size(_logits, 2), "there is at least one class beside 'no object'");
    }

    public override int ClassCount { get; }

    public override bool NeedsNms => false;

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        outputs.RequireSize(_logits, 2, ClassCount + 1, "the labels and 'no object'");
        ReadOnlySpan<float> logits = outputs.Floats(_logits), boxes = outputs.Floats(_boxes);
        int queries = logits.Length / (ClassCount + 1);
        if (boxes.Length != 4 * queries) throw new ModelMismatchException($"{queries} queries have as many boxes; the model gave {boxes.Length / 4}.");
        for (int i = 0; i < queries; i++)
        {
            ReadOnlySpan<float> row = logits.Slice(i * (ClassCount + 1), ClassCount + 1);
            float best = ClassMax.OfBox(row[..ClassCount], out int classId);
            // "No object" mostly wins by far: then the exponentials are not worth it.
            if (!(best > float.NegativeInfinity) || Objectness.Sigmoid(best - row[ClassCount]) < confidence) continue;
            float highest = TensorPrimitives.Max(row), sum = 0;
            foreach (float logit in row) sum += MathF.Exp(logit - highest);
            float score = MathF.Exp(best - highest) / sum;
            if (score >= confidence) candidates.Add(RelativeBox.Read(boxes.Slice(4 * i, 4), width, height, score, classId, i));
        }
    }
}
