using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using EdgeInfer.Imaging;

namespace EdgeInfer.Kernels;

/// <summary>
/// Draws a picture as an affine or perspective map moves it: straightens lines of text, aligns faces.
/// </summary>
/// <remarks>
/// The same pixels, bit for bit, as OpenCV 4.6's <c>warpAffine</c> and <c>warpPerspective</c> with <c>INTER_LINEAR</c>,
/// <c>INTER_CUBIC</c> or <c>INTER_NEAREST</c> for sides up to 32,767, its own limit: coordinates in fixed point, weights of 1/32, one rounding. Pixel
/// centres are whole numbers, and there is no antialiasing when shrinking. Thread-safe; nothing is allocated per call.
/// </remarks>
internal static class Warp
{
    /// <summary>The largest <see cref="IWarpCoordinates.BlockWidth"/>.</summary>
    internal const int MaxBlockWidth = 1024;

    /// <summary>Sides up to here: beyond it, a coordinate in 1/32 pixel and its neighbour might not fit 32 bits.</summary>
    private const int MaxSide = 1 << 20;

    /// <summary>Fills the destination with what an affine map brings there.</summary>
    /// <param name="source">Any size and stride.</param>
    /// <param name="sourceToDestination">Where a point of the source goes; not flat.</param>
    /// <param name="sampling">How the source is read between pixels.</param>
    /// <param name="border">What lies outside the source.</param>
    /// <param name="borderColor">One byte a channel, in the picture's own order; empty for zeros. Not read when replicating.</param>
    /// <param name="destination">The source's format, any size and stride, no memory in common; every pixel is written.</param>
    /// <exception cref="ArgumentException">The picture is empty or too large, formats differ, memory is shared, or the colour has the wrong length.</exception>
    /// <exception cref="InvalidOperationException">The map cannot be inverted.</exception>
    public static void Affine(
        ImageView source, in AffineTransform sourceToDestination, WarpSampling sampling, WarpBorder border, ReadOnlySpan<byte> borderColor,
        PixelTarget destination) =>
        Affine(source, in sourceToDestination, sampling, border, borderColor, destination, Vector128.IsHardwareAccelerated);

    /// <summary>Fills the destination with what a perspective map brings there.</summary>
    /// <inheritdoc cref="Affine(ImageView, in AffineTransform, WarpSampling, WarpBorder, ReadOnlySpan{byte}, PixelTarget)"/>
    public static void Perspective(
        ImageView source, in PerspectiveTransform sourceToDestination, WarpSampling sampling, WarpBorder border, ReadOnlySpan<byte> borderColor,
        PixelTarget destination) =>
        Perspective(source, in sourceToDestination, sampling, border, borderColor, destination, Vector128.IsHardwareAccelerated);

    /// <summary>As above, by the scalar reference where <paramref name="vectors"/> is false.</summary>
    internal static void Affine(
        ImageView source, in AffineTransform sourceToDestination, WarpSampling sampling, WarpBorder border, ReadOnlySpan<byte> borderColor,
        PixelTarget destination, bool vectors)
    {
        Check(source, destination);
        var picture = new WarpSource(source, border, borderColor);
        using var coordinates = new AffineCoordinates(sourceToDestination.Invert(), sampling, destination.Width, destination.Height, vectors);
        Run(picture, source.Format, in coordinates, sampling, destination, vectors);
    }

    /// <summary>As above, by the scalar reference where <paramref name="vectors"/> is false.</summary>
    internal static void Perspective(
        ImageView source, in PerspectiveTransform sourceToDestination, WarpSampling sampling, WarpBorder border, ReadOnlySpan<byte> borderColor,
        PixelTarget destination, bool vectors)
    {
        Check(source, destination);
        var picture = new WarpSource(source, border, borderColor);
        var coordinates = new PerspectiveCoordinates(sourceToDestination.Invert(), sampling, destination.Width, destination.Height, vectors);
        Run(picture, source.Format, in coordinates, sampling, destination, vectors);
    }

    private static void Check(ImageView source, PixelTarget destination)
    {
        destination.RequireCompatible(source);
        if (Math.Max(Math.Max(source.Width, source.Height), Math.Max(destination.Width, destination.Height)) > MaxSide)
        {
            throw new ArgumentException(
                $"A {source.Width}×{source.Height} picture cannot be warped to {destination.Width}×{destination.Height}: sides are limited to {MaxSide} pixels.",
                nameof(source));
        }
    }

    private static void Run<TCoordinates>(
        WarpSource source, PixelFormat format, in TCoordinates coordinates, WarpSampling sampling, PixelTarget destination, bool vectors)
        where TCoordinates : struct, IWarpCoordinates
    {
        switch (format.BytesPerPixel())
        {
            case 1:
                Run<GrayPixel, TCoordinates>(source, in coordinates, sampling, destination, vectors);
                break;
            case 3:
                Run<ThreeBytePixel, TCoordinates>(source, in coordinates, sampling, destination, vectors);
                break;
            default:
                Run<FourBytePixel, TCoordinates>(source, in coordinates, sampling, destination, vectors);
                break;
        }
    }

    // The block's coordinates are written before they are read: clearing 8 KB would cost more than a small warp's row.
    [SkipLocalsInit]
    private static void Run<TPixel, TCoordinates>(
        WarpSource source, in TCoordinates coordinates, WarpSampling sampling, PixelTarget destination, bool vectors)
        where TPixel : struct, IWarpPixel
        where TCoordinates : struct, IWarpCoordinates
    {
        Span<int> allXs = stackalloc int[MaxBlockWidth], allYs = stackalloc int[MaxBlockWidth];
        for (int y = 0; y < destination.Height; y++)
        {
            Span<byte> row = destination.GetRow(y);
            for (int x = 0; x < destination.Width; x += coordinates.BlockWidth)
            {
                int count = Math.Min(coordinates.BlockWidth, destination.Width - x);
                Span<int> xs = allXs[..count], ys = allYs[..count];
                coordinates.Fill(x, y, xs, ys);
                Span<byte> pixels = row.Slice(x * TPixel.Bytes, count * TPixel.Bytes);
                switch (sampling, vectors)
                {
                    case (WarpSampling.Nearest, true): Nearest<TPixel>(source, xs, ys, pixels); break;
                    case (WarpSampling.Nearest, false): NearestScalar<TPixel>(source, xs, ys, pixels); break;
                    case (WarpSampling.Bicubic, _): Bicubic<TPixel>(source, xs, ys, pixels, vectors); break;
                    case (_, true): Bilinear<TPixel>(source, xs, ys, pixels); break;
                    default: BilinearScalar<TPixel>(source, xs, ys, pixels); break;
                }
            }
        }
    }

    private static void NearestScalar<TPixel>(WarpSource source, ReadOnlySpan<int> xs, ReadOnlySpan<int> ys, Span<byte> pixels)
        where TPixel : struct, IWarpPixel
    {
        for (int i = 0; i < xs.Length; i++)
        {
            for (int c = 0; c < TPixel.Bytes; c++) pixels[i * TPixel.Bytes + c] = source.At(xs[i], ys[i], TPixel.Bytes, c);
        }
    }

    /// <summary>Four pixels at a time where all lie inside; where the border shows, the scalar code.</summary>
    private static void Nearest<TPixel>(WarpSource source, ReadOnlySpan<int> xs, ReadOnlySpan<int> ys, Span<byte> pixels)
        where TPixel : struct, IWarpPixel
    {
        const int group = 4;
        ref byte first = ref MemoryMarshal.GetReference(source.Pixels);
        ref byte written = ref MemoryMarshal.GetReference(pixels);
        ref int xStart = ref MemoryMarshal.GetReference(xs);
        ref int yStart = ref MemoryMarshal.GetReference(ys);
        Vector128<uint> columns = Vector128.Create((uint)source.Width), rows = Vector128.Create((uint)source.Height);
        Vector128<int> stride = Vector128.Create(source.StrideBytes);
        int i = 0;
        for (; i <= xs.Length - group; i += group)
        {
            Vector128<int> x = Vector128.LoadUnsafe(ref xStart, (nuint)i), y = Vector128.LoadUnsafe(ref yStart, (nuint)i);
            if (Vector128.LessThanAll(x.AsUInt32(), columns) && Vector128.LessThanAll(y.AsUInt32(), rows))
            {
                Vector128<int> offsets = y * stride + x * TPixel.Bytes;
                ref byte to = ref Unsafe.Add(ref written, i * TPixel.Bytes);
                TPixel.Copy(ref Unsafe.Add(ref first, offsets[0]), ref to);
                TPixel.Copy(ref Unsafe.Add(ref first, offsets[1]), ref Unsafe.Add(ref to, TPixel.Bytes));
                TPixel.Copy(ref Unsafe.Add(ref first, offsets[2]), ref Unsafe.Add(ref to, 2 * TPixel.Bytes));
                TPixel.Copy(ref Unsafe.Add(ref first, offsets[3]), ref Unsafe.Add(ref to, 3 * TPixel.Bytes));
            }
            else
            {
                NearestScalar<TPixel>(source, xs.Slice(i, group), ys.Slice(i, group), pixels.Slice(i * TPixel.Bytes, group * TPixel.Bytes));
            }
        }

        NearestScalar<TPixel>(source, xs[i..], ys[i..], pixels[(i * TPixel.Bytes)..]);
    }

    private static void BilinearScalar<TPixel>(WarpSource source, ReadOnlySpan<int> xs, ReadOnlySpan<int> ys, Span<byte> pixels)
        where TPixel : struct, IWarpPixel
    {
        const int one = 1 << IWarpCoordinates.FractionBits;
        for (int i = 0; i < xs.Length; i++)
        {
            int x = xs[i] >> IWarpCoordinates.FractionBits, y = ys[i] >> IWarpCoordinates.FractionBits;
            if (!source.Replicates && (x < -1 || y < -1 || x >= source.Width || y >= source.Height))
            {
                for (int c = 0; c < TPixel.Bytes; c++) pixels[i * TPixel.Bytes + c] = source.BorderColor(c);
                continue;
            }

            int right = xs[i] & (one - 1), lower = ys[i] & (one - 1);
            for (int c = 0; c < TPixel.Bytes; c++)
            {
                int above = (one - right) * source.At(x, y, TPixel.Bytes, c) + right * source.At(x + 1, y, TPixel.Bytes, c);
                int below = (one - right) * source.At(x, y + 1, TPixel.Bytes, c) + right * source.At(x + 1, y + 1, TPixel.Bytes, c);
                pixels[i * TPixel.Bytes + c] = (byte)(((one - lower) * above + lower * below + one * one / 2) >> (2 * IWarpCoordinates.FractionBits));
            }
        }
    }

    /// <summary>Four pixels at a time where all their neighbours lie inside; where the border shows, the scalar code.</summary>
    private static void Bilinear<TPixel>(WarpSource source, ReadOnlySpan<int> xs, ReadOnlySpan<int> ys, Span<byte> pixels)
        where TPixel : struct, IWarpPixel
    {
        const int one = 1 << IWarpCoordinates.FractionBits;
        const int group = 4;
        ref byte first = ref MemoryMarshal.GetReference(source.Pixels);
        ref byte written = ref MemoryMarshal.GetReference(pixels);
        ref int xStart = ref MemoryMarshal.GetReference(xs);
        ref int yStart = ref MemoryMarshal.GetReference(ys);
        // Left neighbours below this column leave room for everything that is read; upper neighbours, for the row below.
        Vector128<uint> columns = Vector128.Create((uint)Math.Max(0, source.Width - TPixel.Reach + 1));
        Vector128<uint> rows = Vector128.Create((uint)(source.Height - 1));
        Vector128<int> stride = Vector128.Create(source.StrideBytes);
        int i = 0;
        for (; i <= xs.Length - group; i += group)
        {
            Vector128<int> fixedX = Vector128.LoadUnsafe(ref xStart, (nuint)i), fixedY = Vector128.LoadUnsafe(ref yStart, (nuint)i);
            Vector128<int> x = fixedX >> IWarpCoordinates.FractionBits, y = fixedY >> IWarpCoordinates.FractionBits;
            if (Vector128.LessThanAll(x.AsUInt32(), columns) && Vector128.LessThanAll(y.AsUInt32(), rows))
            {
                Vector128<int> right = fixedX & Vector128.Create(one - 1), lower = fixedY & Vector128.Create(one - 1);
                // Two weights side by side add up without a carry from one into the other: neither exceeds 32.
                Vector128<int> pair = Vector128.Create(one) - right + (right << 8);
                Vector128<int> columnWeights = pair | pair << 16;
                Vector128<int> rowWeights = (Vector128.Create(one) - lower + (lower << 16)) << 6;
                TPixel.Blend(
                    ref first, y * stride + x * TPixel.Bytes, source.StrideBytes, columnWeights.AsByte(), rowWeights.AsInt16(),
                    ref Unsafe.Add(ref written, i * TPixel.Bytes));
            }
            else
            {
                BilinearScalar<TPixel>(source, xs.Slice(i, group), ys.Slice(i, group), pixels.Slice(i * TPixel.Bytes, group * TPixel.Bytes));
            }
        }

        BilinearScalar<TPixel>(source, xs[i..], ys[i..], pixels[(i * TPixel.Bytes)..]);
    }

    private static void Bicubic<TPixel>(WarpSource source, ReadOnlySpan<int> xs, ReadOnlySpan<int> ys, Span<byte> pixels, bool vectors)
        where TPixel : struct, IWarpPixel
    {
        const int one = 1 << IWarpCoordinates.FractionBits;
        ref byte first = ref MemoryMarshal.GetReference(source.Pixels);
        ref byte written = ref MemoryMarshal.GetReference(pixels);
        ref short table = ref MemoryMarshal.GetReference(CubicWeights.Table);
        // Leftmost neighbours below this column leave room for everything that is read; topmost ones, for the three rows below.
        uint columns = vectors ? (uint)Math.Max(0, source.Width - TPixel.CubicReach + 1) : 0, rows = (uint)Math.Max(0, source.Height - 3);
        for (int i = 0; i < xs.Length; i++)
        {
            int x = (xs[i] >> IWarpCoordinates.FractionBits) - 1, y = (ys[i] >> IWarpCoordinates.FractionBits) - 1;
            ref short weights = ref Unsafe.Add(ref table, ((ys[i] & (one - 1)) * one + (xs[i] & (one - 1))) * CubicWeights.Count);
            ref byte pixel = ref Unsafe.Add(ref written, i * TPixel.Bytes);
            if ((uint)x < columns && (uint)y < rows)
                TPixel.BlendCubic(ref Unsafe.Add(ref first, (nint)y * source.StrideBytes + x * TPixel.Bytes), source.StrideBytes, ref weights, ref pixel);
            else
                BicubicScalar<TPixel>(source, x, y, MemoryMarshal.CreateReadOnlySpan(ref weights, CubicWeights.Count), ref pixel);
        }
    }

    private static void BicubicScalar<TPixel>(WarpSource source, int x, int y, ReadOnlySpan<short> weights, ref byte pixel)
        where TPixel : struct, IWarpPixel
    {
        bool outside = !source.Replicates && (x >= source.Width || x + 4 <= 0 || y >= source.Height || y + 4 <= 0);
        for (int c = 0; c < TPixel.Bytes; c++)
        {
            if (outside)
            {
                Unsafe.Add(ref pixel, c) = source.BorderColor(c);
                continue;
            }

            int sum = 0;
            for (int i = 0; i < CubicWeights.Count; i++) sum += weights[i] * source.At(x + i % 4, y + i / 4, TPixel.Bytes, c);
            Unsafe.Add(ref pixel, c) = CubicBlend.Level(sum);
        }
    }
}
