using System.Numerics;

namespace EdgeInfer.Kernels;

/// <summary>
/// Four corners of something flat in a picture, a line of text or a label, named as the reader sees them: the top left corner
/// is where reading starts, wherever it lies in the picture. A pixel's centre has whole coordinates.
/// </summary>
internal readonly record struct Quad(Vector2 TopLeft, Vector2 TopRight, Vector2 BottomRight, Vector2 BottomLeft)
{
    /// <summary>The longer of the top and bottom edges, in pixels.</summary>
    public float Width => Math.Max(Vector2.Distance(TopLeft, TopRight), Vector2.Distance(BottomLeft, BottomRight));

    /// <summary>The longer of the left and right edges, in pixels.</summary>
    public float Height => Math.Max(Vector2.Distance(TopLeft, BottomLeft), Vector2.Distance(TopRight, BottomRight));

    /// <summary>
    /// The corners (0, 0), (width, 0), (width, height), (0, height): what PaddleOCR's <c>get_rotate_crop_image</c> maps a
    /// line of text to.
    /// </summary>
    public static Quad Rectangle(float width, float height) => new(Vector2.Zero, new(width, 0), new(width, height), new(0, height));

    /// <summary>The enclosed area (shoelace formula), at least 0.</summary>
    public double Area
    {
        get
        {
            // Relative to a corner: far from the origin the products would eat the digits.
            Vector2 a = TopRight - TopLeft, b = BottomRight - TopLeft, c = BottomLeft - TopLeft;
            return Math.Abs(((double)a.X * b.Y - (double)a.Y * b.X) + ((double)b.X * c.Y - (double)b.Y * c.X)) / 2;
        }
    }

    /// <summary>The lengths of the four sides together.</summary>
    public double Perimeter => (double)Vector2.Distance(TopLeft, TopRight) + Vector2.Distance(TopRight, BottomRight)
        + Vector2.Distance(BottomRight, BottomLeft) + Vector2.Distance(BottomLeft, TopLeft);

    /// <summary>Names the corners of a rectangle as PaddleOCR does: the two leftmost are the left ones, the upper of each pair is the top.</summary>
    /// <param name="corners">Four corners in order around the rectangle, either way.</param>
    public static Quad FromCorners(ReadOnlySpan<Vector2> corners)
    {
        if (corners.Length != 4) throw new ArgumentException($"A quad has 4 corners, not {corners.Length}.", nameof(corners));
        Span<Vector2> byX = [corners[0], corners[1], corners[2], corners[3]];
        for (int i = 1; i < 4; i++)
        {
            for (int k = i; k > 0 && byX[k].X < byX[k - 1].X; k--) (byX[k], byX[k - 1]) = (byX[k - 1], byX[k]);
        }

        (Vector2 topLeft, Vector2 bottomLeft) = byX[1].Y > byX[0].Y ? (byX[0], byX[1]) : (byX[1], byX[0]);
        (Vector2 topRight, Vector2 bottomRight) = byX[3].Y > byX[2].Y ? (byX[2], byX[3]) : (byX[3], byX[2]);
        return new Quad(topLeft, topRight, bottomRight, bottomLeft);
    }

    /// <summary>True where the corners are finite and go around a convex shape, in either sense, no three on one line.</summary>
    public bool IsConvex =>
        IsCorner(TopLeft, TopRight, BottomRight, out bool first)
        && IsCorner(TopRight, BottomRight, BottomLeft, out bool second) && second == first
        && IsCorner(BottomRight, BottomLeft, TopLeft, out bool third) && third == first
        && IsCorner(BottomLeft, TopLeft, TopRight, out bool fourth) && fourth == first;

    /// <summary>
    /// True where three points span an area; <paramref name="clockwise"/> tells in which sense (y points down).
    /// </summary>
    /// <remarks>The sine of the angle must exceed 1e-6: below it, the coordinates' single precision decides the answer.</remarks>
    internal static bool IsCorner(Vector2 before, Vector2 corner, Vector2 after, out bool clockwise)
    {
        double ux = (double)corner.X - before.X, uy = (double)corner.Y - before.Y;
        double vx = (double)after.X - corner.X, vy = (double)after.Y - corner.Y;
        double cross = ux * vy - uy * vx;
        clockwise = cross > 0;
        // False for NaN and infinity as well.
        return Math.Abs(cross) > 1e-6 * Math.Sqrt((ux * ux + uy * uy) * (vx * vx + vy * vy));
    }
}
