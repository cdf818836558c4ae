using System.Numerics;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>The contours of a mask, as results hand them out.</summary>
internal static class MaskContours
{
    /// <param name="mask">Anything but 0 belongs to a region.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="x">Where in the picture the mask's first column lies.</param>
    /// <param name="y">Where its first row lies.</param>
    public static Contour[] Trace(ReadOnlySpan<byte> mask, int width, int height, int x, int y)
    {
        using ContourTracer tracer = ContourTracer.Rent();
        int count = tracer.Run(mask, width, height, ContourMode.All, ContourPoints.Corners);
        var contours = new Contour[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<PixelPoint> pixels = tracer.GetContour(i);
            var points = new Vector2[pixels.Length];
            for (int p = 0; p < points.Length; p++) points[p] = new Vector2(pixels[p].X + x + 0.5f, pixels[p].Y + y + 0.5f);
            contours[i] = new Contour(points, tracer.IsHole(i));
        }

        return contours;
    }

    /// <returns>The outer line that encloses the most; none where there is none.</returns>
    public static IReadOnlyList<Vector2> Largest(IReadOnlyList<Contour> contours)
    {
        IReadOnlyList<Vector2> largest = [];
        double most = -1;
        foreach (Contour contour in contours)
        {
            if (contour.IsHole) continue;
            double area = Area(contour.Points);
            if (area <= most) continue;
            (largest, most) = (contour.Points, area);
        }

        return largest;
    }

    private static double Area(IReadOnlyList<Vector2> points)
    {
        double twice = 0;
        for (int i = 0, previous = points.Count - 1; i < points.Count; previous = i++)
            twice += (double)points[previous].X * points[i].Y - (double)points[i].X * points[previous].Y;
        return Math.Abs(twice) / 2;
    }
}
