using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>The best class of every box where scores lie class by class, <c>[classes, boxes]</c>.</summary>
/// <remarks>
/// Reads each score once and in order. A tile of boxes keeps its running best in the first-level cache while four classes
/// at a time go over it, so that memory is the limit. All paths agree exactly. Thread-safe.
/// </remarks>
internal static class ClassMax
{
    /// <summary>Boxes whose best score and class stay cached together: 2 × 4 KiB, and as much of each row.</summary>
    private const int TileBoxes = 1024;

    /// <param name="scores">float32 <c>[classes, boxes]</c>, any range. NaN never wins.</param>
    /// <param name="best">One a box: its highest score; −∞ where it has none.</param>
    /// <param name="classes">One a box: the lowest class with that score; 0 where it has none.</param>
    /// <exception cref="ArgumentException">The lengths of best and classes differ, or scores is not a multiple of them.</exception>
    public static void Run(ReadOnlySpan<float> scores, Span<float> best, Span<int> classes)
    {
        int rows = CountRows(scores, best, classes);
        for (int start = 0; start < best.Length; start += TileBoxes)
        {
            int count = Math.Min(TileBoxes, best.Length - start);
            Span<float> tileBest = best.Slice(start, count);
            Span<int> tileClasses = classes.Slice(start, count);
            tileBest.Fill(float.NegativeInfinity);
            tileClasses.Clear();
            int done = 0;
            if (Vector512.IsHardwareAccelerated) done = Tile512(scores, best.Length, start, tileBest, tileClasses);
            else if (Vector256.IsHardwareAccelerated) done = Tile256(scores, best.Length, start, tileBest, tileClasses);
            else if (Vector128.IsHardwareAccelerated) done = Tile128(scores, best.Length, start, tileBest, tileClasses);
            ScalarTile(scores, rows, best.Length, tileBest[done..], tileClasses[done..], start + done);
        }
    }

    /// <summary>The definition, one score at a time; same contract as <see cref="Run"/>.</summary>
    public static void Scalar(ReadOnlySpan<float> scores, Span<float> best, Span<int> classes)
    {
        int rows = CountRows(scores, best, classes);
        best.Fill(float.NegativeInfinity);
        classes.Clear();
        ScalarTile(scores, rows, best.Length, best, classes, 0);
    }

    /// <summary>The first place whose value reaches the threshold, or −1; whole vectors below it are skipped. NaN never does.</summary>
    public static int IndexOfAtLeast(ReadOnlySpan<float> values, float threshold)
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            ref float start = ref MemoryMarshal.GetReference(values);
            for (Vector256<float> limit = Vector256.Create(threshold); i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                if (Vector256.GreaterThanOrEqualAny(Vector256.LoadUnsafe(ref start, (nuint)i), limit)) break;
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            ref float start = ref MemoryMarshal.GetReference(values);
            for (Vector128<float> limit = Vector128.Create(threshold); i <= values.Length - Vector128<float>.Count; i += Vector128<float>.Count)
            {
                if (Vector128.GreaterThanOrEqualAny(Vector128.LoadUnsafe(ref start, (nuint)i), limit)) break;
            }
        }

        for (; i < values.Length; i++)
        {
            if (values[i] >= threshold) return i;
        }

        return -1;
    }

    /// <summary>The best class of one box whose scores lie side by side.</summary>
    /// <param name="scores">One a class, any range. NaN never wins.</param>
    /// <param name="classId">The lowest class with the highest score; 0 where there is none.</param>
    /// <returns>The highest score; −∞ where there is none.</returns>
    public static float OfBox(ReadOnlySpan<float> scores, out int classId)
    {
        int done = 0;
        float best = float.NegativeInfinity;
        classId = 0;
        if (Vector256.IsHardwareAccelerated) done = OfBox256(scores, ref best, ref classId);
        else if (Vector128.IsHardwareAccelerated) done = OfBox128(scores, ref best, ref classId);
        for (int c = done; c < scores.Length; c++)
        {
            if (!(scores[c] > best)) continue;
            best = scores[c];
            classId = c;
        }

        return best;
    }

    /// <summary>The definition of <see cref="OfBox"/>.</summary>
    public static float OfBoxScalar(ReadOnlySpan<float> scores, out int classId)
    {
        float best = float.NegativeInfinity;
        classId = 0;
        for (int c = 0; c < scores.Length; c++)
        {
            if (!(scores[c] > best)) continue;
            best = scores[c];
            classId = c;
        }

        return best;
    }

    internal static int OfBox256(ReadOnlySpan<float> scores, ref float best, ref int classId)
    {
        ref float start = ref MemoryMarshal.GetReference(scores);
        Vector256<float> top = Vector256.Create(float.NegativeInfinity);
        Vector256<int> index = default, place = Vector256.CreateSequence(0, 1);
        int i = 0;
        for (; i <= scores.Length - Vector256<float>.Count; i += Vector256<float>.Count, place += Vector256.Create(Vector256<float>.Count))
        {
            Vector256<float> score = Vector256.LoadUnsafe(ref start, (nuint)i);
            Vector256<float> better = Vector256.GreaterThan(score, top);
            top = Vector256.ConditionalSelect(better, score, top);
            index = Vector256.ConditionalSelect(better.AsInt32(), place, index);
        }

        for (int lane = 0; lane < Vector256<float>.Count && i > 0; lane++) Settle(top[lane], index[lane], ref best, ref classId);
        return i;
    }

    internal static int OfBox128(ReadOnlySpan<float> scores, ref float best, ref int classId)
    {
        ref float start = ref MemoryMarshal.GetReference(scores);
        Vector128<float> top = Vector128.Create(float.NegativeInfinity);
        Vector128<int> index = default, place = Vector128.CreateSequence(0, 1);
        int i = 0;
        for (; i <= scores.Length - Vector128<float>.Count; i += Vector128<float>.Count, place += Vector128.Create(Vector128<float>.Count))
        {
            Vector128<float> score = Vector128.LoadUnsafe(ref start, (nuint)i);
            Vector128<float> better = Vector128.GreaterThan(score, top);
            top = Vector128.ConditionalSelect(better, score, top);
            index = Vector128.ConditionalSelect(better.AsInt32(), place, index);
        }

        for (int lane = 0; lane < Vector128<float>.Count && i > 0; lane++) Settle(top[lane], index[lane], ref best, ref classId);
        return i;
    }

    private static void Settle(float score, int place, ref float best, ref int classId)
    {
        if (score > best || (score == best && place < classId)) (best, classId) = (score, place);
    }

    private static int CountRows(ReadOnlySpan<float> scores, Span<float> best, Span<int> classes)
    {
        if (best.Length != classes.Length) throw new ArgumentException($"Room for {best.Length} scores, but for {classes.Length} classes.", nameof(classes));
        if (best.IsEmpty ? !scores.IsEmpty : scores.Length % best.Length != 0)
            throw new ArgumentException($"{scores.Length} scores are not a whole number of rows of {best.Length} boxes.", nameof(scores));
        return best.IsEmpty ? 0 : scores.Length / best.Length;
    }

    private static void ScalarTile(ReadOnlySpan<float> scores, int rows, int stride, Span<float> best, Span<int> classes, int offset)
    {
        for (int c = 0; c < rows && !best.IsEmpty; c++)
        {
            ReadOnlySpan<float> row = scores.Slice(c * stride + offset, best.Length);
            for (int i = 0; i < row.Length; i++)
            {
                if (!(row[i] > best[i])) continue;
                best[i] = row[i];
                classes[i] = c;
            }
        }
    }

    internal static int Tile512(ReadOnlySpan<float> scores, int stride, int start, Span<float> best, Span<int> classes)
    {
        int done = best.Length - best.Length % Vector512<float>.Count, rows = scores.Length / stride;
        ref float bestStart = ref MemoryMarshal.GetReference(best);
        ref int classStart = ref MemoryMarshal.GetReference(classes);
        for (int c = 0; c < rows; c += 4)
        {
            int group = Math.Min(4, rows - c);
            ref float row = ref Unsafe.Add(ref MemoryMarshal.GetReference(scores), (nint)c * stride + start);
            for (nuint i = 0; i < (nuint)done; i += (nuint)Vector512<float>.Count)
            {
                Vector512<float> top = Vector512.LoadUnsafe(ref bestStart, i);
                Vector512<int> index = Vector512.LoadUnsafe(ref classStart, i);
                nuint place = i;
                for (int g = 0; g < group; g++, place += (nuint)stride)
                {
                    Vector512<float> score = Vector512.LoadUnsafe(ref row, place);
                    Vector512<float> better = Vector512.GreaterThan(score, top);
                    top = Vector512.ConditionalSelect(better, score, top);
                    index = Vector512.ConditionalSelect(better.AsInt32(), Vector512.Create(c + g), index);
                }

                top.StoreUnsafe(ref bestStart, i);
                index.StoreUnsafe(ref classStart, i);
            }
        }

        return done;
    }

    internal static int Tile256(ReadOnlySpan<float> scores, int stride, int start, Span<float> best, Span<int> classes)
    {
        int done = best.Length - best.Length % Vector256<float>.Count, rows = scores.Length / stride;
        ref float bestStart = ref MemoryMarshal.GetReference(best);
        ref int classStart = ref MemoryMarshal.GetReference(classes);
        for (int c = 0; c < rows; c += 4)
        {
            int group = Math.Min(4, rows - c);
            ref float row = ref Unsafe.Add(ref MemoryMarshal.GetReference(scores), (nint)c * stride + start);
            for (nuint i = 0; i < (nuint)done; i += (nuint)Vector256<float>.Count)
            {
                Vector256<float> top = Vector256.LoadUnsafe(ref bestStart, i);
                Vector256<int> index = Vector256.LoadUnsafe(ref classStart, i);
                nuint place = i;
                for (int g = 0; g < group; g++, place += (nuint)stride)
                {
                    Vector256<float> score = Vector256.LoadUnsafe(ref row, place);
                    Vector256<float> better = Vector256.GreaterThan(score, top);
                    top = Vector256.ConditionalSelect(better, score, top);
                    index = Vector256.ConditionalSelect(better.AsInt32(), Vector256.Create(c + g), index);
                }

                top.StoreUnsafe(ref bestStart, i);
                index.StoreUnsafe(ref classStart, i);
            }
        }

        return done;
    }

    internal static int Tile128(ReadOnlySpan<float> scores, int stride, int start, Span<float> best, Span<int> classes)
    {
        int done = best.Length - best.Length % Vector128<float>.Count, rows = scores.Length / stride;
        ref float bestStart = ref MemoryMarshal.GetReference(best);
        ref int classStart = ref MemoryMarshal.GetReference(classes);
        for (int c = 0; c < rows; c += 4)
        {
            int group = Math.Min(4, rows - c);
            ref float row = ref Unsafe.Add(ref MemoryMarshal.GetReference(scores), (nint)c * stride + start);
            for (nuint i = 0; i < (nuint)done; i += (nuint)Vector128<float>.Count)
            {
                Vector128<float> top = Vector128.LoadUnsafe(ref bestStart, i);
                Vector128<int> index = Vector128.LoadUnsafe(ref classStart, i);
                nuint place = i;
                for (int g = 0; g < group; g++, place += (nuint)stride)
                {
                    Vector128<float> score = Vector128.LoadUnsafe(ref row, place);
                    Vector128<float> better = Vector128.GreaterThan(score, top);
                    top = Vector128.ConditionalSelect(better, score, top);
                    index = Vector128.ConditionalSelect(better.AsInt32(), Vector128.Create(c + g), index);
                }

                top.StoreUnsafe(ref bestStart, i);
                index.StoreUnsafe(ref classStart, i);
            }
        }

        return done;
    }
}
