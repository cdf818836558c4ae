using System.Numerics;

namespace EdgeInfer.Kernels;

/// <summary>
/// Four corners of something flat in a picture, a line of text or a label, named as the reader sees them: the top left corner
/// is where reading starts, wherever it lies in the picture.
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
