using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>Turned boxes without need of suppression: <c>[1, boxes, 7]</c>, centre and size in input pixels, score, class, angle in radians.</summary>
internal sealed class YoloEndToEndObbDecoder : OrientedDecoder
{
    public const int Values = 7;

    public YoloEndToEndObbDecoder(DecoderContract contract)
    {
        contract.Require(0, rank: 3);
        ClassCount = contract.LabelCount ?? 0;
    }

    /// <summary>Shows nowhere in the model; a class beyond the labels is called by its number.</summary>
    public override int ClassCount { get; }

    public override bool NeedsNms => false;

    public override int Room(in ModelOutputs outputs) => checked((int)outputs.Shape(0)[1]);

    public override int Decode(in ModelOutputs outputs, float confidence, Span<ScoredRotatedBox> boxes)
    {
        ReadOnlySpan<float> rows = outputs.Floats(0);
        int count = 0;
        for (int i = 0; i < rows.Length / Values; i++)
        {
            ReadOnlySpan<float> row = rows.Slice(i * Values, Values);
            if (row[4] >= confidence && ClassIds.TryRead(row[5], out int classId))
                boxes[count++] = new(new(row[0], row[1], row[2], row[3], row[6]), row[4], classId);
        }

        return count;
    }
}
