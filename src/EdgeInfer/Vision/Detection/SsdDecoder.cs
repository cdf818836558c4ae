using EdgeInfer.Kernels;
using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>
/// Scores and boxes as two outputs, priors already applied in the graph: <c>scores [1, boxes, classes]</c> with softmax
/// and background as class 0, <c>boxes [1, boxes, 4]</c> as corners relative to the input, 0 … 1. A box counts once for
/// each class that scores.
/// </summary>
internal sealed class SsdDecoder : DetectionDecoder
{
    private readonly int _scores;
    private readonly int _boxes;

    public SsdDecoder(DecoderContract contract, DetectionOutputs outputs)
    {
        _scores = contract.Require(outputs.Scores ?? "scores", rank: 3);
        _boxes = contract.Require(outputs.Boxes ?? "boxes", rank: 3);
        if (contract.Size(_boxes, 2) is not (4 or null)) throw contract.Contradiction("a box has 4 coordinates");
        ClassCount = (int?)contract.Size(_scores, 2) ?? contract.LabelCount ?? throw contract.Contradiction("the number of classes is free in the model and no labels are given");
        if (ClassCount < 2) throw contract.Contradiction("scores need a background and at least one class");
    }

    public override int ClassCount { get; }

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        ReadOnlySpan<float> scores = outputs.Floats(_scores);
        ReadOnlySpan<float> boxes = outputs.Floats(_boxes);
        int count = boxes.Length / 4;
        if (scores.Length != count * ClassCount)
            throw new ModelMismatchException($"{count} boxes need {count * ClassCount} scores for {ClassCount} classes; the model gave {scores.Length}.");

        for (int i = 0; i < count; i++)
        {
            for (int c = 1; c < ClassCount; c++)
            {
                float score = scores[i * ClassCount + c];
                if (!(score >= confidence)) continue;
                ReadOnlySpan<float> box = boxes.Slice(i * 4, 4);
                candidates.Add(new ScoredBox(box[0] * width, box[1] * height, box[2] * width, box[3] * height, score, c, i));
            }
        }
    }
}
