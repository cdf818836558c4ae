using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// YOLO26's boxes with something to each: <c>[1, boxes, 6 + more]</c>, corners in input pixels, score, class, then mask coefficients
/// or joints. Nothing to suppress; what is not used scores 0.
/// </summary>
internal sealed class YoloEndToEndRows : DetectionDecoder
{
    private const int BoxValues = 6;

    /// <summary>Beyond any list of classes; above it a number is no class.</summary>
    private const int MaxClass = 1 << 20;

    private readonly int _extraValues;

    /// <param name="contract">The model's outputs.</param>
    /// <param name="extraValues">Values of a box after its class.</param>
    public YoloEndToEndRows(DecoderContract contract, int extraValues)
    {
        _extraValues = extraValues;
        contract.Require(0, rank: 3);
        if (contract.Size(0, 2) is { } values && values != BoxValues + extraValues)
            throw contract.Contradiction($"a box has 4 coordinates, a score, a class and {extraValues} more values, not {values}");
        // The number of classes shows nowhere: any class that the labels do not name is called by its number.
        ClassCount = contract.LabelCount ?? 0;
    }

    public override int ClassCount { get; }

    public override bool NeedsNms => false;

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        int step = BoxValues + _extraValues;
        if (outputs.Shape(0)[2] != step)
            throw new ModelMismatchException($"Output '{outputs.Spec(0).Name}' has {outputs.Shape(0)[2]} values a box; {step} were expected. Correct the manifest.");

        ReadOnlySpan<float> rows = outputs.Floats(0);
        for (int i = 0; i < rows.Length / step; i++)
        {
            ReadOnlySpan<float> row = rows.Slice(i * step, step);
            if (!(row[4] >= confidence) || !(row[5] >= 0 && row[5] < MaxClass)) continue;
            candidates.Add(new ScoredBox(row[0], row[1], row[2], row[3], row[4], (int)row[5], i));
        }
    }

    /// <summary>The values after the class for one box.</summary>
    public ReadOnlySpan<float> Extra(in ModelOutputs outputs, int source) =>
        outputs.Floats(0).Slice(source * (BoxValues + _extraValues) + BoxValues, _extraValues);
}
