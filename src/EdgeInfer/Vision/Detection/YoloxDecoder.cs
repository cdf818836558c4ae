using System.Numerics.Tensors;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// YOLOX as Megvii exports it without <c>decode_in_inference</c>: <c>[1, boxes, 5 + classes]</c>, one box a cell of the
/// three grids; centre = (value + cell) × stride, size = exp(value) × stride, score = objectness × class (sigmoids in
/// the graph). Reference: <c>demo_postprocess</c> in YOLOX's <c>yolox/utils/demo_utils.py</c>.
/// </summary>
internal sealed class YoloxDecoder : DetectionDecoder
{
    private const int BoxValues = 5;

    public YoloxDecoder(DecoderContract contract)
    {
        contract.Require(0, rank: 3);
        long? values = contract.Size(0, 2);
        if (values is <= BoxValues) throw contract.Contradiction($"a box has 4 coordinates, objectness and at least one class, not {values} values");
        ClassCount = (int?)(values - BoxValues) ?? contract.LabelCount ?? throw contract.Contradiction("the number of classes is free in the model and no labels are given");
    }

    public override int ClassCount { get; }

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        ReadOnlySpan<long> shape = outputs.Shape(0);
        int stepValues = BoxValues + ClassCount;
        if (shape[2] != stepValues)
        {
            throw new ModelMismatchException(
                $"Output '{outputs.Spec(0).Name}' has {shape[2]} values a box; 4 coordinates, objectness and {ClassCount} labels need {stepValues}. Correct the labels.");
        }

        long cells = DetectionGrid.CellCount(width, height);
        if (shape[1] != cells)
        {
            throw new ModelMismatchException(
                $"Output '{outputs.Spec(0).Name}' has {shape[1]} boxes; grids of strides 8, 16 and 32 on a {width}×{height} input have {cells}. The model is not a YOLOX without decoding.");
        }

        ReadOnlySpan<float> rest = outputs.Floats(0);
        foreach (int stride in DetectionGrid.Strides)
        {
            for (int cellY = 0; cellY < height / stride; cellY++)
            {
                for (int cellX = 0; cellX < width / stride; cellX++, rest = rest[stepValues..])
                {
                    float objectness = rest[4];
                    // Class probabilities are at most 1: most boxes need not be looked at any further.
                    if (!(objectness >= confidence)) continue;

                    ReadOnlySpan<float> classes = rest.Slice(BoxValues, ClassCount);
                    // A NaN class is found first and fails the comparison below: such a box is no detection.
                    int best = TensorPrimitives.IndexOfMax(classes);
                    float score = objectness * classes[best];
                    if (!(score >= confidence)) continue;
                    float centerX = (rest[0] + cellX) * stride, centerY = (rest[1] + cellY) * stride;
                    float halfWidth = MathF.Exp(rest[2]) * stride / 2, halfHeight = MathF.Exp(rest[3]) * stride / 2;
                    candidates.Add(new ScoredBox(centerX - halfWidth, centerY - halfHeight, centerX + halfWidth, centerY + halfHeight, score, best));
                }
            }
        }
    }
}
