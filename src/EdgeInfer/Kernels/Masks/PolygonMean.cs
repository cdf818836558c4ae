using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace EdgeInfer.Kernels;

/// <summary>The mean of a map inside a convex quad: how sure a text detector is of a box.</summary>
/// <remarks>
/// PaddleOCR's <c>box_score_fast</c>: corners are cut off to whole pixels, the pixels of the sides count, and a side's
/// pixels are those of OpenCV's <c>fillPoly</c> (Bresenham from the left end, halves towards it). Beyond the map a quad is
/// cut off pixel by pixel.
/// </remarks>
internal static class PolygonMean
{
    /// <param name="map">Height × width scores, row-major.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="quad">Convex; in the map's pixels; may reach beyond it.</param>
    /// <returns>The mean; 0 where no pixel of the map lies inside.</returns>
    /// <exception cref="ArgumentException">The map has another size.</exception>
    public static float Run(ReadOnlySpan<float> map, int width, int height, in Quad quad)
    {
        MapContract.Check(map.Length, width, height, nameof(map));
        if (map.IsEmpty) return 0;
        Span<Vector2> corners = [quad.TopLeft, quad.TopRight, quad.BottomRight, quad.BottomLeft];
        Vector2 min = Vector2.Min(Vector2.Min(corners[0], corners[1]), Vector2.Min(corners[2], corners[3]));
        Vector2 max = Vector2.Max(Vector2.Max(corners[0], corners[1]), Vector2.Max(corners[2], corners[3]));
        int left = Clip(MathF.Floor(min.X), width), right = Clip(MathF.Ceiling(max.X), width);
        int top = Clip(MathF.Floor(min.Y), height), bottom = Clip(MathF.Ceiling(max.Y), height);

        int rows = bottom - top + 1;
        int[] scratch = ArrayPool<int>.Shared.Rent(rows * 2);
        try
        {
            Span<int> first = scratch.AsSpan(0, rows), last = scratch.AsSpan(rows, rows);
            first.Fill(int.MaxValue);
            last.Fill(int.MinValue);
            Span<PixelPoint> pixels = stackalloc PixelPoint[4];
            for (int i = 0; i < 4; i++) pixels[i] = new PixelPoint((int)(corners[i].X - left), (int)(corners[i].Y - top));
            for (int i = 0; i < 4; i++) MarkSide(pixels[i], pixels[(i + 1) & 3], first, last);

            double sum = 0;
            long count = 0;
            for (int row = 0; row < rows; row++)
            {
                int from = Math.Max(first[row], 0), to = Math.Min(last[row], right - left);
                if (from > to) continue;
                sum += TensorPrimitives.Sum(map.Slice((row + top) * width + left + from, to - from + 1));
                count += to - from + 1;
            }

            return count == 0 ? 0 : (float)(sum / count);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(scratch);
        }
    }

    private static int Clip(float value, int size) => (int)Math.Clamp(value, 0, size - 1);

    /// <summary>Widens the rows' reach by the pixels of a side; a convex polygon's rows have no gaps.</summary>
    private static void MarkSide(PixelPoint a, PixelPoint b, Span<int> first, Span<int> last)
    {
        if (b.X < a.X) (a, b) = (b, a);
        int across = b.X - a.X, down = Math.Abs(b.Y - a.Y), stepY = b.Y < a.Y ? -1 : 1;
        int major = Math.Max(across, down), minor = Math.Min(across, down);
        int x = a.X, y = a.Y, error = major - 2 * minor;
        for (int i = 0; i <= major; i++)
        {
            if ((uint)y < (uint)first.Length)
            {
                first[y] = Math.Min(first[y], x);
                last[y] = Math.Max(last[y], x);
            }

            bool both = error < 0;
            error += both ? 2 * major - 2 * minor : -2 * minor;
            if (across >= down || both) x++;
            if (across < down || both) y += stepY;
        }
    }
}
