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
/// Where to read is irregular: pixels are fetched for two columns at a time, in one load where the columns lie close, else
/// in two, and shuffled into order. A load never reaches beyond the row: the columns at its end go through the scalar code. The last
/// vectors overlap those before. No width is inlined into its caller: what it inlines itself would then exceed the JIT's
/// budget.
/// </remarks>
internal static class RowLerp
{
    /// <param name="width">The widest vectors to use.</param>
    /// <param name="source">One row of pixels, 1, 3 or 4 bytes each; the fourth is ignored.</param>
    /// <param name="pixelBytes">Bytes a pixel.</param>
    /// <param name="taps">The columns.</param>
    /// <param name="row">One plane for one byte a pixel, else three.</param>
    /// <param name="planeStride">Elements from one plane to the next, at least the number of columns.</param>
    public static void Run(SimdWidth width, ReadOnlySpan<byte> source, int pixelBytes, LinearTaps taps, Span<short> row, int planeStride)
    {
        if (taps.NeighbourStep == 0 || width == SimdWidth.Scalar) Scalar(source, pixelBytes, taps, row, planeStride, 0);
        else if (pixelBytes == 1) Gray(source, taps, row);
        else if (taps.FitsVectors) Run<Near>(width, source, pixelBytes, taps, row, planeStride);
        else Run<Apart>(width, source, pixelBytes, taps, row, planeStride);
    }

    private static void Run<TFetch>(SimdWidth width, ReadOnlySpan<byte> source, int pixelBytes, LinearTaps taps, Span<short> row, int planeStride)
        where TFetch : struct, IFetch
    {
        if (width == SimdWidth.V512 && Avx512BW.IsSupported) V512<TFetch>(source, pixelBytes, taps, row, planeStride);
        else if (width >= SimdWidth.V256 && Avx2.IsSupported) V256<TFetch>(source, pixelBytes, taps, row, planeStride);
        else V128<TFetch>(source, pixelBytes, taps, row, planeStride);
    }

    /// <remarks>Leaves alone the columns before <paramref name="from"/>.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
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

    /// <summary>One-byte pixels, eight columns at a time; more than 128 bits do not pay, since each load serves four columns at most.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Gray(ReadOnlySpan<byte> source, LinearTaps taps, Span<short> row)
    {
        ref byte pixels = ref MemoryMarshal.GetReference(source);
        ref int offsets = ref MemoryMarshal.GetReference(taps.Offsets);
        ref short weights = ref MemoryMarshal.GetReference(taps.Weights);
        ref byte orders = ref MemoryMarshal.GetReference(taps.GrayOrders);
        ref short target = ref MemoryMarshal.GetReference(row);
        bool near = taps.FitsVectors;
        // The shuffles are those of whole groups of four: the last eight columns begin with one.
        int safe = Safe(source, taps, near ? 16 : 2) & ~3, last = safe - 8;
        if (last < 0)
        {
            Scalar(source, 1, taps, row, row.Length, 0);
            return;
        }

        for (int i = 0; ; i = Math.Min(i + 8, last))
        {
            Vector128<int> lower = Four(ref pixels, ref Unsafe.Add(ref offsets, i), ref Unsafe.Add(ref orders, 4 * i), ref Unsafe.Add(ref weights, 2 * i), near);
            Vector128<int> upper = Four(ref pixels, ref Unsafe.Add(ref offsets, i + 4), ref Unsafe.Add(ref orders, 4 * i + 16), ref Unsafe.Add(ref weights, 2 * i + 8), near);
            Vector128.NarrowWithSaturation(lower, upper).StoreUnsafe(ref target, (nuint)i);
            if (i == last) break;
        }

        Scalar(source, 1, taps, row, row.Length, safe);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector128<int> Four(ref byte pixels, ref int offsets, ref byte orders, ref short weights, bool near)
        {
            Vector128<byte> fetched = near
                ? Vector128.LoadUnsafe(ref Unsafe.Add(ref pixels, offsets))
                : Vector128.Create(
                    Pair(ref pixels, offsets), Pair(ref pixels, Unsafe.Add(ref offsets, 1)),
                    Pair(ref pixels, Unsafe.Add(ref offsets, 2)), Pair(ref pixels, Unsafe.Add(ref offsets, 3))).AsByte();
            return Lanes.MultiplyAddAdjacent(Vector128.ShuffleNative(fetched, Vector128.LoadUnsafe(ref orders)).AsInt16(), Vector128.LoadUnsafe(ref weights)) >> 4;
        }

        static uint Pair(ref byte pixels, int offset) => Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref pixels, offset));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void V128<TFetch>(ReadOnlySpan<byte> source, int pixelBytes, LinearTaps taps, Span<short> row, int planeStride)
        where TFetch : struct, IFetch
    {
        ref byte pixels = ref MemoryMarshal.GetReference(source);
        ref int offsets = ref MemoryMarshal.GetReference(taps.Offsets);
        ref short weights = ref MemoryMarshal.GetReference(taps.Weights);
        ref short target = ref MemoryMarshal.GetReference(row);
        ref byte orders = ref MemoryMarshal.GetReference(taps.Orders);
        nuint stride = (nuint)planeStride;
        int safe = Safe(source, taps, TFetch.Bytes), last = safe - 8;
        if (last < 0)
        {
            Scalar(source, pixelBytes, taps, row, planeStride, 0);
            return;
        }

        for (int i = 0; ; i = Math.Min(i + 8, last))
        {
            nuint at = (nuint)i;
            Vector128<short> firstWeights = Vector128.LoadUnsafe(ref weights, 2 * at);
            Vector128<short> secondWeights = Vector128.LoadUnsafe(ref weights, 2 * at + 8);
            Four(ref pixels, ref Unsafe.Add(ref offsets, i), ref Unsafe.Add(ref orders, 8 * i), firstWeights, out Vector128<int> red0, out Vector128<int> green0, out Vector128<int> blue0);
            Four(ref pixels, ref Unsafe.Add(ref offsets, i + 4), ref Unsafe.Add(ref orders, 8 * (i + 4)), secondWeights, out Vector128<int> red1, out Vector128<int> green1, out Vector128<int> blue1);
            Vector128.NarrowWithSaturation(red0, red1).StoreUnsafe(ref target, at);
            Vector128.NarrowWithSaturation(green0, green1).StoreUnsafe(ref target, at + stride);
            Vector128.NarrowWithSaturation(blue0, blue1).StoreUnsafe(ref target, at + 2 * stride);
            if (i == last) break;
        }

        Scalar(source, pixelBytes, taps, row, planeStride, safe);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Four(
            ref byte pixels, ref int offsets, ref byte orders, Vector128<short> weights,
            out Vector128<int> red, out Vector128<int> green, out Vector128<int> blue)
        {
            Vector128<uint> lower = Vector128.ShuffleNative(TFetch.Two(ref pixels, ref offsets), Vector128.LoadUnsafe(ref orders)).AsUInt32();
            Vector128<uint> upper = Vector128.ShuffleNative(TFetch.Two(ref pixels, ref Unsafe.Add(ref offsets, 2)), Vector128.LoadUnsafe(ref orders, 16)).AsUInt32();
            // Now 4 × (r0 r1), then 4 × (g0 g1); and 4 × (b0 b1), then nothing.
            (Vector128<ushort> reds, Vector128<ushort> greens) = Vector128.Widen(Lanes.InterleaveLower(lower, upper).AsByte());
            Vector128<ushort> blues = Vector128.WidenLower(Lanes.InterleaveUpper(lower, upper).AsByte());
            red = Lanes.MultiplyAddAdjacent(reds.AsInt16(), weights) >> 4;
            green = Lanes.MultiplyAddAdjacent(greens.AsInt16(), weights) >> 4;
            blue = Lanes.MultiplyAddAdjacent(blues.AsInt16(), weights) >> 4;
        }
    }

    // 16 columns at a time. Unpacking works within 128-bit lanes, so that eight columns come out as 0 1 4 5, 2 3 6 7: the
    // weights are brought into that order, and the result out of it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void V256<TFetch>(ReadOnlySpan<byte> source, int pixelBytes, LinearTaps taps, Span<short> row, int planeStride)
        where TFetch : struct, IFetch
    {
        ref byte pixels = ref MemoryMarshal.GetReference(source);
        ref int offsets = ref MemoryMarshal.GetReference(taps.Offsets);
        ref short weights = ref MemoryMarshal.GetReference(taps.Weights);
        ref byte orders = ref MemoryMarshal.GetReference(taps.Orders);
        ref short target = ref MemoryMarshal.GetReference(row);
        nuint stride = (nuint)planeStride;
        int safe = Safe(source, taps, TFetch.Bytes), last = safe - 16;
        if (last < 0)
        {
            V128<TFetch>(source, pixelBytes, taps, row, planeStride);
            return;
        }

        for (int i = 0; ; i = Math.Min(i + 16, last))
        {
            nuint at = (nuint)i;
            Eight(ref pixels, ref Unsafe.Add(ref offsets, i), ref Unsafe.Add(ref orders, 8 * i), ref Unsafe.Add(ref weights, 2 * i),
                out Vector256<int> red0, out Vector256<int> green0, out Vector256<int> blue0);
            Eight(ref pixels, ref Unsafe.Add(ref offsets, i + 8), ref Unsafe.Add(ref orders, 8 * i + 64), ref Unsafe.Add(ref weights, 2 * i + 16),
                out Vector256<int> red1, out Vector256<int> green1, out Vector256<int> blue1);
            Pack(red0, red1).StoreUnsafe(ref target, at);
            Pack(green0, green1).StoreUnsafe(ref target, at + stride);
            Pack(blue0, blue1).StoreUnsafe(ref target, at + 2 * stride);
            if (i == last) break;
        }

        Scalar(source, pixelBytes, taps, row, planeStride, safe);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Eight(
            ref byte pixels, ref int offsets, ref byte orders, ref short weights,
            out Vector256<int> red, out Vector256<int> green, out Vector256<int> blue)
        {
            Vector256<uint> lower = Avx2.Shuffle(
                Vector256.Create(TFetch.Two(ref pixels, ref offsets), TFetch.Two(ref pixels, ref Unsafe.Add(ref offsets, 2))),
                Vector256.LoadUnsafe(ref orders)).AsUInt32();
            Vector256<uint> upper = Avx2.Shuffle(
                Vector256.Create(TFetch.Two(ref pixels, ref Unsafe.Add(ref offsets, 4)), TFetch.Two(ref pixels, ref Unsafe.Add(ref offsets, 6))),
                Vector256.LoadUnsafe(ref orders, 32)).AsUInt32();
            Vector256<short> shares = Avx2.Permute4x64(Vector256.LoadUnsafe(ref weights).AsInt64(), 0b11_01_10_00).AsInt16();
            Vector256<byte> redGreen = Avx2.UnpackLow(lower, upper).AsByte(), rest = Avx2.UnpackHigh(lower, upper).AsByte();
            red = Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(redGreen, Vector256<byte>.Zero).AsInt16(), shares) >> 4;
            green = Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(redGreen, Vector256<byte>.Zero).AsInt16(), shares) >> 4;
            blue = Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(rest, Vector256<byte>.Zero).AsInt16(), shares) >> 4;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<short> Pack(Vector256<int> lower, Vector256<int> upper) =>
            Avx2.PermuteVar8x32(Avx2.PackSignedSaturate(lower, upper).AsInt32(), Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7)).AsInt16();
    }

    // 32 columns at a time; sixteen come out as 0 1 8 9, 2 3 10 11, 4 5 12 13, 6 7 14 15: see V256.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void V512<TFetch>(ReadOnlySpan<byte> source, int pixelBytes, LinearTaps taps, Span<short> row, int planeStride)
        where TFetch : struct, IFetch
    {
        ref byte pixels = ref MemoryMarshal.GetReference(source);
        ref int offsets = ref MemoryMarshal.GetReference(taps.Offsets);
        ref short weights = ref MemoryMarshal.GetReference(taps.Weights);
        ref byte orders = ref MemoryMarshal.GetReference(taps.Orders);
        ref short target = ref MemoryMarshal.GetReference(row);
        nuint stride = (nuint)planeStride;
        int safe = Safe(source, taps, TFetch.Bytes), last = safe - 32;
        if (last < 0)
        {
            V256<TFetch>(source, pixelBytes, taps, row, planeStride);
            return;
        }

        for (int i = 0; ; i = Math.Min(i + 32, last))
        {
            nuint at = (nuint)i;
            Sixteen(ref pixels, ref Unsafe.Add(ref offsets, i), ref Unsafe.Add(ref orders, 8 * i), ref Unsafe.Add(ref weights, 2 * i),
                out Vector512<int> red0, out Vector512<int> green0, out Vector512<int> blue0);
            Sixteen(ref pixels, ref Unsafe.Add(ref offsets, i + 16), ref Unsafe.Add(ref orders, 8 * i + 128), ref Unsafe.Add(ref weights, 2 * i + 32),
                out Vector512<int> red1, out Vector512<int> green1, out Vector512<int> blue1);
            Pack(red0, red1).StoreUnsafe(ref target, at);
            Pack(green0, green1).StoreUnsafe(ref target, at + stride);
            Pack(blue0, blue1).StoreUnsafe(ref target, at + 2 * stride);
            if (i == last) break;
        }

        Scalar(source, pixelBytes, taps, row, planeStride, safe);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Sixteen(
            ref byte pixels, ref int offsets, ref byte orders, ref short weights,
            out Vector512<int> red, out Vector512<int> green, out Vector512<int> blue)
        {
            Vector512<uint> lower = Avx512BW.Shuffle(Fetch(ref pixels, ref offsets), Vector512.LoadUnsafe(ref orders)).AsUInt32();
            Vector512<uint> upper = Avx512BW.Shuffle(Fetch(ref pixels, ref Unsafe.Add(ref offsets, 8)), Vector512.LoadUnsafe(ref orders, 64)).AsUInt32();
            Vector512<short> shares = Avx512F.PermuteVar8x64(
                Vector512.LoadUnsafe(ref weights).AsInt64(), Vector512.Create(0L, 4, 1, 5, 2, 6, 3, 7)).AsInt16();
            Vector512<byte> redGreen = Avx512F.UnpackLow(lower, upper).AsByte(), rest = Avx512F.UnpackHigh(lower, upper).AsByte();
            red = Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(redGreen, Vector512<byte>.Zero).AsInt16(), shares) >> 4;
            green = Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(redGreen, Vector512<byte>.Zero).AsInt16(), shares) >> 4;
            blue = Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(rest, Vector512<byte>.Zero).AsInt16(), shares) >> 4;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector512<byte> Fetch(ref byte pixels, ref int offsets) => Vector512.Create(
            Vector256.Create(TFetch.Two(ref pixels, ref offsets), TFetch.Two(ref pixels, ref Unsafe.Add(ref offsets, 2))),
            Vector256.Create(TFetch.Two(ref pixels, ref Unsafe.Add(ref offsets, 4)), TFetch.Two(ref pixels, ref Unsafe.Add(ref offsets, 6))));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector512<short> Pack(Vector512<int> lower, Vector512<int> upper) => Avx512F.PermuteVar16x32(
            Avx512BW.PackSignedSaturate(lower, upper).AsInt32(),
            Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)).AsInt16();
    }

    /// <summary>How many columns can be fetched, two by two, without reading beyond the row.</summary>
    private static int Safe(ReadOnlySpan<byte> source, LinearTaps taps, int fetchBytes)
    {
        ReadOnlySpan<int> offsets = taps.Offsets;
        int count = offsets.Length;
        while (count > 0 && offsets[count - 1] + fetchBytes > source.Length) count--;
        return count & ~1;
    }

    /// <summary>Two columns' pixels, as <see cref="LinearTaps.Orders"/> expects them.</summary>
    private interface IFetch
    {
        /// <summary>Bytes read from an offset on.</summary>
        static abstract int Bytes { get; }

        static abstract Vector128<byte> Two(ref byte pixels, ref int offsets);
    }

    private readonly struct Near : IFetch
    {
        public static int Bytes => 16;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<byte> Two(ref byte pixels, ref int offsets) => Vector128.LoadUnsafe(ref Unsafe.Add(ref pixels, offsets));
    }

    private readonly struct Apart : IFetch
    {
        public static int Bytes => 8;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<byte> Two(ref byte pixels, ref int offsets) => Vector128.Create(
            Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref pixels, offsets)),
            Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref pixels, Unsafe.Add(ref offsets, 1)))).AsByte();
    }
}
