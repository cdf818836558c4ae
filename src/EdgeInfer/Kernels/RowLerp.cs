using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EdgeInfer.Kernels;

/// <summary>
/// The horizontal half of OpenCV's 8-bit <c>INTER_LINEAR</c>: interleaved pixels to planar 16-bit rows,
/// <c>(w0 × p0 + w1 × p1) >> 4</c>, that is 128 times the level (at most 32,655).
/// </summary>
/// <remarks>
/// Where to read is irregular, so pixels are fetched one by one, both neighbours in one 8-byte load, and only then become
/// vectors. A load never reaches beyond the row: the columns at its end go through the scalar code.
/// </remarks>
internal static class RowLerp
{
    private const int LoadBytes = 8;

    /// <param name="width">The widest vectors to use.</param>
    /// <param name="source">One row of pixels, 1, 3 or 4 bytes each; the fourth is ignored.</param>
    /// <param name="pixelBytes">Bytes a pixel.</param>
    /// <param name="taps">The columns.</param>
    /// <param name="row">One plane for one byte a pixel, else three.</param>
    /// <param name="planeStride">Elements from one plane to the next, at least the number of columns.</param>
    public static void Run(SimdWidth width, ReadOnlySpan<byte> source, int pixelBytes, LinearTaps taps, Span<short> row, int planeStride)
    {
        if (pixelBytes == 1 || taps.NeighbourStep == 0 || width == SimdWidth.Scalar) Scalar(source, pixelBytes, taps, row, planeStride, 0);
        else if (width == SimdWidth.V512 && Avx512BW.IsSupported) V512(source, pixelBytes, taps, row, planeStride);
        else if (width >= SimdWidth.V256 && Avx2.IsSupported) V256(source, pixelBytes, taps, row, planeStride);
        else V128(source, pixelBytes, taps, row, planeStride);
    }

    /// <remarks>Leaves alone the columns before <paramref name="from"/>.</remarks>
    public static void Scalar(ReadOnlySpan<byte> source, int pixelBytes, LinearTaps taps, Span<short> row, int planeStride, int from)
    {
        ReadOnlySpan<int> offsets = taps.Offsets;
        ReadOnlySpan<short> weights = taps.Weights;
        int planes = pixelBytes == 1 ? 1 : 3;
        for (int plane = 0; plane < planes; plane++)
        {
            Span<short> target = row.Slice(plane * planeStride, offsets.Length);
            for (int i = from; i < target.Length; i++)
            {
                int at = offsets[i] + plane;
                target[i] = (short)((weights[2 * i] * source[at] + weights[2 * i + 1] * source[at + taps.NeighbourStep]) >> 4);
            }
        }
    }

    public static void V128(ReadOnlySpan<byte> source, int pixelBytes, LinearTaps taps, Span<short> row, int planeStride)
    {
        ref byte pixels = ref MemoryMarshal.GetReference(source);
        ref int offsets = ref MemoryMarshal.GetReference(taps.Offsets);
        ref short weights = ref MemoryMarshal.GetReference(taps.Weights);
        ref short target = ref MemoryMarshal.GetReference(row);
        Vector128<byte> order = Gather(pixelBytes);
        nuint stride = (nuint)planeStride;
        int safe = Safe(source, taps), i = 0;
        for (; i + 8 <= safe; i += 8)
        {
            nuint at = (nuint)i;
            Vector128<short> firstWeights = Vector128.LoadUnsafe(ref weights, 2 * at);
            Vector128<short> secondWeights = Vector128.LoadUnsafe(ref weights, 2 * at + 8);
            Four(ref pixels, ref Unsafe.Add(ref offsets, i), order, firstWeights, out Vector128<int> red0, out Vector128<int> green0, out Vector128<int> blue0);
            Four(ref pixels, ref Unsafe.Add(ref offsets, i + 4), order, secondWeights, out Vector128<int> red1, out Vector128<int> green1, out Vector128<int> blue1);
            Vector128.NarrowWithSaturation(red0, red1).StoreUnsafe(ref target, at);
            Vector128.NarrowWithSaturation(green0, green1).StoreUnsafe(ref target, at + stride);
            Vector128.NarrowWithSaturation(blue0, blue1).StoreUnsafe(ref target, at + 2 * stride);
        }

        Scalar(source, pixelBytes, taps, row, planeStride, i);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Four(
            ref byte pixels, ref int offsets, Vector128<byte> order, Vector128<short> weights,
            out Vector128<int> red, out Vector128<int> green, out Vector128<int> blue)
        {
            Vector128<uint> lower = Vector128.ShuffleNative(Two(ref pixels, offsets, Unsafe.Add(ref offsets, 1)), order).AsUInt32();
            Vector128<uint> upper = Vector128.ShuffleNative(Two(ref pixels, Unsafe.Add(ref offsets, 2), Unsafe.Add(ref offsets, 3)), order).AsUInt32();
            // Now 4 × (r0 r1), then 4 × (g0 g1); and 4 × (b0 b1), then nothing.
            (Vector128<ushort> reds, Vector128<ushort> greens) = Vector128.Widen(Lanes.InterleaveLower(lower, upper).AsByte());
            Vector128<ushort> blues = Vector128.WidenLower(Lanes.InterleaveUpper(lower, upper).AsByte());
            red = Lanes.MultiplyAddAdjacent(reds.AsInt16(), weights) >> 4;
            green = Lanes.MultiplyAddAdjacent(greens.AsInt16(), weights) >> 4;
            blue = Lanes.MultiplyAddAdjacent(blues.AsInt16(), weights) >> 4;
        }
    }

    // 16 columns at a time. Every instruction below works within 128-bit lanes, so the pixels are fetched in an order
    // (0 1 4 5, 2 3 6 7) from which unpacking yields columns 0 … 7 in sequence.
    public static void V256(ReadOnlySpan<byte> source, int pixelBytes, LinearTaps taps, Span<short> row, int planeStride)
    {
        ref byte pixels = ref MemoryMarshal.GetReference(source);
        ref int offsets = ref MemoryMarshal.GetReference(taps.Offsets);
        ref short weights = ref MemoryMarshal.GetReference(taps.Weights);
        ref short target = ref MemoryMarshal.GetReference(row);
        Vector256<byte> order = Vector256.Create(Gather(pixelBytes), Gather(pixelBytes));
        nuint stride = (nuint)planeStride;
        int safe = Safe(source, taps), i = 0;
        for (; i + 16 <= safe; i += 16)
        {
            nuint at = (nuint)i;
            Vector256<short> firstWeights = Vector256.LoadUnsafe(ref weights, 2 * at);
            Vector256<short> secondWeights = Vector256.LoadUnsafe(ref weights, 2 * at + 16);
            Eight(ref pixels, ref Unsafe.Add(ref offsets, i), order, firstWeights, out Vector256<int> red0, out Vector256<int> green0, out Vector256<int> blue0);
            Eight(ref pixels, ref Unsafe.Add(ref offsets, i + 8), order, secondWeights, out Vector256<int> red1, out Vector256<int> green1, out Vector256<int> blue1);
            Pack(red0, red1).StoreUnsafe(ref target, at);
            Pack(green0, green1).StoreUnsafe(ref target, at + stride);
            Pack(blue0, blue1).StoreUnsafe(ref target, at + 2 * stride);
        }

        Scalar(source, pixelBytes, taps, row, planeStride, i);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Eight(
            ref byte pixels, ref int offsets, Vector256<byte> order, Vector256<short> weights,
            out Vector256<int> red, out Vector256<int> green, out Vector256<int> blue)
        {
            Vector256<uint> outer = Avx2.Shuffle(Fetch(ref pixels, ref offsets, 0), order).AsUInt32();
            Vector256<uint> inner = Avx2.Shuffle(Fetch(ref pixels, ref offsets, 2), order).AsUInt32();
            Vector256<byte> redGreen = Avx2.UnpackLow(outer, inner).AsByte(), rest = Avx2.UnpackHigh(outer, inner).AsByte();
            red = Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(redGreen, Vector256<byte>.Zero).AsInt16(), weights) >> 4;
            green = Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(redGreen, Vector256<byte>.Zero).AsInt16(), weights) >> 4;
            blue = Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(rest, Vector256<byte>.Zero).AsInt16(), weights) >> 4;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<byte> Fetch(ref byte pixels, ref int offsets, int from) => Vector256.Create(
            Two(ref pixels, Unsafe.Add(ref offsets, from), Unsafe.Add(ref offsets, from + 1)),
            Two(ref pixels, Unsafe.Add(ref offsets, from + 4), Unsafe.Add(ref offsets, from + 5)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<short> Pack(Vector256<int> lower, Vector256<int> upper) =>
            Avx2.Permute4x64(Avx2.PackSignedSaturate(lower, upper).AsInt64(), 0b11_01_10_00).AsInt16();
    }

    // 32 columns at a time, fetched 0 1 4 5 8 9 12 13 and 2 3 6 7 10 11 14 15: see V256.
    public static void V512(ReadOnlySpan<byte> source, int pixelBytes, LinearTaps taps, Span<short> row, int planeStride)
    {
        ref byte pixels = ref MemoryMarshal.GetReference(source);
        ref int offsets = ref MemoryMarshal.GetReference(taps.Offsets);
        ref short weights = ref MemoryMarshal.GetReference(taps.Weights);
        ref short target = ref MemoryMarshal.GetReference(row);
        Vector256<byte> halfOrder = Vector256.Create(Gather(pixelBytes), Gather(pixelBytes));
        Vector512<byte> order = Vector512.Create(halfOrder, halfOrder);
        nuint stride = (nuint)planeStride;
        int safe = Safe(source, taps), i = 0;
        for (; i + 32 <= safe; i += 32)
        {
            nuint at = (nuint)i;
            Vector512<short> firstWeights = Vector512.LoadUnsafe(ref weights, 2 * at);
            Vector512<short> secondWeights = Vector512.LoadUnsafe(ref weights, 2 * at + 32);
            Sixteen(ref pixels, ref Unsafe.Add(ref offsets, i), order, firstWeights, out Vector512<int> red0, out Vector512<int> green0, out Vector512<int> blue0);
            Sixteen(ref pixels, ref Unsafe.Add(ref offsets, i + 16), order, secondWeights, out Vector512<int> red1, out Vector512<int> green1, out Vector512<int> blue1);
            Vector512.Narrow(red0, red1).StoreUnsafe(ref target, at);
            Vector512.Narrow(green0, green1).StoreUnsafe(ref target, at + stride);
            Vector512.Narrow(blue0, blue1).StoreUnsafe(ref target, at + 2 * stride);
        }

        Scalar(source, pixelBytes, taps, row, planeStride, i);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Sixteen(
            ref byte pixels, ref int offsets, Vector512<byte> order, Vector512<short> weights,
            out Vector512<int> red, out Vector512<int> green, out Vector512<int> blue)
        {
            Vector512<uint> outer = Avx512BW.Shuffle(Fetch(ref pixels, ref offsets, 0), order).AsUInt32();
            Vector512<uint> inner = Avx512BW.Shuffle(Fetch(ref pixels, ref offsets, 2), order).AsUInt32();
            Vector512<byte> redGreen = Avx512F.UnpackLow(outer, inner).AsByte(), rest = Avx512F.UnpackHigh(outer, inner).AsByte();
            red = Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(redGreen, Vector512<byte>.Zero).AsInt16(), weights) >> 4;
            green = Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(redGreen, Vector512<byte>.Zero).AsInt16(), weights) >> 4;
            blue = Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(rest, Vector512<byte>.Zero).AsInt16(), weights) >> 4;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector512<byte> Fetch(ref byte pixels, ref int offsets, int from) => Vector512.Create(
            Vector256.Create(
                Two(ref pixels, Unsafe.Add(ref offsets, from), Unsafe.Add(ref offsets, from + 1)),
                Two(ref pixels, Unsafe.Add(ref offsets, from + 4), Unsafe.Add(ref offsets, from + 5))),
            Vector256.Create(
                Two(ref pixels, Unsafe.Add(ref offsets, from + 8), Unsafe.Add(ref offsets, from + 9)),
                Two(ref pixels, Unsafe.Add(ref offsets, from + 12), Unsafe.Add(ref offsets, from + 13))));
    }

    /// <summary>Two columns' neighbours, 8 bytes each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Two(ref byte pixels, int first, int second) => Vector128.Create(
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref pixels, first)),
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref pixels, second))).AsByte();

    /// <summary>From two columns' neighbours: (r0 r1)(r0 r1) (g0 g1)(g0 g1) (b0 b1)(b0 b1) and four zeros.</summary>
    private static Vector128<byte> Gather(int pixelBytes) => pixelBytes == 3
        ? Vector128.Create((byte)0, 3, 8, 11, 1, 4, 9, 12, 2, 5, 10, 13, 255, 255, 255, 255)
        : Vector128.Create((byte)0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 255, 255, 255, 255);

    /// <summary>How many columns can be fetched without reading beyond the row.</summary>
    private static int Safe(ReadOnlySpan<byte> source, LinearTaps taps)
    {
        ReadOnlySpan<int> offsets = taps.Offsets;
        int count = offsets.Length;
        while (count > 0 && offsets[count - 1] + LoadBytes > source.Length) count--;
        return count;
    }
}
