using System.Numerics;

namespace EdgeInfer.Kernels;

/// <summary>
/// The smallest rectangle around a convex polygon in the single precision that OpenCV 4.6 works in: the corners of its
/// <c>boxPoints(minAreaRect(…))</c>, rounding and all.
/// </summary>
/// <remarks>
/// <see cref="MinimumAreaRectangle"/> is exact, and what to use where nothing follows that asks for OpenCV's last bit. Text is
/// cut out at whole pixels: there a corner at 11.9999995 in place of 12 moves a line's crop by a pixel, and a recogniser may
/// read another character. Of 1,500 outlines of text-like spots all but 13 have OpenCV's corners to the bit and all but 1 to the
/// whole pixel; those hang on which of two equally far points OpenCV's hull happens to begin with. Rotating calipers, Toussaint, 1983: four sides turn around the
/// polygon, each time by the smallest angle that brings one of them onto an edge.
/// </remarks>
internal static class CaliperRectangle
{
    private const int Bottom = 0, Right = 1, Top = 2, Left = 3;

    /// <param name="hull">Corners counter-clockwise as seen (y downwards), strictly convex, as <see cref="ConvexHull"/> writes it.</param>
    /// <exception cref="ArgumentException">No corner.</exception>
    public static Quad Run(ReadOnlySpan<Vector2> hull)
    {
        // OpenCV treats points and lines apart, and there is no rounding to speak of.
        if (hull.Length < 3) return MinimumAreaRectangle.Run(hull);
        var polygon = new Clockwise(hull);
        Span<int> touching = stackalloc int[4];
        polygon.Extremes(touching);
        float baseX = 1, baseY = 0, leastArea = float.MaxValue;
        (int Left, int Bottom, float BaseX, float BaseY, float Width, float Height) best = default;
        for (int turn = 0; turn < hull.Length; turn++)
        {
            int next = Closest(in polygon, touching, baseX, baseY);
            Vector2 edge = polygon.Edge(touching[next]);
            float inverse = Inverse(edge), x = edge.X * inverse, y = edge.Y * inverse;
            (baseX, baseY) = next switch { Bottom => (x, y), Right => (y, -x), Top => (-x, -y), _ => (-y, x) };
            touching[next] = polygon.Next(touching[next]);

            Vector2 across = polygon[touching[Right]] - polygon[touching[Left]], along = polygon[touching[Top]] - polygon[touching[Bottom]];
            float width = across.X * baseX + across.Y * baseY, height = -along.X * baseY + along.Y * baseX, area = width * height;
            // The last of equally small ones.
            if (area > leastArea) continue;
            leastArea = area;
            best = (touching[Left], touching[Bottom], baseX, baseY, width, height);
        }

        return Corners(in polygon, best);
    }

    /// <summary>Which of the four sides comes next onto an edge: the one whose edge points most in its direction.</summary>
    private static int Closest(in Clockwise polygon, ReadOnlySpan<int> touching, float baseX, float baseY)
    {
        int closest = Bottom;
        float highest = float.NegativeInfinity;
        for (int side = 0; side < 4; side++)
        {
            Vector2 edge = polygon.Edge(touching[side]);
            float along = side switch
            {
                Bottom => baseX * edge.X + baseY * edge.Y,
                Right => -baseY * edge.X + baseX * edge.Y,
                Top => -baseX * edge.X - baseY * edge.Y,
                _ => baseY * edge.X - baseX * edge.Y,
            };
            float cosine = along * Inverse(edge);
            if (cosine > highest) (closest, highest) = (side, cosine);
        }

        return closest;
    }

    /// <summary>By way of centre, size and angle in degrees, as OpenCV stores a turned rectangle.</summary>
    private static Quad Corners(in Clockwise polygon, (int Left, int Bottom, float BaseX, float BaseY, float Width, float Height) box)
    {
        Vector2 left = polygon[box.Left], bottom = polygon[box.Bottom];
        float otherX = -box.BaseY, otherY = box.BaseX;
        float first = box.BaseX * left.X + left.Y * box.BaseY, second = otherX * bottom.X + bottom.Y * otherY;
        float inverse = 1 / (box.BaseX * otherY - otherX * box.BaseY);
        float cornerX = (first * otherY - second * box.BaseY) * inverse, cornerY = (box.BaseX * second - otherX * first) * inverse;
        float widthX = box.BaseX * box.Width, widthY = box.BaseY * box.Width, heightX = otherX * box.Height, heightY = otherY * box.Height;

        float centerX = cornerX + (widthX + heightX) * 0.5f, centerY = cornerY + (widthY + heightY) * 0.5f;
        float width = (float)Math.Sqrt((double)widthX * widthX + (double)widthY * widthY), height = (float)Math.Sqrt((double)heightX * heightX + (double)heightY * heightY);
        float radians = (float)Math.Atan2(widthY, widthX), degrees = (float)(radians * 180f / Math.PI);
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        float a = (float)sin * 0.5f, b = (float)cos * 0.5f;
        var p0 = new Vector2(centerX - a * height - b * width, centerY + b * height - a * width);
        var p1 = new Vector2(centerX + a * height - b * width, centerY - b * height - a * width);
        return Quad.FromCorners([p0, p1, new(2 * centerX - p0.X, 2 * centerY - p0.Y), new(2 * centerX - p1.X, 2 * centerY - p1.Y)]);
    }

    private static float Inverse(Vector2 edge) => (float)(1 / Math.Sqrt((double)edge.X * edge.X + (double)edge.Y * edge.Y));

    /// <summary>The polygon the other way around, beginning with its uppermost corner, the right one of two, as OpenCV's hull of a contour does.</summary>
    private readonly ref struct Clockwise
    {
        private readonly ReadOnlySpan<Vector2> _hull;
        private readonly int _start;

        public Clockwise(ReadOnlySpan<Vector2> hull)
        {
            _hull = hull;
            for (int i = 1; i < hull.Length; i++)
            {
                if (hull[i].Y < hull[_start].Y || (hull[i].Y == hull[_start].Y && hull[i].X > hull[_start].X)) _start = i;
            }
        }

        public Vector2 this[int corner] => _hull[_start >= corner ? _start - corner : _start - corner + _hull.Length];

        public int Next(int corner) => corner + 1 == _hull.Length ? 0 : corner + 1;

        /// <summary>From a corner to the next one.</summary>
        public Vector2 Edge(int corner) => this[Next(corner)] - this[corner];

        /// <summary>The first corner that lies furthest to each side; "bottom" has the smallest y.</summary>
        public void Extremes(Span<int> corners)
        {
            corners.Clear();
            for (int i = 1; i < _hull.Length; i++)
            {
                Vector2 corner = this[i];
                if (corner.X < this[corners[Left]].X) corners[Left] = i;
                if (corner.X > this[corners[Right]].X) corners[Right] = i;
                if (corner.Y > this[corners[Top]].Y) corners[Top] = i;
                if (corner.Y < this[corners[Bottom]].Y) corners[Bottom] = i;
            }
        }
    }
}
