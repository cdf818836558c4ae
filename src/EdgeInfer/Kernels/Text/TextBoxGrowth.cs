using System.Numerics;

namespace EdgeInfer.Kernels;

/// <summary>Grows a box found on a text map to the text's real size: DB models are trained on shrunken text.</summary>
/// <remarks>
/// Liao et al., "Real-time Scene Text Detection with Differentiable Binarization", 2020: all sides move outwards by
/// area × ratio ÷ perimeter, with round corners; the result is the smallest rectangle around that. PaddleOCR does it with
/// Clipper (<c>JT_ROUND</c>), which rounds to whole pixels: <see cref="RunOnWholePixels"/> gives its boxes, <see cref="Run"/> the exact ones.
/// </remarks>
internal static class TextBoxGrowth
{
    /// <summary>Points of an outline: a quarter turn in steps of a quarter pixel has no more than some 60, however far it is from its corner.</summary>
    private const int MaxOutline = 512;

    /// <param name="box">A convex quad of some perimeter, corners clockwise as seen.</param>
    /// <param name="ratio">Times the area over the perimeter; 1.5 to 2 is usual; at least 0.</param>
    public static Quad Run(in Quad box, double ratio)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ratio);
        double perimeter = box.Perimeter;
        if (perimeter == 0) return box;
        Span<Vector2> corners = [box.TopLeft, box.BottomLeft, box.BottomRight, box.TopRight];
        return MinimumAreaRectangle.Run(corners, box.Area * ratio / perimeter);
    }

    /// <summary>
    /// As PaddleOCR's <c>unclip</c>: corners are cut off to whole pixels first, which moves boxes up and left by half a pixel on average, and
    /// the round corners become polygons with whole corners. Recognisers are sensitive to where their lines are cut.
    /// </summary>
    /// <inheritdoc cref="Run" path="/param"/>
    public static Quad RunOnWholePixels(in Quad box, double ratio)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ratio);
        double perimeter = box.Perimeter;
        if (perimeter == 0) return box;
        Span<PixelPoint> corners = [Whole(box.TopLeft), Whole(box.TopRight), Whole(box.BottomRight), Whole(box.BottomLeft)];
        Span<PixelPoint> outline = stackalloc PixelPoint[MaxOutline];
        int points = RoundOffset(corners, box.Area * ratio / perimeter, outline);
        Span<Vector2> hull = stackalloc Vector2[ConvexHull.Room(MaxOutline)];
        int count = ConvexHull.Run(outline[..points], hull);
        return CaliperRectangle.Run(hull[..count]);

        static PixelPoint Whole(Vector2 corner) => new((int)corner.X, (int)corner.Y);
    }

    /// <summary>A. Johnson's Clipper 6.4, <c>ClipperOffset</c> with round joins and its own tolerance of a quarter pixel.</summary>
    /// <returns>How many points of the outline were written.</returns>
    private static int RoundOffset(ReadOnlySpan<PixelPoint> corners, double distance, Span<PixelPoint> outline)
    {
        Span<(double X, double Y)> normals = stackalloc (double, double)[4];
        int sides = 0;
        Span<PixelPoint> distinct = stackalloc PixelPoint[4];
        for (int i = 0; i < 4; i++)
        {
            if (sides == 0 || distinct[sides - 1] != corners[i]) distinct[sides++] = corners[i];
        }

        while (sides > 1 && distinct[sides - 1] == distinct[0]) sides--;
        for (int i = 0; i < sides; i++)
        {
            PixelPoint from = distinct[i], to = distinct[(i + 1) % sides];
            double dx = to.X - (double)from.X, dy = to.Y - (double)from.Y, length = Math.Sqrt(dx * dx + dy * dy);
            normals[i] = sides == 1 ? (1, 0) : (dy / length, -dx / length);
        }

        double steps = Math.Min(Math.PI / Math.Acos(1 - Math.Min(1, 0.25 / distance)), distance * Math.PI);
        (double sin, double cos) = Math.SinCos(2 * Math.PI / steps);
        int count = 0;
        for (int i = 0; i < sides; i++)
        {
            (double X, double Y) before = normals[(i + sides - 1) % sides], after = normals[i];
            double sine = before.X * after.Y - after.X * before.Y, cosine = before.X * after.X + before.Y * after.Y;
            // A square end of a box that is a line goes half around.
            double turn = sides == 1 ? 2 * Math.PI : Math.Abs(Math.Atan2(sine, cosine));
            int arc = Math.Clamp((int)(steps / (2 * Math.PI) * turn + 0.5), 1, MaxOutline / 4 - 1);
            (double x, double y) = before;
            for (int step = 0; step < arc; step++)
            {
                outline[count++] = At(distinct[i], x, y);
                (x, y) = (x * cos - sin * y, x * sin + y * cos);
            }

            outline[count++] = At(distinct[i], after.X, after.Y);
        }

        return count;

        PixelPoint At(PixelPoint corner, double x, double y) => new(Round(corner.X + x * distance), Round(corner.Y + y * distance));

        static int Round(double value) => (int)(value < 0 ? value - 0.5 : value + 0.5);
    }
}
