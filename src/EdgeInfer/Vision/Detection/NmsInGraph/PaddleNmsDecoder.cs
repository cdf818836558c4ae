using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// PaddleDetection's export with post-processing: <c>[boxes, 6]</c>, class, score, corners. Its inputs <c>scale_factor</c> and <c>im_shape</c>
/// are given such that corners come in input pixels. A row of class −1 means that nothing was found.
/// </summary>
internal sealed class PaddleNmsDecoder : NmsInGraphDecoder
{
    public const int Values = 6;

    public PaddleNmsDecoder(DecoderContract contract)
        : base(contract) => contract.Require(0, rank: 2);

    /// <summary>The boxes of all pictures stand in one list.</summary>
    public override bool ReadsBatches => false;

    public override void Decode(in ModelOutputs outputs, int width, int height, float confidence, CandidateBuffer candidates)
    {
        outputs.RequireSize(0, 1, Values, "a class, a score and 4 coordinates");
        ReadOnlySpan<float> rows = outputs.Floats(0);
        for (int i = 0; i < rows.Length / Values; i++)
        {
            ReadOnlySpan<float> row = rows.Slice(i * Values, Values);
            if (row[1] >= confidence && ClassIds.TryRead(row[0], out int classId))
                candidates.Add(new ScoredBox(row[2], row[3], row[4], row[5], row[1], classId, i));
        }
    }
}
