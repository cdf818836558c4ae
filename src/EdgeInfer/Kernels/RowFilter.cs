using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>The horizontal half of PIL's 8-bit resize: interleaved pixels, each output a weighted sum of neighbours, to planar levels.</summary>
/// <remarks>
/// Two pixels are taken at a time and multiplied as 16-bit pairs. A weight has 23 bits, so it is split into its upper 12
/// and lower 11, summed apart and put together at the end; no sum exceeds 31 bits. Pooled: dispose once.
/// </remarks>
internal readonly ref struct RowFilter
{
    private const int LowBits = 11;
    private const int LoadBytes = 8;

    private readonly TriangleTaps _taps;
    private readonly int _pixelBytes;
    private readonly short[] _pairs;
    private readonly int _fetchable;

    /// <param name="taps">The columns; they outlive this.</param>
    /// <param name="pixelBytes">Bytes a pixel: 1, 3 or 4; the fourth is ignored.</param>
    /// <param name="rowBytes">Bytes of a source row.</param>
    public RowFilter(TriangleTaps taps, int pixelBytes, int rowBytes)
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

    /// <param name="simd">The widest vectors to use; more than 128 bits do not pay, since a column's taps hardly fill them.</param>
    /// <param name="source">One row of pixels.</param>
    /// <param name="levels">One plane for one byte a pixel, else three.</param>
    /// <param name="planeStride">Elements from one plane to the next, at least the number of columns.</param>
    public void Run(SimdWidth simd, ReadOnlySpan<byte> source, Span<byte> levels, int planeStride)
    {
        if (_pixelBytes == 1 || simd == SimdWidth.Scalar) Scalar(source, levels, planeStride, 0);
        else V128(source, levels, planeStride);
    }

    /// <param name="source">One row of pixels.</param>
    /// <param name="levels">Where to.</param>
    /// <param name="planeStride">Elements from one plane to the next.</param>
    /// <param name="from">The first column to write.</param>
    public void Scalar(ReadOnlySpan<byte> source, Span<byte> levels, int planeStride, int from)
    {
        int planes = _pixelBytes == 1 ? 1 : 3;
        for (int plane = 0; plane < planes; plane++)
        {
            Span<byte> target = levels.Slice(plane * planeStride, _taps.Count);
            for (int i = from; i < target.Length; i++)
            {
                int sum = 1 << (TriangleTaps.Bits - 1), at = _taps.Starts[i] * _pixelBytes + plane;
                foreach (int weight in _taps.Weights(i))
                {
                    sum += weight * source[at];
                    at += _pixelBytes;
                }

                target[i] = (byte)(sum >> TriangleTaps.Bits);
            }
        }
    }

    /// <inheritdoc cref="Run"/>
    public void V128(ReadOnlySpan<byte> source, Span<byte> levels, int planeStride)
    {
        ref byte pixels = ref MemoryMarshal.GetReference(source);
        ref short pairs = ref MemoryMarshal.GetArrayDataReference(_pairs);
        ref byte target = ref MemoryMarshal.GetReference(levels);
        ReadOnlySpan<int> starts = _taps.Starts, counts = _taps.Counts;
        int stride = 2 * _taps.Stride, pixelBytes = _pixelBytes, i = 0;
        // Two pixels to 16-bit pairs: r0 r1, g0 g1, b0 b1.
        Vector128<byte> order = pixelBytes == 3
            ? Vector128.Create((byte)0, 255, 3, 255, 1, 255, 4, 255, 2, 255, 5, 255, 255, 255, 255, 255)
            : Vector128.Create((byte)0, 255, 4, 255, 1, 255, 5, 255, 2, 255, 6, 255, 255, 255, 255, 255);
        for (; i + 4 <= _fetchable; i += 4)
        {
            // One byte of each column side by side: a channel's four levels are then one 32-bit lane.
            Vector128<int> four = Sum(ref pixels, pixelBytes, starts[i], counts[i], ref Unsafe.Add(ref pairs, i * stride), order)
                | Sum(ref pixels, pixelBytes, starts[i + 1], counts[i + 1], ref Unsafe.Add(ref pairs, (i + 1) * stride), order) << 8
                | Sum(ref pixels, pixelBytes, starts[i + 2], counts[i + 2], ref Unsafe.Add(ref pairs, (i + 2) * stride), order) << 16
                | Sum(ref pixels, pixelBytes, starts[i + 3], counts[i + 3], ref Unsafe.Add(ref pairs, (i + 3) * stride), order) << 24;
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, i), four[0]);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, planeStride + i), four[1]);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, 2 * planeStride + i), four[2]);
        }

        Scalar(source, levels, planeStride, i);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector128<int> Sum(ref byte pixels, int pixelBytes, int start, int count, ref short pairs, Vector128<byte> order)
        {
            Vector128<int> high = Vector128<int>.Zero, low = Vector128.Create(1 << (TriangleTaps.Bits - 1));
            ref byte at = ref Unsafe.Add(ref pixels, start * pixelBytes);
            ref int weights = ref Unsafe.As<short, int>(ref pairs);
            for (; count > 0; count -= 2)
            {
                Vector128<short> two = Vector128.ShuffleNative(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref at)).AsByte(), order).AsInt16();
                high += Lanes.MultiplyAddAdjacent(two, Vector128.Create(weights).AsInt16());
                low += Lanes.MultiplyAddAdjacent(two, Vector128.Create(Unsafe.Add(ref weights, 1)).AsInt16());
                at = ref Unsafe.Add(ref at, 2 * pixelBytes);
                weights = ref Unsafe.Add(ref weights, 2);
            }

            return ((high << LowBits) + low) >> TriangleTaps.Bits;
        }
    }

    public void Dispose() => ArrayPool<short>.Shared.Return(_pairs);
}
