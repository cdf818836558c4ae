using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>Chosen pixels of an interleaved row to planar 8-bit rows: nearest neighbour, or an odd shrink factor.</summary>
internal static class PixelPick
{
    private const int LoadBytes = 4;

    /// <param name="width">The widest vectors to use; more than 128 bits do not pay, since the loads are single pixels.</param>
    /// <param name="source">One row of pixels, 1, 3 or 4 bytes each; the fourth is ignored.</param>
    /// <param name="pixelBytes">Bytes a pixel.</param>
    /// <param name="offsets">The byte offset of each pixel; never falls.</param>
    /// <param name="levels">One plane for one byte a pixel, else three.</param>
    /// <param name="planeStride">Elements from one plane to the next, at least the number of offsets.</param>
    public static void Run(SimdWidth width, ReadOnlySpan<byte> source, int pixelBytes, ReadOnlySpan<int> offsets, Span<byte> levels, int planeStride)
    {
        if (pixelBytes == 1 || width == SimdWidth.Scalar) Scalar(source, pixelBytes, offsets, levels, planeStride, 0);
        else V128(source, pixelBytes, offsets, levels, planeStride);
    }

    /// <remarks>Leaves alone the columns before <paramref name="from"/>.</remarks>
    public static void Scalar(ReadOnlySpan<byte> source, int pixelBytes, ReadOnlySpan<int> offsets, Span<byte> levels, int planeStride, int from)
    {
        int planes = pixelBytes == 1 ? 1 : 3;
        for (int plane = 0; plane < planes; plane++)
        {
            Span<byte> target = levels.Slice(plane * planeStride, offsets.Length);
            for (int i = from; i < target.Length; i++) target[i] = source[offsets[i] + plane];
        }
    }

    // A pixel of three bytes is fetched as four, so the last one of a row is left to the scalar code. The last
    // vector overlaps the one before.
    public static void V128(ReadOnlySpan<byte> source, int pixelBytes, ReadOnlySpan<int> offsets, Span<byte> levels, int planeStride)
    {
        ref byte pixels = ref MemoryMarshal.GetReference(source);
        ref int at = ref MemoryMarshal.GetReference(offsets);
        ref byte target = ref MemoryMarshal.GetReference(levels);
        nuint stride = (nuint)planeStride;
        int safe = offsets.Length;
        while (safe > 0 && offsets[safe - 1] + LoadBytes > source.Length) safe--;
        int last = safe - 16;
        if (last < 0)
        {
            Scalar(source, pixelBytes, offsets, levels, planeStride, 0);
            return;
        }

        for (int i = 0; ; i = Math.Min(i + 16, last))
        {
            Planes.FromPixels(
                Four(ref pixels, ref Unsafe.Add(ref at, i)), Four(ref pixels, ref Unsafe.Add(ref at, i + 4)),
                Four(ref pixels, ref Unsafe.Add(ref at, i + 8)), Four(ref pixels, ref Unsafe.Add(ref at, i + 12)),
                out Vector128<byte> first, out Vector128<byte> second, out Vector128<byte> third);
            first.StoreUnsafe(ref target, (nuint)i);
            second.StoreUnsafe(ref target, (nuint)i + stride);
            third.StoreUnsafe(ref target, (nuint)i + 2 * stride);
            if (i == last) break;
        }

        Scalar(source, pixelBytes, offsets, levels, planeStride, safe);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector128<byte> Four(ref byte pixels, ref int at) => Vector128.Create(
            Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref pixels, at)),
            Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref pixels, Unsafe.Add(ref at, 1))),
            Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref pixels, Unsafe.Add(ref at, 2))),
            Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref pixels, Unsafe.Add(ref at, 3)))).AsByte();
    }
}
