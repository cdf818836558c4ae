using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>The best class of every pixel of a segmentation map.</summary>
/// <remarks>
/// Of equal scores the lower class wins. NaN never wins; where no class is above −∞ the answer is class 0. Scores may be
/// logits or probabilities: the order is the same. All paths agree exactly.
/// </remarks>
internal static class ClassArgMax
{
    /// <summary>Pixels whose best scores so far stay in the first-level cache while all planes go by.</summary>
    private const int Block = 1024;

    /// <param name="scores">One plane per class, as in NCHW: [C, pixels].</param>
    /// <param name="classes">C, at least 1.</param>
    /// <param name="best">Receives each pixel's class, 0 … C − 1; its length is the number of pixels.</param>
    /// <exception cref="ArgumentException">The scores are not C planes of that many pixels.</exception>
    public static void Planar(ReadOnlySpan<float> scores, int classes, Span<int> best)
    {
        Check(scores.Length, classes, best.Length);
        if (Vector256.IsHardwareAccelerated) PlanarV256(scores, classes, best);
        else if (Vector128.IsHardwareAccelerated) PlanarV128(scores, classes, best);
        else PlanarScalar(scores, classes, best);
    }

    /// <param name="scores">All classes of a pixel side by side, as in NHWC: [pixels, C].</param>
    /// <param name="classes">C, at least 1.</param>
    /// <param name="best">Receives each pixel's class, 0 … C − 1; its length is the number of pixels.</param>
    /// <exception cref="ArgumentException">The scores are not that many pixels of C classes.</exception>
    public static void Interleaved(ReadOnlySpan<float> scores, int classes, Span<int> best)
    {
        Check(scores.Length, classes, best.Length);
        // Below two vectors a pixel is read faster than lanes are compared.
        if (Vector128.IsHardwareAccelerated && classes >= 2 * Vector128<float>.Count) InterleavedV128(scores, classes, best);
        else InterleavedScalar(scores, classes, best);
    }

    internal static void PlanarScalar(ReadOnlySpan<float> scores, int classes, Span<int> best)
    {
        for (int pixel = 0; pixel < best.Length; pixel++)
        {
            float highest = float.NegativeInfinity;
            int winner = 0;
            for (int c = 0; c < classes; c++)
            {
                float score = scores[c * best.Length + pixel];
                if (!(score > highest)) continue;
                highest = score;
                winner = c;
            }

            best[pixel] = winner;
        }
    }

    internal static void PlanarV128(ReadOnlySpan<float> scores, int classes, Span<int> best)
    {
        Span<float> highest = stackalloc float[Block];
        ref float high = ref MemoryMarshal.GetReference(highest);
        for (int start = 0; start < best.Length; start += Block)
        {
            int count = Math.Min(Block, best.Length - start);
            highest.Fill(float.NegativeInfinity);
            best.Slice(start, count).Clear();
            ref int winner = ref MemoryMarshal.GetReference(best[start..]);
            for (int c = 0; c < classes; c++)
            {
                ref float plane = ref MemoryMarshal.GetReference(scores[(c * best.Length + start)..]);
                int i = 0;
                for (; i <= count - Vector128<float>.Count; i += Vector128<float>.Count)
                {
                    Vector128<float> score = Vector128.LoadUnsafe(ref plane, (nuint)i), old = Vector128.LoadUnsafe(ref high, (nuint)i);
                    Vector128<float> wins = Vector128.GreaterThan(score, old);
                    Vector128.ConditionalSelect(wins, score, old).StoreUnsafe(ref high, (nuint)i);
                    Vector128.ConditionalSelect(wins.AsInt32(), Vector128.Create(c), Vector128.LoadUnsafe(ref winner, (nuint)i)).StoreUnsafe(ref winner, (nuint)i);
                }

                Remainder(scores.Slice(c * best.Length + start, count), c, highest, best.Slice(start, count), i);
            }
        }
    }

    internal static void PlanarV256(ReadOnlySpan<float> scores, int classes, Span<int> best)
    {
        Span<float> highest = stackalloc float[Block];
        ref float high = ref MemoryMarshal.GetReference(highest);
        for (int start = 0; start < best.Length; start += Block)
        {
            int count = Math.Min(Block, best.Length - start);
            highest.Fill(float.NegativeInfinity);
            best.Slice(start, count).Clear();
            ref int winner = ref MemoryMarshal.GetReference(best[start..]);
            for (int c = 0; c < classes; c++)
            {
                ref float plane = ref MemoryMarshal.GetReference(scores[(c * best.Length + start)..]);
                int i = 0;
                for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
                {
                    Vector256<float> score = Vector256.LoadUnsafe(ref plane, (nuint)i), old = Vector256.LoadUnsafe(ref high, (nuint)i);
                    Vector256<float> wins = Vector256.GreaterThan(score, old);
                    Vector256.ConditionalSelect(wins, score, old).StoreUnsafe(ref high, (nuint)i);
                    Vector256.ConditionalSelect(wins.AsInt32(), Vector256.Create(c), Vector256.LoadUnsafe(ref winner, (nuint)i)).StoreUnsafe(ref winner, (nuint)i);
                }

                Remainder(scores.Slice(c * best.Length + start, count), c, highest, best.Slice(start, count), i);
            }
        }
    }

    internal static void InterleavedScalar(ReadOnlySpan<float> scores, int classes, Span<int> best)
    {
        for (int pixel = 0; pixel < best.Length; pixel++)
        {
            float highest = float.NegativeInfinity;
            int winner = 0;
            Continue(scores.Slice(pixel * classes, classes), 0, ref highest, ref winner);
            best[pixel] = winner;
        }
    }

    internal static void InterleavedV128(ReadOnlySpan<float> scores, int classes, Span<int> best)
    {
        for (int pixel = 0; pixel < best.Length; pixel++)
        {
            ReadOnlySpan<float> row = scores.Slice(pixel * classes, classes);
            ref float from = ref MemoryMarshal.GetReference(row);
            Vector128<float> highest = Vector128.Create(float.NegativeInfinity);
            Vector128<int> winners = Vector128<int>.Zero, index = Vector128.Create(0, 1, 2, 3);
            int c = 0;
            for (; c <= classes - Vector128<float>.Count; c += Vector128<float>.Count)
            {
                Vector128<float> score = Vector128.LoadUnsafe(ref from, (nuint)c), wins = Vector128.GreaterThan(score, highest);
                highest = Vector128.ConditionalSelect(wins, score, highest);
                winners = Vector128.ConditionalSelect(wins.AsInt32(), index, winners);
                index += Vector128.Create(Vector128<float>.Count);
            }

            float high = highest[0];
            int winner = winners[0];
            for (int lane = 1; lane < Vector128<float>.Count; lane++)
            {
                if (!(highest[lane] > high) && !(highest[lane] == high && winners[lane] < winner)) continue;
                high = highest[lane];
                winner = winners[lane];
            }

            Continue(row, c, ref high, ref winner);
            best[pixel] = winner;
        }
    }

    private static void Remainder(ReadOnlySpan<float> plane, int classId, Span<float> highest, Span<int> best, int from)
    {
        for (int i = from; i < plane.Length; i++)
        {
            if (!(plane[i] > highest[i])) continue;
            highest[i] = plane[i];
            best[i] = classId;
        }
    }

    private static void Continue(ReadOnlySpan<float> row, int from, ref float highest, ref int winner)
    {
        for (int c = from; c < row.Length; c++)
        {
            if (!(row[c] > highest)) continue;
            highest = row[c];
            winner = c;
        }
    }

    private static void Check(int scores, int classes, int pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        if (scores != (long)classes * pixels)
            throw new ArgumentException($"There are {scores} scores, but {pixels} pixels of {classes} classes need {(long)classes * pixels}.", nameof(scores));
    }
}
