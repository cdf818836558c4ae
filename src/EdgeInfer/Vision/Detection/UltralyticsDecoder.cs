using System.Buffers;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// YOLOv8, v9, v11, v12 as Ultralytics exports them: <c>[1, 4 + classes, boxes]</c>, rows centre x, centre y, width,
/// height in input pixels, then one probability a class. The best class of a box counts. Rows beyond the classes (mask
/// coefficients, joints) are for whoever asks for them.
/// </summary>
internal sealed class UltralyticsDecoder : DetectionDecoder
{
    private const int BoxRows = 4;

    private readonly int _extraRows;

    /// <param name="contract">The model's outputs.</param>
    /// <param name="extraRows">Rows after the classes'.</param>
    public UltralyticsDecoder(DecoderContract contract, int extraRows = 0)
    {
        _extraRows = extraRows;
        contract.Require(0, rank: 3);
        long? rows = contract.Size(0, 1);
        if (rows <= BoxRows + extraRows)
            throw contract.Contradiction($"a box has 4 coordinates{(extraRows > 0 ? $", {extraRows} more values" : "")} and at least one class, not {rows} rows");
        ClassCount = (int?)(rows - BoxRows - extraRows) ?? contract.LabelCount ?? throw contract.Contradiction("the number of classes is free in the model and no labels are given");
    }

    public override int ClassCount { get; }

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        ReadOnlySpan<long> shape = outputs.Shape(0);
        int boxes = checked((int)shape[2]);
        int rows = BoxRows + ClassCount + _extraRows;
        if (shape[1] != rows)
        {
            throw new ModelMismatchException(
                $"Output '{outputs.Spec(0).Name}' has {shape[1]} rows; 4 coordinates{(_extraRows > 0 ? $", {_extraRows} more values" : "")} and {ClassCount} labels need {rows}. Correct the labels.");
        }

        ReadOnlySpan<float> values = outputs.Floats(0);

        float[] bestScores = ArrayPool<float>.Shared.Rent(boxes);
        int[] bestClasses = ArrayPool<int>.Shared.Rent(boxes);
        try
        {
            Span<float> best = bestScores.AsSpan(0, boxes);
            ClassMax.Run(values.Slice(BoxRows * boxes, ClassCount * boxes), best, bestClasses.AsSpan(0, boxes));

            // Coordinates are read only where a score reaches the threshold.
            for (int i = 0, skip; (skip = ClassMax.IndexOfAtLeast(best[i..], confidence)) >= 0; i++)
            {
                i += skip;
                float centerX = values[i], centerY = values[boxes + i];
                float halfWidth = values[2 * boxes + i] / 2, halfHeight = values[3 * boxes + i] / 2;
                candidates.Add(new ScoredBox(
                    centerX - halfWidth, centerY - halfHeight, centerX + halfWidth, centerY + halfHeight, best[i], bestClasses[i], i));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(bestScores);
            ArrayPool<int>.Shared.Return(bestClasses);
        }
    }

    /// <summary>Reads the rows beyond the classes for one box.</summary>
    /// <param name="outputs">What the box was read from.</param>
    /// <param name="source">The box's <see cref="ScoredBox.Source"/>.</param>
    /// <param name="extra">Receives one value a row.</param>
    public void ReadExtra(in ModelOutputs outputs, int source, Span<float> extra)
    {
        int boxes = (int)outputs.Shape(0)[2];
        ReadOnlySpan<float> values = outputs.Floats(0)[((BoxRows + ClassCount) * boxes)..];
        for (int row = 0; row < extra.Length; row++) extra[row] = values[row * boxes + source];
    }
}
