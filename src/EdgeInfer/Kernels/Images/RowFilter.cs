using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EdgeInfer.Kernels;

/// <summary>The horizontal half of PIL's 8-bit resize: interleaved pixels, each output a weighted sum of neighbours, to planar levels.</summary>
/// <remarks>
/// Two pixels are taken at a time and multiplied as 16-bit pairs. A weight has 23 bits, so it is split into its upper 12
/// and lower 11, summed apart and put together at the end; no sum exceeds 31 bits. One row's taps hardly fill more than
/// 128 bits: wider vectors take two or four rows at a time, which also share the weights. No width is inlined
/// into its caller: what it inlines itself would then exceed the JIT's budget. Pooled: dispose once.
/// </remarks>
internal readonly ref struct RowFilter
{
    private const int LowBits = 11;
    private const int LoadBytes = 8;

    private readonly AntialiasedTaps _taps;
    private readonly int _pixelBytes;
    private readonly short[] _pairs;
    private readonly int _fetchable;

    /// <param name="taps">The columns; they outlive this.</param>
    /// <param name="pixelBytes">Bytes a pixel: 1, 3 or 4; the fourth is ignored.</param>
    /// <param name="rowBytes">Bytes of a source row.</param>
    public RowFilter(AntialiasedTaps taps, int pixelBytes, int rowBytes)
    {
        _taps = taps;
        _pixelBytes = pixelBytes;
        // A pair's upper halves, then its lower ones.
        _pairs = ArrayPool<short>.Shared.Rent(checked(2 * taps.Stride * taps.Count));
        _fetchable = taps.Count;
        for (int i = 0; i < taps.Count; i++)
        {
            ReadOnlySpan<int> weights = taps.EvenWeights(i);
            Span<short> pairs = _pairs.AsSpan(2 * taps.Stride * i, 2 * weights.Length);
            for (int k = 0; k < weights.Length; k += 2)
            {
                pairs[2 * k] = (short)(weights[k] >> LowBits);
                pairs[2 * k + 1] = (short)(weights[k + 1] >> LowBits);
                pairs[2 * k + 2] = (short)(weights[k] & ((1 << LowBits) - 1));
                pairs[2 * k + 3] = (short)(weights[k + 1] & ((1 << LowBits) - 1));
            }

            int lastPair = (taps.Starts[i] + weights.Length - 2) * pixelBytes;
            if (lastPair + LoadBytes > rowBytes) _fetchable = Math.Min(_fetchable, i);
        }
    }

    /// <summary>No more rows than this are taken at a time.</summary>
    public const int MaxRows = 4;

    /// <summary>How many rows this width takes at a time where there are as many.</summary>
    public static int RowsAtOnce(SimdWidth simd) =>
        simd == SimdWidth.V512 && Avx512BW.IsSupported ? MaxRows : simd >= SimdWidth.V256 && Avx2.IsSupported ? 2 : 1;

    /// <param name="simd">The widest vectors to use.</param>
    /// <param name="source">The picture's rows to resize, the first at its start.</param>
    /// <param name="rows">How many: 1, or as many as <see cref="RowsAtOnce"/> says.</param>
    /// <param name="sourceStride">Bytes from one row to the next.</param>
    /// <param name="levels">For each row one plane for one byte a pixel, else three.</param>
    /// <param name="planeStride">Elements from one plane to the next, at least the number of columns.</param>
    public void Run(SimdWidth simd, ReadOnlySpan<byte> source, int rows, int sourceStride, Span<byte> levels, int planeStride)
    {
        int from = 0;
        if (_pixelBytes > 1 && _fetchable >= 4 && simd != SimdWidth.Scalar)
        {
            from = _fetchable & ~3;
            if (rows == 1) V128(source, levels, planeStride);
            else if (rows == 2) V256(source, sourceStride, levels, planeStride);
            else V512(source, sourceStride, levels, planeStride);
        }

        int rowLength = levels.Length / rows;
        for (int row = 0; row < rows; row++) Scalar(source[(row * sourceStride)..], levels.Slice(row * rowLength, rowLength), planeStride, from);
    }

    /// <param name="source">One row of pixels.</param>
    /// <param name="levels">Where to.</param>
    /// <param name="planeStride">Elements from one plane to the next.</param>
    /// <param name="from">The first column to write.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Scalar(ReadOnlySpan<byte> source, Span<byte> levels, int planeStride, int from)
    {
        int planes = _pixelBytes == 1 ? 1 : 3;
        for (int plane = 0; plane < planes; plane++)
        {
            Span<byte> target = levels.Slice(plane * planeStride, _taps.Count);
            for (int i = from; i < target.Length; i++)
            {
                int sum = 1 << (AntialiasedTaps.Bits - 1), at = _taps.Starts[i] * _pixelBytes + plane;
                foreach (int weight in _taps.Weights(i))
                {
                    sum += weight * source[at];
                    at += _pixelBytes;
                }

                target[i] = (byte)Math.Clamp(sum >> AntialiasedTaps.Bits, 0, 255);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void V128(ReadOnlySpan<byte> source, Span<byte> levels, int planeStride)
    {
        ref byte pixels = ref MemoryMarshal.GetReference(source);
        ref short pairs = ref MemoryMarshal.GetArrayDataReference(_pairs);
        ref byte target = ref MemoryMarshal.GetReference(levels);
        ReadOnlySpan<int> starts = _taps.Starts, counts = _taps.Counts;
        int stride = 2 * _taps.Stride, pixelBytes = _pixelBytes;
        Vector128<byte> order = PairOrder(pixelBytes);
        for (int i = 0; i + 4 <= _fetchable; i += 4)
        {
            // One byte of each column, the first in the lowest: a channel's four levels are then one 32-bit lane.
            Vector128<int> four = Vector128<int>.Zero;
            for (int column = i; column < i + 4; column++)
            {
                Vector128<int> sum = Sum(
                    ref Unsafe.Add(ref pixels, starts[column] * pixelBytes), pixelBytes, counts[column], ref Unsafe.Add(ref pairs, column * stride), order);
                four = (four >>> 8) | (sum << 24);
            }

            Store(four, ref Unsafe.Add(ref target, i), planeStride);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector128<int> Sum(ref byte at, int pixelBytes, int count, ref short pairs, Vector128<byte> order)
        {
            Vector128<int> high = Vector128<int>.Zero, low = Vector128.Create(1 << (AntialiasedTaps.Bits - 1));
            ref int weights = ref Unsafe.As<short, int>(ref pairs);
            for (; count > 0; count -= 2)
            {
                Vector128<short> two = Vector128.ShuffleNative(Pixels(ref at, 0), order).AsInt16();
                high += Lanes.MultiplyAddAdjacent(two, Vector128.Create(weights).AsInt16());
                low += Lanes.MultiplyAddAdjacent(two, Vector128.Create(Unsafe.Add(ref weights, 1)).AsInt16());
                at = ref Unsafe.Add(ref at, 2 * pixelBytes);
                weights = ref Unsafe.Add(ref weights, 2);
            }

            return Vector128.Min(Vector128.Max(((high << LowBits) + low) >> AntialiasedTaps.Bits, Vector128<int>.Zero), Vector128.Create(255));
        }
    }

    // Two rows, 128 bits each: see V128.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void V256(ReadOnlySpan<byte> source, int sourceStride, Span<byte> levels, int planeStride)
    {
        ref byte pixels = ref MemoryMarshal.GetReference(source);
        ref short pairs = ref MemoryMarshal.GetArrayDataReference(_pairs);
        ref byte target = ref MemoryMarshal.GetReference(levels);
        ReadOnlySpan<int> starts = _taps.Starts, counts = _taps.Counts;
        int stride = 2 * _taps.Stride, pixelBytes = _pixelBytes, rowLength = levels.Length / 2;
        Vector256<byte> order = Vector256.Create(PairOrder(pixelBytes), PairOrder(pixelBytes));
        for (int i = 0; i + 4 <= _fetchable; i += 4)
        {
            Vector256<int> four = Vector256<int>.Zero;
            for (int column = i; column < i + 4; column++)
            {
                Vector256<int> sum = Sum(
                    ref Unsafe.Add(ref pixels, starts[column] * pixelBytes), pixelBytes, sourceStride, counts[column], ref Unsafe.Add(ref pairs, column * stride), order);
                four = (four >>> 8) | (sum << 24);
            }

            Store(four.GetLower(), ref Unsafe.Add(ref target, i), planeStride);
            Store(four.GetUpper(), ref Unsafe.Add(ref target, rowLength + i), planeStride);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<int> Sum(ref byte at, int pixelBytes, int sourceStride, int count, ref short pairs, Vector256<byte> order)
        {
            Vector256<int> high = Vector256<int>.Zero, low = Vector256.Create(1 << (AntialiasedTaps.Bits - 1));
            ref int weights = ref Unsafe.As<short, int>(ref pairs);
            for (; count > 0; count -= 2)
            {
                Vector256<short> two = Avx2.Shuffle(Vector256.Create(Pixels(ref at, 0), Pixels(ref at, sourceStride)), order).AsInt16();
                high += Avx2.MultiplyAddAdjacent(two, Vector256.Create(weights).AsInt16());
                low += Avx2.MultiplyAddAdjacent(two, Vector256.Create(Unsafe.Add(ref weights, 1)).AsInt16());
                at = ref Unsafe.Add(ref at, 2 * pixelBytes);
                weights = ref Unsafe.Add(ref weights, 2);
            }

            return Vector256.Min(Vector256.Max(((high << LowBits) + low) >> AntialiasedTaps.Bits, Vector256<int>.Zero), Vector256.Create(255));
        }
    }

    // Four rows, 128 bits each: see V128.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void V512(ReadOnlySpan<byte> source, int sourceStride, Span<byte> levels, int planeStride)
    {
        ref byte pixels = ref MemoryMarshal.GetReference(source);
        ref short pairs = ref MemoryMarshal.GetArrayDataReference(_pairs);
        ref byte target = ref MemoryMarshal.GetReference(levels);
        ReadOnlySpan<int> starts = _taps.Starts, counts = _taps.Counts;
        int stride = 2 * _taps.Stride, pixelBytes = _pixelBytes, rowLength = levels.Length / 4;
        Vector512<byte> order = Vector512.Create(Vector256.Create(PairOrder(pixelBytes), PairOrder(pixelBytes)), Vector256.Create(PairOrder(pixelBytes), PairOrder(pixelBytes)));
        for (int i = 0; i + 4 <= _fetchable; i += 4)
        {
            Vector512<int> four = Vector512<int>.Zero;
            for (int column = i; column < i + 4; column++)
            {
                Vector512<int> sum = Sum(
                    ref Unsafe.Add(ref pixels, starts[column] * pixelBytes), pixelBytes, sourceStride, counts[column], ref Unsafe.Add(ref pairs, column * stride), order);
                four = (four >>> 8) | (sum << 24);
            }

            Store(four.GetLower().GetLower(), ref Unsafe.Add(ref target, i), planeStride);
            Store(four.GetLower().GetUpper(), ref Unsafe.Add(ref target, rowLength + i), planeStride);
            Store(four.GetUpper().GetLower(), ref Unsafe.Add(ref target, 2 * rowLength + i), planeStride);
            Store(four.GetUpper().GetUpper(), ref Unsafe.Add(ref target, 3 * rowLength + i), planeStride);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector512<int> Sum(ref byte at, int pixelBytes, int sourceStride, int count, ref short pairs, Vector512<byte> order)
        {
            Vector512<int> high = Vector512<int>.Zero, low = Vector512.Create(1 << (AntialiasedTaps.Bits - 1));
            ref int weights = ref Unsafe.As<short, int>(ref pairs);
            for (; count > 0; count -= 2)
            {
                Vector512<short> two = Avx512BW.Shuffle(Vector512.Create(
                    Vector256.Create(Pixels(ref at, 0), Pixels(ref at, sourceStride)),
                    Vector256.Create(Pixels(ref at, 2 * sourceStride), Pixels(ref at, 3 * sourceStride))), order).AsInt16();
                high += Avx512BW.MultiplyAddAdjacent(two, Vector512.Create(weights).AsInt16());
                low += Avx512BW.MultiplyAddAdjacent(two, Vector512.Create(Unsafe.Add(ref weights, 1)).AsInt16());
                at = ref Unsafe.Add(ref at, 2 * pixelBytes);
                weights = ref Unsafe.Add(ref weights, 2);
            }

            return Vector512.Min(Vector512.Max(((high << LowBits) + low) >> AntialiasedTaps.Bits, Vector512<int>.Zero), Vector512.Create(255));
        }
    }

    /// <summary>Two pixels and what follows them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Pixels(ref byte pixels, int offset) =>
        Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref pixels, offset))).AsByte();

    /// <summary>The shuffle from two pixels to 16-bit pairs: r0 r1, g0 g1, b0 b1 and two zeros.</summary>
    public static Vector128<byte> PairOrder(int pixelBytes) => pixelBytes == 3
        ? Vector128.Create((byte)0, 255, 3, 255, 1, 255, 4, 255, 2, 255, 5, 255, 255, 255, 255, 255)
        : Vector128.Create((byte)0, 255, 4, 255, 1, 255, 5, 255, 2, 255, 6, 255, 255, 255, 255, 255);

    /// <summary>Four columns of one row, a channel a lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<int> four, ref byte target, int planeStride)
    {
        Unsafe.WriteUnaligned(ref target, four[0]);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, planeStride), four[1]);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, 2 * planeStride), four[2]);
    }

    public void Dispose() => ArrayPool<short>.Shared.Return(_pairs);
}
