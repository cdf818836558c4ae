using System.Numerics;

namespace EdgeInfer.Kernels;

/// <summary>
/// A perspective map of the plane: <c>x' = (M11·x + M12·y + M13) ÷ w</c>, <c>y' = (M21·x + M22·y + M23) ÷ w</c>,
/// <c>w = M31·x + M32·y + M33</c>.
/// </summary>
/// <remarks>
/// Coordinates are pixels whose centres are whole numbers, as in OpenCV's 3×3 matrices. Double precision, immutable.
/// </remarks>
internal readonly record struct PerspectiveTransform(
    double M11, double M12, double M13, double M21, double M22, double M23, double M31, double M32, double M33)
{
    /// <summary>An affine map is the perspective map whose w is 1 everywhere.</summary>
    public static implicit operator PerspectiveTransform(in AffineTransform affine) =>
        new(affine.M11, affine.M12, affine.M13, affine.M21, affine.M22, affine.M23, 0, 0, 1);

    /// <summary>The map that takes four corners to four others (OpenCV's <c>getPerspectiveTransform</c>).</summary>
    /// <param name="source">A convex shape.</param>
    /// <param name="destination">Where its corners go: a convex shape.</param>
    /// <exception cref="ArgumentException">
    /// A shape is not convex: a corner is not finite, three lie on one line, or the corners do not go around in order.
    /// </exception>
    /// <remarks>
    /// From the source to the unit square and from there to the destination, both in closed form: P. Heckbert,
    /// "Fundamentals of Texture Mapping and Image Warping", 1989, section 2.2.3. Scaled so that M33 is 1 where it is not 0.
    /// </remarks>
    public static PerspectiveTransform FromQuads(in Quad source, in Quad destination)
    {
        RequireConvex(in source, nameof(source));
        RequireConvex(in destination, nameof(destination));
        PerspectiveTransform map = FromUnitSquare(in source).Adjugate().Then(FromUnitSquare(in destination));
        double largest = Math.Max(Math.Abs(map.M31), Math.Max(Math.Abs(map.M32), Math.Abs(map.M33)));
        return map.Scaled(1 / (Math.Abs(map.M33) > 1e-12 * largest ? map.M33 : largest));
    }

    /// <summary>The map back, scaled so that this, then it, multiplies w by 1.</summary>
    /// <exception cref="InvalidOperationException">The map flattens the plane onto a line or point, or is not finite.</exception>
    public PerspectiveTransform Invert()
    {
        PerspectiveTransform adjugate = Adjugate();
        double a = M11 * adjugate.M11, b = M12 * (M21 * M33 - M23 * M31), c = M13 * adjugate.M31;
        double determinant = a - b + c;
        // Relative to the terms it is the sum of: matrices are free to be scaled.
        double terms = Math.Abs(M11 * M22 * M33) + Math.Abs(M11 * M23 * M32) + Math.Abs(M12 * M21 * M33)
            + Math.Abs(M12 * M23 * M31) + Math.Abs(M13 * M21 * M32) + Math.Abs(M13 * M22 * M31);
        if (!double.IsFinite(terms) || !(Math.Abs(determinant) > 1e-14 * terms) || !double.IsFinite(1 / determinant))
            throw new InvalidOperationException($"{this} cannot be inverted: its determinant is {determinant}.");
        return adjugate.Scaled(1 / determinant);
    }

    /// <summary>Where a point goes; infinite or NaN on the line w = 0, which has no image.</summary>
    public Vector2 Map(Vector2 point)
    {
        double w = M31 * point.X + M32 * point.Y + M33;
        return new((float)((M11 * point.X + M12 * point.Y + M13) / w), (float)((M21 * point.X + M22 * point.Y + M23) / w));
    }

    /// <summary>Where four corners go: a box found in a straightened picture, back in the original.</summary>
    public Quad Map(in Quad quad) => new(Map(quad.TopLeft), Map(quad.TopRight), Map(quad.BottomRight), Map(quad.BottomLeft));

    /// <summary>This map, then another.</summary>
    public PerspectiveTransform Then(in PerspectiveTransform next) => new(
        next.M11 * M11 + next.M12 * M21 + next.M13 * M31, next.M11 * M12 + next.M12 * M22 + next.M13 * M32, next.M11 * M13 + next.M12 * M23 + next.M13 * M33,
        next.M21 * M11 + next.M22 * M21 + next.M23 * M31, next.M21 * M12 + next.M22 * M22 + next.M23 * M32, next.M21 * M13 + next.M22 * M23 + next.M23 * M33,
        next.M31 * M11 + next.M32 * M21 + next.M33 * M31, next.M31 * M12 + next.M32 * M22 + next.M33 * M32, next.M31 * M13 + next.M32 * M23 + next.M33 * M33);

    /// <summary>From (0, 0), (1, 0), (1, 1), (0, 1) to the corners.</summary>
    private static PerspectiveTransform FromUnitSquare(in Quad quad)
    {
        double x0 = quad.TopLeft.X, y0 = quad.TopLeft.Y, x1 = quad.TopRight.X, y1 = quad.TopRight.Y;
        double x2 = quad.BottomRight.X, y2 = quad.BottomRight.Y, x3 = quad.BottomLeft.X, y3 = quad.BottomLeft.Y;
        // Zero for parallelograms: then g = h = 0 and the map is affine.
        double sumX = x0 - x1 + x2 - x3, sumY = y0 - y1 + y2 - y3;
        double ux = x1 - x2, uy = y1 - y2, vx = x3 - x2, vy = y3 - y2;
        double area = ux * vy - vx * uy;
        double g = (sumX * vy - vx * sumY) / area, h = (ux * sumY - sumX * uy) / area;
        return new PerspectiveTransform(
            x1 - x0 + g * x1, x3 - x0 + h * x3, x0,
            y1 - y0 + g * y1, y3 - y0 + h * y3, y0,
            g, h, 1);
    }

    /// <summary>The inverse times the determinant.</summary>
    private PerspectiveTransform Adjugate() => new(
        M22 * M33 - M23 * M32, M13 * M32 - M12 * M33, M12 * M23 - M13 * M22,
        M23 * M31 - M21 * M33, M11 * M33 - M13 * M31, M13 * M21 - M11 * M23,
        M21 * M32 - M22 * M31, M12 * M31 - M11 * M32, M11 * M22 - M12 * M21);

    private PerspectiveTransform Scaled(double by) =>
        new(M11 * by, M12 * by, M13 * by, M21 * by, M22 * by, M23 * by, M31 * by, M32 * by, M33 * by);

    private static void RequireConvex(in Quad quad, string name)
    {
        if (!quad.IsConvex)
            throw new ArgumentException($"{quad} is not convex: its corners must be finite, no three on one line, and go around in order.", name);
    }
}
