using System.Globalization;
using System.Numerics;

namespace EdgeInfer.Kernels;

/// <summary>
/// Four corners of something flat in a picture, a line of text or a label, clockwise as seen (y points down), in pixels.
/// </summary>
/// <remarks>
/// Corners are named as a reader sees them, the top left one is where reading starts, wherever it lies in the picture; or as they lie in
/// the picture, where whoever hands the quad out says so. A pixel's centre has whole coordinates.
/// </remarks>
/// <param name="TopLeft">The first corner.</param>
/// <param name="TopRight">The second.</param>
/// <param name="BottomRight">The third.</param>
/// <param name="BottomLeft">The fourth.</param>
public readonly record struct Quad(Vector2 TopLeft, Vector2 TopRight, Vector2 BottomRight, Vector2 BottomLeft)
{
    /// <summary>The longer of the top and bottom edges, in pixels.</summary>
    public float Width => Math.Max(Vector2.Distance(TopLeft, TopRight), Vector2.Distance(BottomLeft, BottomRight));

    /// <summary>The longer of the left and right edges, in pixels.</summary>
    public float Height => Math.Max(Vector2.Distance(TopLeft, BottomLeft), Vector2.Distance(TopRight, BottomRight));

    /// <summary>
    /// The corners (0, 0), (width, 0), (width, height), (0, height): what PaddleOCR's <c>get_rotate_crop_image</c> maps a
    /// line of text to.
    /// </summary>
    internal static Quad Rectangle(float width, float height) => new(Vector2.Zero, new(width, 0), new(width, height), new(0, height));

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
    internal static Quad FromCorners(ReadOnlySpan<Vector2> corners)
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

    /// <summary>The mean of the corners.</summary>
    public Vector2 Center => (TopLeft + TopRight + BottomRight + BottomLeft) / 4;

    /// <summary>A corner by its number, 0 for the top left one, then clockwise.</summary>
    /// <param name="corner">0 … 3.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="corner"/> is another number.</exception>
    public Vector2 this[int corner] => corner switch
    {
        0 => TopLeft,
        1 => TopRight,
        2 => BottomRight,
        3 => BottomLeft,
        _ => throw new ArgumentOutOfRangeException(nameof(corner), corner, "A quad has corners 0 to 3."),
    };

    /// <summary>The same corners, counted from another one.</summary>
    /// <param name="corner">The one that becomes the top left one; any number, counted around.</param>
    internal Quad From(int corner) => new(this[corner & 3], this[(corner + 1) & 3], this[(corner + 2) & 3], this[(corner + 3) & 3]);

    /// <summary>The same shape elsewhere.</summary>
    internal Quad Shifted(Vector2 by) => new(TopLeft + by, TopRight + by, BottomRight + by, BottomLeft + by);

    /// <summary><c>(159, 5) (226, 13) (221, 51) (154, 42)</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"({TopLeft.X:0.#}, {TopLeft.Y:0.#}) ({TopRight.X:0.#}, {TopRight.Y:0.#}) ({BottomRight.X:0.#}, {BottomRight.Y:0.#}) ({BottomLeft.X:0.#}, {BottomLeft.Y:0.#})");

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
