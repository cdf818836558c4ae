using System.Numerics;

namespace EdgeInfer.Kernels;

/// <summary>
/// An affine map of the plane: <c>x' = M11·x + M12·y + M13</c>, <c>y' = M21·x + M22·y + M23</c>.
/// </summary>
/// <remarks>
/// Coordinates are pixels whose centres are whole numbers, as in OpenCV's 2×3 matrices. Double precision, immutable.
/// </remarks>
internal readonly record struct AffineTransform(double M11, double M12, double M13, double M21, double M22, double M23)
{
    /// <summary>
    /// Where the five landmarks of a face (right eye, left eye, nose, right and left corner of the mouth, right and left being
    /// the person's own) lie in the 112×112 picture that ArcFace and its kin were trained on.
    /// </summary>
    /// <remarks>Reference: <c>arcface_dst</c> in InsightFace's <c>face_align.py</c>.</remarks>
    public static ReadOnlySpan<Vector2> ArcFaceLandmarks => ArcFacePoints;

    private static readonly Vector2[] ArcFacePoints =
        [new(38.2946f, 51.6963f), new(73.5318f, 51.5014f), new(56.0252f, 71.7366f), new(41.5493f, 92.3655f), new(70.7299f, 92.2041f)];

    /// <summary>Leaves every point where it is.</summary>
    public static AffineTransform Identity => new(1, 0, 0, 0, 1, 0);

    /// <summary>How much areas grow; negative where the map mirrors.</summary>
    public double Determinant => M11 * M22 - M12 * M21;

    /// <summary>The map that takes three points to three others (OpenCV's <c>getAffineTransform</c>).</summary>
    /// <param name="source">Three points, not on one line.</param>
    /// <param name="destination">Where they go: three points, not on one line.</param>
    /// <exception cref="ArgumentException">There are not three points, one is not finite, or they lie on one line.</exception>
    public static AffineTransform FromTriangles(ReadOnlySpan<Vector2> source, ReadOnlySpan<Vector2> destination)
    {
        RequireTriangle(source, nameof(source));
        RequireTriangle(destination, nameof(destination));
        double ux = (double)source[1].X - source[0].X, uy = (double)source[1].Y - source[0].Y;
        double vx = (double)source[2].X - source[0].X, vy = (double)source[2].Y - source[0].Y;
        double area = ux * vy - uy * vx;
        (double m11, double m12) = Row((double)destination[1].X - destination[0].X, (double)destination[2].X - destination[0].X);
        (double m21, double m22) = Row((double)destination[1].Y - destination[0].Y, (double)destination[2].Y - destination[0].Y);
        return new AffineTransform(
            m11, m12, destination[0].X - m11 * source[0].X - m12 * source[0].Y,
            m21, m22, destination[0].Y - m21 * source[0].X - m22 * source[0].Y);

        (double, double) Row(double u, double v) => ((u * vy - v * uy) / area, (v * ux - u * vx) / area);
    }

    /// <summary>
    /// The rotation, uniform scale and shift (no mirroring) that brings points closest to others, in least squares.
    /// </summary>
    /// <param name="source">At least two points, not all in one place.</param>
    /// <param name="destination">As many points.</param>
    /// <exception cref="ArgumentException">
    /// The counts differ, there are fewer than two points, one is not finite, either set lies in one place, or no rotation
    /// is better than another (as when the destination is a symmetric source's mirror image).
    /// </exception>
    /// <remarks>
    /// S. Umeyama, "Least-squares estimation of transformation parameters between two point patterns", 1991. In the plane the
    /// minimum has a closed form: with points as complex numbers about their means, the factor is
    /// Σ(conj(source)·destination) ÷ Σ|source|².
    /// </remarks>
    public static AffineTransform Similarity(ReadOnlySpan<Vector2> source, ReadOnlySpan<Vector2> destination)
    {
        if (source.Length != destination.Length)
            throw new ArgumentException($"A similarity needs as many source as destination points; got {source.Length} and {destination.Length}.", nameof(destination));
        if (source.Length < 2)
            throw new ArgumentException($"A similarity needs at least 2 points; got {source.Length}.", nameof(source));

        (double sourceX, double sourceY) = Mean(source, nameof(source));
        (double destinationX, double destinationY) = Mean(destination, nameof(destination));
        double sourceSpread = 0, destinationSpread = 0, real = 0, imaginary = 0;
        for (int i = 0; i < source.Length; i++)
        {
            double x = source[i].X - sourceX, y = source[i].Y - sourceY;
            double u = destination[i].X - destinationX, v = destination[i].Y - destinationY;
            sourceSpread += x * x + y * y;
            destinationSpread += u * u + v * v;
            real += x * u + y * v;
            imaginary += x * v - y * u;
        }

        RequireSpread(sourceSpread, sourceX, sourceY, nameof(source));
        RequireSpread(destinationSpread, destinationX, destinationY, nameof(destination));
        // By Cauchy-Schwarz the left side is at most the right one, and equal where the fit is exact.
        if (Math.Sqrt(real * real + imaginary * imaginary) <= 1e-6 * Math.Sqrt(sourceSpread * destinationSpread))
            throw new ArgumentException("No rotation brings the source points closer to the destination than another; is one a mirror image of the other?", nameof(destination));

        double a = real / sourceSpread, b = imaginary / sourceSpread;
        return new AffineTransform(
            a, -b, destinationX - a * sourceX + b * sourceY,
            b, a, destinationY - b * sourceX - a * sourceY);
    }

    /// <summary>The map back.</summary>
    /// <exception cref="InvalidOperationException">The map flattens the plane onto a line or point, or is not finite.</exception>
    public AffineTransform Invert()
    {
        double determinant = Determinant;
        // Relative to the terms it is the difference of: there is no absolute size below which a scale is too small.
        if (!IsFinite || !(Math.Abs(determinant) > 1e-14 * (Math.Abs(M11 * M22) + Math.Abs(M12 * M21))) || !double.IsFinite(1 / determinant))
            throw new InvalidOperationException($"{this} cannot be inverted: its determinant is {determinant}.");

        // In the order in which cv2.warpAffine computes it, so that the last bits agree.
        double scale = 1 / determinant;
        double m11 = M22 * scale, m12 = M12 * -scale, m21 = M21 * -scale, m22 = M11 * scale;
        return new AffineTransform(m11, m12, -m11 * M13 - m12 * M23, m21, m22, -m21 * M13 - m22 * M23);
    }

    /// <summary>Where a point goes.</summary>
    public Vector2 Map(Vector2 point) =>
        new((float)(M11 * point.X + M12 * point.Y + M13), (float)(M21 * point.X + M22 * point.Y + M23));

    /// <summary>This map, then another.</summary>
    public AffineTransform Then(in AffineTransform next) => new(
        next.M11 * M11 + next.M12 * M21, next.M11 * M12 + next.M12 * M22, next.M11 * M13 + next.M12 * M23 + next.M13,
        next.M21 * M11 + next.M22 * M21, next.M21 * M12 + next.M22 * M22, next.M21 * M13 + next.M22 * M23 + next.M23);

    private bool IsFinite =>
        double.IsFinite(M11) && double.IsFinite(M12) && double.IsFinite(M13) && double.IsFinite(M21) && double.IsFinite(M22) && double.IsFinite(M23);

    private static (double X, double Y) Mean(ReadOnlySpan<Vector2> points, string name)
    {
        double x = 0, y = 0;
        foreach (Vector2 point in points)
        {
            x += point.X;
            y += point.Y;
        }

        if (!double.IsFinite(x) || !double.IsFinite(y)) throw new ArgumentException("A point is not finite.", name);
        return (x / points.Length, y / points.Length);
    }

    /// <summary>Points that differ by no more than single precision resolves at their distance from the origin are one point.</summary>
    private static void RequireSpread(double spread, double meanX, double meanY, string name)
    {
        double resolution = 1e-6 * Math.Max(Math.Abs(meanX), Math.Abs(meanY));
        if (spread <= resolution * resolution) throw new ArgumentException("All points lie in one place.", name);
    }

    private static void RequireTriangle(ReadOnlySpan<Vector2> points, string name)
    {
        if (points.Length != 3) throw new ArgumentException($"A triangle has 3 points; got {points.Length}.", name);
        if (!Quad.IsCorner(points[0], points[1], points[2], out _))
            throw new ArgumentException($"{points[0]}, {points[1]} and {points[2]} are not finite or lie on one line.", name);
    }
}
