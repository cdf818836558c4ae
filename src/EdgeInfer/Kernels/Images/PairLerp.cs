using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EdgeInfer.Kernels;

/// <summary>
/// What <see cref="RowLerp"/> computes, <c>(w0 × p0 + w1 × p1) >> 4</c>, where the two pixels of each column lie side by side
/// already, each channel in a plane.
/// </summary>
/// <remarks>The last vectors overlap those before.</remarks>
internal static class PairLerp
{
    /// <param name="width">The widest vectors to use.</param>
    /// <param name="pairs">One plane: two levels a column.</param>
    /// <param name="weights">Two a column, as <see cref="LinearTaps.Weights"/>.</param>
    /// <param name="row">One plane, at least as long as there are columns.</param>
    public static void Run(SimdWidth width, ReadOnlySpan<byte> pairs, ReadOnlySpan<short> weights, Span<short> row)
    {
        int count = weights.Length / 2;
        pairs = pairs[..(2 * count)];
        row = row[..count];
        if (width == SimdWidth.V512 && Avx512BW.IsSupported && count >= 16) V512(pairs, weights, row);
        else if (width >= SimdWidth.V256 && Avx2.IsSupported && count >= 16) V256(pairs, weights, row);
        else if (width != SimdWidth.Scalar && count >= 8) V128(pairs, weights, row);
        else Scalar(pairs, weights, row);
    }

    /// <summary>The same where one of the two pixels has all the weight.</summary>
    /// <param name="width">The widest vectors to use.</param>
    /// <param name="levels">That pixel of each column.</param>
    /// <param name="row">As many.</param>
    public static void Whole(SimdWidth width, ReadOnlySpan<byte> levels, Span<short> row)
    {
        const int shift = 7;
        levels = levels[..row.Length];
        int done = 0;
        if (width != SimdWidth.Scalar)
        {
            ref byte from = ref MemoryMarshal.GetReference(levels);
            ref short to = ref MemoryMarshal.GetReference(row);
            for (; done + 16 <= row.Length; done += 16)
            {
                (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)done));
                (lower << shift).AsInt16().StoreUnsafe(ref to, (nuint)done);
                (upper << shift).AsInt16().StoreUnsafe(ref to, (nuint)done + 8);
            }
        }

        for (; done < row.Length; done++) row[done] = (short)(levels[done] << shift);
    }

    public static void Scalar(ReadOnlySpan<byte> pairs, ReadOnlySpan<short> weights, Span<short> row)
    {
        for (int i = 0; i < row.Length; i++) row[i] = (short)((weights[2 * i] * pairs[2 * i] + weights[2 * i + 1] * pairs[2 * i + 1]) >> 4);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void V128(ReadOnlySpan<byte> pairs, ReadOnlySpan<short> weights, Span<short> row)
    {
        ref byte levels = ref MemoryMarshal.GetReference(pairs);
        ref short shares = ref MemoryMarshal.GetReference(weights);
        ref short target = ref MemoryMarshal.GetReference(row);
        nuint last = (nuint)row.Length - 8;
        for (nuint i = 0; ; i = Math.Min(i + 8, last))
        {
            (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(Vector128.LoadUnsafe(ref levels, 2 * i));
            Vector128.Narrow(
                Lanes.MultiplyAddAdjacent(lower.AsInt16(), Vector128.LoadUnsafe(ref shares, 2 * i)) >> 4,
                Lanes.MultiplyAddAdjacent(upper.AsInt16(), Vector128.LoadUnsafe(ref shares, 2 * i + 8)) >> 4).StoreUnsafe(ref target, i);
            if (i == last) break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void V256(ReadOnlySpan<byte> pairs, ReadOnlySpan<short> weights, Span<short> row)
    {
        ref byte levels = ref MemoryMarshal.GetReference(pairs);
        ref short shares = ref MemoryMarshal.GetReference(weights);
        ref short target = ref MemoryMarshal.GetReference(row);
        nuint last = (nuint)row.Length - 16;
        for (nuint i = 0; ; i = Math.Min(i + 16, last))
        {
            Vector256<short> lower = Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref levels, 2 * i));
            Vector256<short> upper = Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref levels, 2 * i + 16));
            Vector256<short> packed = Avx2.PackSignedSaturate(
                Avx2.MultiplyAddAdjacent(lower, Vector256.LoadUnsafe(ref shares, 2 * i)) >> 4,
                Avx2.MultiplyAddAdjacent(upper, Vector256.LoadUnsafe(ref shares, 2 * i + 16)) >> 4);
            // Packing works within 128-bit lanes.
            Avx2.Permute4x64(packed.AsInt64(), 0b11_01_10_00).AsInt16().StoreUnsafe(ref target, i);
            if (i == last) break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void V512(ReadOnlySpan<byte> pairs, ReadOnlySpan<short> weights, Span<short> row)
    {
        ref byte levels = ref MemoryMarshal.GetReference(pairs);
        ref short shares = ref MemoryMarshal.GetReference(weights);
        ref short target = ref MemoryMarshal.GetReference(row);
        nuint last = (nuint)row.Length - 16;
        for (nuint i = 0; ; i = Math.Min(i + 16, last))
        {
            Vector512<short> pixels = Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref levels, 2 * i));
            Vector512<int> sums = Avx512BW.MultiplyAddAdjacent(pixels, Vector512.LoadUnsafe(ref shares, 2 * i)) >> 4;
            Avx512F.ConvertToVector256Int16(sums).StoreUnsafe(ref target, i);
            if (i == last) break;
        }
    }
}
