using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// FastestDet: one map <c>[1, 5 + classes, rows, columns]</c>. Score = objectness^0.6 × class^0.4 (probabilities in the graph);
/// centre = cell + tanh, in cells; size = sigmoid, relative to the input. Reference: <c>handle_preds</c> in FastestDet's
/// <c>utils/tool.py</c>.
/// </summary>
internal sealed class FastestDetDecoder : DetectionDecoder
{
    private const int BoxPlanes = 5;

    public FastestDetDecoder(DecoderContract contract)
    {
        contract.Require(0, rank: 4);
        ClassCount = contract.ClassesBeside(BoxPlanes, contract.Size(0, 1), "a cell has objectness, 4 coordinates and at least one class");
    }

    public override int ClassCount { get; }

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        outputs.RequireSize(0, 1, BoxPlanes + ClassCount, "objectness, 4 coordinates and the labels");
        ReadOnlySpan<float> planes = outputs.Floats(0);
        int rows = (int)outputs.Shape(0)[2], columns = (int)outputs.Shape(0)[3], cells = rows * columns;
        for (int cell = 0; cell < cells; cell++)
        {
            float objectness = planes[cell];
            // With the class at most 1, less than this cannot reach the threshold.
            if (!(MathF.Pow(objectness, 0.6f) >= confidence)) continue;
            float best = float.NegativeInfinity;
            int classId = 0;
            for (int c = 0, at = BoxPlanes * cells + cell; c < ClassCount; c++, at += cells)
            {
                if (planes[at] > best) (best, classId) = (planes[at], c);
            }

            float score = MathF.Pow(objectness, 0.6f) * MathF.Pow(best, 0.4f);
            if (!(score >= confidence)) continue;
            (int row, int column) = Math.DivRem(cell, columns);
            float centerX = (column + MathF.Tanh(planes[cells + cell])) / columns * width, centerY = (row + MathF.Tanh(planes[2 * cells + cell])) / rows * height;
            float halfWidth = Objectness.Sigmoid(planes[3 * cells + cell]) * width / 2, halfHeight = Objectness.Sigmoid(planes[4 * cells + cell]) * height / 2;
            candidates.Add(new ScoredBox(centerX - halfWidth, centerY - halfHeight, centerX + halfWidth, centerY + halfHeight, score, classId, cell));
        }
    }
}
