using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using EdgeInfer.Imaging;

namespace EdgeInfer.Kernels;

/// <summary>Quarter turns, mirror images and cut-outs: pixels move, none changes.</summary>
/// <remarks>As OpenCV's <c>rotate</c>, <c>flip</c> and slicing. Thread-safe; nothing is allocated.</remarks>
internal static class Reorient
{
    /// <summary>Writes the picture turned or mirrored.</summary>
    /// <param name="source">Any size and stride.</param>
    /// <param name="orientation">The move.</param>
    /// <param name="destination">The source's format, no memory in common; width and height change places with a quarter turn.</param>
    /// <exception cref="ArgumentException">The picture is empty, formats or sizes do not match, or memory is shared.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="orientation"/> is not defined.</exception>
    public static void Apply(ImageView source, ImageOrientation orientation, PixelTarget destination)
    {
        destination.RequireCompatible(source);
        bool quarter = orientation is ImageOrientation.Rotate90 or ImageOrientation.Rotate270;
        if (quarter) destination.RequireSize(source.Height, source.Width);
        else destination.RequireSize(source.Width, source.Height);

        switch (orientation)
        {
            case ImageOrientation.Rotate90 or ImageOrientation.Rotate270:
                bool clockwise = orientation == ImageOrientation.Rotate90;
                switch (source.Format.BytesPerPixel())
                {
                    case 1: Turn<byte>(source, clockwise, destination); break;
                    case 3: Turn<Triple>(source, clockwise, destination); break;
                    default: Turn<uint>(source, clockwise, destination); break;
                }

                break;
            case ImageOrientation.Rotate180 or ImageOrientation.FlipHorizontal:
                bool upsideDown = orientation == ImageOrientation.Rotate180;
                for (int y = 0; y < source.Height; y++)
                    ReverseRow(source.GetRow(y), destination.GetRow(upsideDown ? source.Height - 1 - y : y), source.Format.BytesPerPixel());
                break;
            case ImageOrientation.FlipVertical:
                for (int y = 0; y < source.Height; y++) source.GetRow(y).CopyTo(destination.GetRow(source.Height - 1 - y));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(orientation), orientation, "Not an orientation.");
        }
    }

    /// <summary>Copies the part of the picture whose upper left pixel is (x, y) and whose size is the destination's.</summary>
    /// <exception cref="ArgumentException">The picture is empty, formats differ, or memory is shared.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part reaches outside the picture.</exception>
    public static void Crop(ImageView source, int x, int y, PixelTarget destination)
    {
        destination.RequireCompatible(source);
        ImageView part = source.Crop(x, y, destination.Width, destination.Height);
        for (int row = 0; row < part.Height; row++) part.GetRow(row).CopyTo(destination.GetRow(row));
    }

    private static void ReverseRow(ReadOnlySpan<byte> from, Span<byte> to, int pixelBytes)
    {
        switch (pixelBytes)
        {
            case 1:
                from.CopyTo(to);
                to.Reverse();
                break;
            case 4:
                from.CopyTo(to);
                MemoryMarshal.Cast<byte, uint>(to).Reverse();
                break;
            default:
                ReverseTriples(from, to);
                break;
        }
    }

    private static void ReverseTriples(ReadOnlySpan<byte> from, Span<byte> to)
    {
        ref byte source = ref MemoryMarshal.GetReference(from);
        ref byte target = ref MemoryMarshal.GetReference(to);
        int at = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            // Five pixels of a 16-byte vector change places. The byte left over lies before them at the destination; the next
            // five pixels overwrite it, which is why the last ones are left to the loop below.
            Vector128<byte> order = Vector128.Create((byte)15, 12, 13, 14, 9, 10, 11, 6, 7, 8, 3, 4, 5, 0, 1, 2);
            for (; at <= from.Length - 18; at += 15)
                Vector128.Shuffle(Vector128.LoadUnsafe(ref source, (nuint)at), order).StoreUnsafe(ref target, (nuint)(from.Length - at - 16));
        }

        for (; at < from.Length; at += 3) ThreeBytePixel.Copy(ref Unsafe.Add(ref source, at), ref Unsafe.Add(ref target, from.Length - at - 3));
    }

    /// <summary>Swaps rows and columns in squares that stay in the first-level cache whichever way they are crossed.</summary>
    private static void Turn<T>(ImageView source, bool clockwise, PixelTarget destination)
        where T : unmanaged
    {
        const int side = 32;
        int size = Unsafe.SizeOf<T>();
        ref byte from = ref MemoryMarshal.GetReference(source.Pixels);
        // The byte distance in the source from one destination pixel to its right neighbour: up or down one row.
        nint step = clockwise ? -source.StrideBytes : source.StrideBytes;
        for (int top = 0; top < destination.Height; top += side)
        {
            for (int left = 0; left < destination.Width; left += side)
            {
                int bottom = Math.Min(top + side, destination.Height), right = Math.Min(left + side, destination.Width);
                for (int y = top; y < bottom; y++)
                {
                    int sourceX = clockwise ? y : source.Width - 1 - y;
                    int sourceY = clockwise ? source.Height - 1 - left : left;
                    nint at = (nint)sourceY * source.StrideBytes + (nint)sourceX * size;
                    Span<byte> row = destination.GetRow(y)[(left * size)..(right * size)];
                    for (int offset = 0; offset < row.Length; offset += size, at += step)
                        Unsafe.WriteUnaligned(ref row[offset], Unsafe.ReadUnaligned<T>(ref Unsafe.Add(ref from, at)));
                }
            }
        }
    }

    /// <summary>Three bytes that move together.</summary>
    [InlineArray(3)]
    private struct Triple
    {
        private byte _first;
    }
}
