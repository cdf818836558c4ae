using System.Numerics;

namespace EdgeInfer.Kernels;

/// <summary>Four corners, clockwise as seen, in pixels; a pixel's centre has whole coordinates.</summary>
internal readonly record struct Quad(Vector2 TopLeft, Vector2 TopRight, Vector2 BottomRight, Vector2 BottomLeft)
{
    /// <summary>The length of the upper side.</summary>
    public float Width => Vector2.Distance(TopLeft, TopRight);

    /// <summary>The length of the left side.</summary>
    public float Height => Vector2.Distance(TopLeft, BottomLeft);

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
}
