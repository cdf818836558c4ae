using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// YOLOv10, YOLO26 and Ultralytics' exports with NMS: <c>[1, boxes, 6]</c>, corners in input pixels, score, class; what is
/// not used scores 0.
/// </summary>
internal sealed class YoloEndToEndDecoder : DetectionDecoder
{
    private const int Values = 6;

    public YoloEndToEndDecoder(DecoderContract contract)
    {
        contract.Require(0, rank: 3);
        if (contract.Size(0, 2) is not (Values or null)) throw contract.Contradiction("a box has 4 coordinates, a score and a class, 6 values");
        // The number of classes shows nowhere: any class that the labels do not name is called by its number.
        ClassCount = contract.LabelCount ?? 0;
    }

    public override int ClassCount { get; }

    public override bool NeedsNms => false;

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        outputs.RequireSize(0, 2, Values, "4 coordinates, a score and a class");
        ReadOnlySpan<float> rows = outputs.Floats(0);
        for (int i = 0; i < rows.Length / Values; i++)
        {
            ReadOnlySpan<float> row = rows.Slice(i * Values, Values);
            if (!(row[4] >= confidence)) continue;
            if (ClassIds.TryRead(row[5], out int classId)) candidates.Add(new ScoredBox(row[0], row[1], row[2], row[3], row[4], classId, i));
        }
    }
}
