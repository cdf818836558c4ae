using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>Finds which of many boxes overlap one: those that reach it from the left are a range, and whole vectors of that are compared.</summary>
/// <remarks>
/// Boxes are sorted by left edge, and the furthest right edge so far is kept beside: both ends of the range are binary
/// searches. Building is O(n log n); a search looks at the boxes whose columns it crosses, 4 to 16 at a time. Best where
/// everything that overlaps is wanted; <see cref="KeptBoxGrid"/> is for boxes that come one by one. Memory is pooled. Not
/// changed by searches.
/// </remarks>
internal readonly ref struct OverlapSweep : IDisposable
{
    private readonly int _count;
    private readonly float[] _columns;
    private readonly int[] _places;

    /// <param name="boxes">Any number; NaN overlaps nothing.</param>
    public OverlapSweep(ReadOnlySpan<ScoredBox> boxes)
    {
        _count = boxes.Length;
        _columns = ArrayPool<float>.Shared.Rent(Math.Max(1, checked(5 * _count)));
        _places = ArrayPool<int>.Shared.Rent(Math.Max(1, _count));
        Span<float> left = Column(0), top = Column(1), right = Column(2), bottom = Column(3), furthest = Column(4);
        Span<int> places = _places.AsSpan(0, _count);
        for (int i = 0; i < boxes.Length; i++) (left[i], places[i]) = (boxes[i].X1, i);

        // NaN comes first.
        left.Sort(places);
        float far = float.NegativeInfinity;
        for (int i = 0; i < places.Length; i++)
        {
            ref readonly ScoredBox box = ref boxes[places[i]];
            (top[i], right[i], bottom[i]) = (box.Y1, box.X2, box.Y2);
            if (box.X2 > far) far = box.X2;
            furthest[i] = far;
        }
    }

    /// <summary>Writes the places of all boxes that share an area with this one, in no particular order.</summary>
    /// <param name="box">Any box; if it is one of those searched, it finds itself.</param>
    /// <param name="found">Room for all of them.</param>
    /// <returns>How many.</returns>
    public int Find(in ScoredBox box, Span<int> found) => Find(in box, found, Simd.Widest);

    /// <summary>For tests: with vectors of one width.</summary>
    internal int Find(in ScoredBox box, Span<int> found, SimdWidth width)
    {
        if (found.Length < _count) throw new ArgumentException($"{_count} boxes may overlap, but there is room for {found.Length}.", nameof(found));
        int start = FirstAbove(Column(4), box.X1), end = start + FirstAtLeast(Column(0)[start..], box.X2), count = 0;
        if (width == SimdWidth.V512) count = Find512(in box, ref start, end, found);
        else if (width == SimdWidth.V256) count = Find256(in box, ref start, end, found);
        else if (width == SimdWidth.V128) count = Find128(in box, ref start, end, found);
        ReadOnlySpan<float> left = Column(0), top = Column(1), right = Column(2), bottom = Column(3);
        for (int i = start; i < end; i++)
        {
            if (left[i] < box.X2 && right[i] > box.X1 && top[i] < box.Y2 && bottom[i] > box.Y1) found[count++] = _places[i];
        }

        return count;
    }

    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_columns);
        ArrayPool<int>.Shared.Return(_places);
    }

    private Span<float> Column(int index) => _columns.AsSpan(index * _count, _count);

    private int Find512(in ScoredBox box, ref int i, int end, Span<int> found)
    {
        ref float left = ref MemoryMarshal.GetArrayDataReference(_columns);
        Vector512<float> x1 = Vector512.Create(box.X1), y1 = Vector512.Create(box.Y1), x2 = Vector512.Create(box.X2), y2 = Vector512.Create(box.Y2);
        int count = 0;
        for (; i <= end - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            nuint at = (nuint)i, column = (nuint)_count;
            Vector512<float> both = Vector512.LessThan(Vector512.LoadUnsafe(ref left, at), x2)
                & Vector512.LessThan(Vector512.LoadUnsafe(ref left, at + column), y2)
                & Vector512.GreaterThan(Vector512.LoadUnsafe(ref left, at + 2 * column), x1)
                & Vector512.GreaterThan(Vector512.LoadUnsafe(ref left, at + 3 * column), y1);
            for (ulong lanes = both.ExtractMostSignificantBits(); lanes != 0; lanes &= lanes - 1) found[count++] = _places[i + BitOperations.TrailingZeroCount(lanes)];
        }

        return count;
    }

    private int Find256(in ScoredBox box, ref int i, int end, Span<int> found)
    {
        ref float left = ref MemoryMarshal.GetArrayDataReference(_columns);
        Vector256<float> x1 = Vector256.Create(box.X1), y1 = Vector256.Create(box.Y1), x2 = Vector256.Create(box.X2), y2 = Vector256.Create(box.Y2);
        int count = 0;
        for (; i <= end - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            nuint at = (nuint)i, column = (nuint)_count;
            Vector256<float> both = Vector256.LessThan(Vector256.LoadUnsafe(ref left, at), x2)
                & Vector256.LessThan(Vector256.LoadUnsafe(ref left, at + column), y2)
                & Vector256.GreaterThan(Vector256.LoadUnsafe(ref left, at + 2 * column), x1)
                & Vector256.GreaterThan(Vector256.LoadUnsafe(ref left, at + 3 * column), y1);
            for (uint lanes = both.ExtractMostSignificantBits(); lanes != 0; lanes &= lanes - 1) found[count++] = _places[i + BitOperations.TrailingZeroCount(lanes)];
        }

        return count;
    }

    private int Find128(in ScoredBox box, ref int i, int end, Span<int> found)
    {
        ref float left = ref MemoryMarshal.GetArrayDataReference(_columns);
        Vector128<float> x1 = Vector128.Create(box.X1), y1 = Vector128.Create(box.Y1), x2 = Vector128.Create(box.X2), y2 = Vector128.Create(box.Y2);
        int count = 0;
        for (; i <= end - Vector128<float>.Count; i += Vector128<float>.Count)
        {
            nuint at = (nuint)i, column = (nuint)_count;
            Vector128<float> both = Vector128.LessThan(Vector128.LoadUnsafe(ref left, at), x2)
                & Vector128.LessThan(Vector128.LoadUnsafe(ref left, at + column), y2)
                & Vector128.GreaterThan(Vector128.LoadUnsafe(ref left, at + 2 * column), x1)
                & Vector128.GreaterThan(Vector128.LoadUnsafe(ref left, at + 3 * column), y1);
            for (uint lanes = both.ExtractMostSignificantBits(); lanes != 0; lanes &= lanes - 1) found[count++] = _places[i + BitOperations.TrailingZeroCount(lanes)];
        }

        return count;
    }

    private static int FirstAbove(ReadOnlySpan<float> rising, float value)
    {
        int low = 0, high = rising.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (rising[middle] > value) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    private static int FirstAtLeast(ReadOnlySpan<float> rising, float value)
    {
        int low = 0, high = rising.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (rising[middle] >= value) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}
