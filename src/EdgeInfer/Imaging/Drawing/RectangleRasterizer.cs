using System.Buffers;

namespace EdgeInfer.Imaging;

/// <summary>Fills axis-parallel rectangles and frames; a pixel's coverage is exactly the part of it that lies inside.</summary>
internal static class RectangleRasterizer
{
    /// <summary>Fills what lies inside <paramref name="outer"/> and outside <paramref name="inner"/>, which lies in outer or is empty.</summary>
    public static void FillBetween(ImageCanvas canvas, PixelBounds outer, PixelBounds inner, Ink ink)
    {
        (int firstX, int endX) = PixelRange.Covering(outer.X1, outer.X2, canvas.Width);
        (int firstY, int endY) = PixelRange.Covering(outer.Y1, outer.Y2, canvas.Height);
        if (outer.IsEmpty || firstX >= endX) return;

        // Columns that lie inside in full: rows that cross the hole skip them, as a frame is mostly hole.
        int holeFirst = Math.Max(firstX, PixelRange.Covering(0, inner.X1, canvas.Width).End);
        int holeEnd = Math.Min(endX, PixelRange.Covering(inner.X2, canvas.Width, canvas.Width).First);

        byte[] coverage = ArrayPool<byte>.Shared.Rent(canvas.Width);
        for (int y = firstY; y < endY; y++)
        {
            double outerPart = PixelRange.Overlap(y, outer.Y1, outer.Y2);
            double innerPart = inner.IsEmpty ? 0 : PixelRange.Overlap(y, inner.Y1, inner.Y2);
            int leftEnd = innerPart == 1 && holeFirst < holeEnd ? holeFirst : endX;
            Cover(coverage, firstX, leftEnd, outer, outerPart, inner, innerPart);
            ink.Blend(canvas.Row(y), firstX, coverage.AsSpan(firstX, leftEnd - firstX));
            if (leftEnd == endX) continue;
            Cover(coverage, holeEnd, endX, outer, outerPart, inner, innerPart);
            ink.Blend(canvas.Row(y), holeEnd, coverage.AsSpan(holeEnd, endX - holeEnd));
        }

        ArrayPool<byte>.Shared.Return(coverage);
    }

    private static void Cover(
        Span<byte> coverage, int first, int end, PixelBounds outer, double outerPart, PixelBounds inner, double innerPart)
    {
        for (int x = first; x < end; x++)
        {
            double covered = outerPart * PixelRange.Overlap(x, outer.X1, outer.X2);
            if (innerPart > 0) covered -= innerPart * PixelRange.Overlap(x, inner.X1, inner.X2);
            coverage[x] = (byte)(Math.Max(0, covered) * 255 + 0.5);
        }
    }
}
