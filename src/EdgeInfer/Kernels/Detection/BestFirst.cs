using System.Buffers;

namespace EdgeInfer.Kernels;

/// <summary>Orders boxes by falling score; ties by class and place, so that the order is the same for every input order.</summary>
internal static class BestFirst
{
    private const int DigitBits = 11, Digits = 3, DigitValues = 1 << DigitBits;

    /// <summary>Below this the radix sort's counters cost more than comparisons.</summary>
    private const int RadixThreshold = 512;

    /// <param name="boxes">Sorted in place. NaN scores come last; −0 equals 0.</param>
    public static void Sort<T>(Span<T> boxes)
        where T : struct, IRankedBox<T>
    {
        if (boxes.Length < RadixThreshold) boxes.Sort(Order<T>.Comparison);
        else RadixSort(boxes);
    }

    /// <summary>The order's definition for upright boxes.</summary>
    public static int Compare(ScoredBox a, ScoredBox b)
    {
        int order = b.Score.CompareTo(a.Score);
        return order == 0 ? CompareWithoutScore(in a, in b) : order;
    }

    /// <summary>The order among boxes that score the same.</summary>
    public static int CompareWithoutScore(in ScoredBox a, in ScoredBox b)
    {
        int order = a.ClassId.CompareTo(b.ClassId);
        if (order == 0) order = a.Y1.CompareTo(b.Y1);
        if (order == 0) order = a.X1.CompareTo(b.X1);
        if (order == 0) order = a.Y2.CompareTo(b.Y2);
        return order == 0 ? a.X2.CompareTo(b.X2) : order;
    }

    /// <summary>Sorts (score, place) pairs digit by digit, moves each box once, then settles the runs of equal scores.</summary>
    private static void RadixSort<T>(Span<T> boxes)
        where T : struct, IRankedBox<T>
    {
        int count = boxes.Length;
        ulong[] pairs = ArrayPool<ulong>.Shared.Rent(2 * count);
        T[] sorted = ArrayPool<T>.Shared.Rent(count);
        try
        {
            Span<ulong> from = pairs.AsSpan(0, count), to = pairs.AsSpan(count, count);
            Span<int> places = stackalloc int[Digits * DigitValues];
            places.Clear();
            for (int i = 0; i < count; i++)
            {
                uint key = FallingKey(boxes[i].Score);
                from[i] = (ulong)key << 32 | (uint)i;
                for (int d = 0; d < Digits; d++) places[d * DigitValues + Digit(key, d)]++;
            }

            for (int d = 0; d < Digits; d++)
            {
                Span<int> next = places.Slice(d * DigitValues, DigitValues);
                int sum = 0;
                for (int v = 0; v < DigitValues; v++) (next[v], sum) = (sum, sum + next[v]);
                foreach (ulong pair in from) to[next[Digit((uint)(pair >> 32), d)]++] = pair;
                Span<ulong> swap = from;
                from = to;
                to = swap;
            }

            for (int i = 0; i < count; i++) sorted[i] = boxes[(int)(uint)from[i]];
            sorted.AsSpan(0, count).CopyTo(boxes);
            for (int start = 0, end; start < count; start = end)
            {
                for (end = start + 1; end < count && from[end] >> 32 == from[start] >> 32;) end++;
                if (end - start > 1) boxes[start..end].Sort(Order<T>.Comparison);
            }
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(pairs);
            ArrayPool<T>.Shared.Return(sorted);
        }
    }

    private static int Digit(uint key, int digit) => (int)(key >> (digit * DigitBits)) & (DigitValues - 1);

    /// <summary>Smaller for a higher score. IEEE 754 bits rise with the value, and for negative values fall.</summary>
    private static uint FallingKey(float score)
    {
        if (float.IsNaN(score)) return uint.MaxValue;
        // −0 and 0 tie.
        uint bits = BitConverter.SingleToUInt32Bits(score == 0 ? 0f : score);
        return (bits & 0x8000_0000) != 0 ? bits : ~bits & 0x7FFF_FFFF;
    }

    /// <summary>Made once: a delegate for an interface's static method is not cached by the compiler.</summary>
    private static class Order<T>
        where T : struct, IRankedBox<T>
    {
        public static readonly Comparison<T> Comparison = T.Compare;
    }
}
