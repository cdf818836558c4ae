using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// YOLOv7's export with NMS for ONNX Runtime: <c>[boxes, 7]</c>, the picture's number in the batch, corners in input pixels, class,
/// score.
/// </summary>
internal sealed class YoloV7NmsDecoder : NmsInGraphDecoder
{
    public const int Values = 7;

    public YoloV7NmsDecoder(DecoderContract contract)
        : base(contract) => contract.Require(0, rank: 2);

    /// <summary>The boxes of all pictures stand in one list.</summary>
    public override bool ReadsBatches => false;

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        outputs.RequireSize(0, 1, Values, "the picture's number, 4 coordinates, a class and a score");
        ReadOnlySpan<float> rows = outputs.Floats(0);
        for (int i = 0; i < rows.Length / Values; i++)
        {
            ReadOnlySpan<float> row = rows.Slice(i * Values, Values);
            if (row[6] >= confidence && ClassIds.TryRead(row[5], out int classId))
                candidates.Add(new ScoredBox(row[1], row[2], row[3], row[4], row[6], classId, i));
        }
    }
}
