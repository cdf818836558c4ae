using System.Buffers;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// Ultralytics' oriented boxes: <c>[1, 4 + classes + 1, boxes]</c>, rows centre x, centre y, width, height in input pixels, one
/// probability a class, the angle in radians.
/// </summary>
internal sealed class UltralyticsObbDecoder : OrientedDecoder
{
    private const int BoxRows = 4, OtherRows = 5;

    public UltralyticsObbDecoder(DecoderContract contract)
    {
        contract.Require(0, rank: 3);
        ClassCount = contract.ClassesBeside(OtherRows, contract.Size(0, 1), "a box has 4 coordinates, at least one class and an angle");
    }

    public override int ClassCount { get; }

    public override int Room(in ModelOutputs outputs) => checked((int)outputs.Shape(0)[2]);

    public override int Decode(in ModelOutputs outputs, float confidence, Span<ScoredRotatedBox> boxes)
    {
        outputs.RequireSize(0, 1, OtherRows + ClassCount, "4 coordinates, the labels and an angle");
        int room = Room(in outputs);
        ReadOnlySpan<float> rows = outputs.Floats(0);
        ReadOnlySpan<float> angles = rows[((BoxRows + ClassCount) * room)..];
        float[] bestScores = ArrayPool<float>.Shared.Rent(room);
        int[] bestClasses = ArrayPool<int>.Shared.Rent(room);
        try
        {
            Span<float> best = bestScores.AsSpan(0, room);
            ClassMax.Run(rows.Slice(BoxRows * room, ClassCount * room), best, bestClasses.AsSpan(0, room));
            int count = 0;
            for (int i = 0, skip; (skip = ClassMax.IndexOfAtLeast(best[i..], confidence)) >= 0; i++)
            {
                i += skip;
                boxes[count++] = new(new(rows[i], rows[room + i], rows[2 * room + i], rows[3 * room + i], angles[i]), best[i], bestClasses[i]);
            }

            return count;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(bestScores);
            ArrayPool<int>.Shared.Return(bestClasses);
        }
    }
}
