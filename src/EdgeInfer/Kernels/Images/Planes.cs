using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>Neighbouring pixels of an interleaved row to planar 8-bit rows, for pictures that need no resizing.</summary>
internal static class Planes
{
    /// <param name="width">The widest vectors to use; more than 128 bits do not pay, since bytes would have to cross lanes.</param>
    /// <param name="source">Pixels of 1, 3 or 4 bytes; the fourth is ignored.</param>
    /// <param name="pixelBytes">Bytes a pixel.</param>
    /// <param name="levels">One plane for one byte a pixel, else three.</param>
    /// <param name="planeStride">Elements from one plane to the next, at least the number of pixels.</param>
    public static void Run(SimdWidth width, ReadOnlySpan<byte> source, int pixelBytes, Span<byte> levels, int planeStride)
    {
        if (pixelBytes == 1) source.CopyTo(levels);
        else if (width == SimdWidth.Scalar || source.Length < 16 * pixelBytes) Scalar(source, pixelBytes, levels, planeStride);
        else V128(source, pixelBytes, levels, planeStride);
    }

    public static void Scalar(ReadOnlySpan<byte> source, int pixelBytes, Span<byte> levels, int planeStride)
    {
        int planes = pixelBytes == 1 ? 1 : 3;
        for (int plane = 0; plane < planes; plane++)
        {
            Span<byte> target = levels.Slice(plane * planeStride, source.Length / pixelBytes);
            for (int i = 0; i < target.Length; i++) target[i] = source[i * pixelBytes + plane];
        }
    }

    /// <remarks>16 pixels or more; the last vector overlaps the one before.</remarks>
    public static void V128(ReadOnlySpan<byte> source, int pixelBytes, Span<byte> levels, int planeStride)
    {
        ref byte pixels = ref MemoryMarshal.GetReference(source);
        ref byte target = ref MemoryMarshal.GetReference(levels);
        nuint stride = (nuint)planeStride, last = (nuint)(source.Length / pixelBytes - 16);
        for (nuint i = 0; ; i = Math.Min(i + 16, last))
        {
            nuint at = i * (nuint)pixelBytes;
            Vector128<byte> first, second, third;
            if (pixelBytes == 3)
            {
                FromTriples(
                    Vector128.LoadUnsafe(ref pixels, at), Vector128.LoadUnsafe(ref pixels, at + 16), Vector128.LoadUnsafe(ref pixels, at + 32),
                    out first, out second, out third);
            }
            else
            {
                FromPixels(
                    Vector128.LoadUnsafe(ref pixels, at), Vector128.LoadUnsafe(ref pixels, at + 16),
                    Vector128.LoadUnsafe(ref pixels, at + 32), Vector128.LoadUnsafe(ref pixels, at + 48), out first, out second, out third);
            }

            first.StoreUnsafe(ref target, i);
            second.StoreUnsafe(ref target, i + stride);
            third.StoreUnsafe(ref target, i + 2 * stride);
            if (i == last) break;
        }
    }

    /// <summary>16 pixels in four bytes each to three of their channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FromPixels(
        Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, Vector128<byte> d,
        out Vector128<byte> first, out Vector128<byte> second, out Vector128<byte> third)
    {
        // Four bytes of each channel side by side, then a 4 × 4 transposition of those groups.
        Vector128<byte> order = Vector128.Create((byte)0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
        FromGroups(
            Vector128.Shuffle(a, order).AsUInt32(), Vector128.Shuffle(b, order).AsUInt32(), Vector128.Shuffle(c, order).AsUInt32(),
            Vector128.Shuffle(d, order).AsUInt32(), out first, out second, out third);
    }

    /// <summary>16 pixels, in each vector four of the first channel, four of the second and four of the third, to these channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FromGroups(
        Vector128<uint> a, Vector128<uint> b, Vector128<uint> c, Vector128<uint> d,
        out Vector128<byte> first, out Vector128<byte> second, out Vector128<byte> third)
    {
        Vector128<uint> evenLower = Lanes.InterleaveLower(a, c), evenUpper = Lanes.InterleaveUpper(a, c);
        Vector128<uint> oddLower = Lanes.InterleaveLower(b, d), oddUpper = Lanes.InterleaveUpper(b, d);
        first = Lanes.InterleaveLower(evenLower, oddLower).AsByte();
        second = Lanes.InterleaveUpper(evenLower, oddLower).AsByte();
        third = Lanes.InterleaveLower(evenUpper, oddUpper).AsByte();
    }

    /// <summary>16 pixels in three bytes each to their channels; an index of 255 leaves zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FromTriples(
        Vector128<byte> a, Vector128<byte> b, Vector128<byte> c,
        out Vector128<byte> first, out Vector128<byte> second, out Vector128<byte> third)
    {
        first = Vector128.Shuffle(a, Vector128.Create((byte)0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
            | Vector128.Shuffle(b, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14, 255, 255, 255, 255, 255))
            | Vector128.Shuffle(c, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 4, 7, 10, 13));
        second = Vector128.Shuffle(a, Vector128.Create((byte)1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
            | Vector128.Shuffle(b, Vector128.Create((byte)255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255))
            | Vector128.Shuffle(c, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14));
        third = Vector128.Shuffle(a, Vector128.Create((byte)2, 5, 8, 11, 14, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
            | Vector128.Shuffle(b, Vector128.Create((byte)255, 255, 255, 255, 255, 1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255))
            | Vector128.Shuffle(c, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15));
    }
}
