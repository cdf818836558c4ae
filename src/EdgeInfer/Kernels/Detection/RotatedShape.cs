namespace EdgeInfer.Kernels;

/// <summary>A <see cref="RotatedBox"/> made ready for comparisons: its direction is worked out once. All in double precision.</summary>
internal readonly struct RotatedShape
{
    /// <summary>A rectangle cut by four lines has at most 8 corners; rounding may add some that hardly differ from others, never more than half as many again a line.</summary>
    private const int MostCorners = 24;

    /// <summary>The most by which rounding widens the longer side of <see cref="Bounds"/> and <see cref="Reach"/>, relative to it.</summary>
    public const double SideSlack = 0.02;

    private readonly double _x, _y, _cos, _sin, _width, _height;

    public RotatedShape(in RotatedBox box)
    {
        (_x, _y, _width, _height) = (box.CenterX, box.CenterY, box.Width, box.Height);
        (_sin, _cos) = Math.SinCos(box.Angle);
    }

    public double Area => _width * _height;

    /// <summary>False where a size is not above 0 or something is not finite: such a box overlaps nothing.</summary>
    public bool IsRegular => _width > 0 && _height > 0 && double.IsFinite(_x + _y + _width + _height + _cos);

    /// <summary>Area of the intersection over that of the union, 0 … 1; 0 for boxes without area or with values that are not finite.</summary>
    /// <remarks>Cuts one rectangle by the four sides of the other (I. Sutherland, G. Hodgman, Reentrant Polygon Clipping, 1974).</remarks>
    public static double IoU(in RotatedShape a, in RotatedShape b)
    {
        double intersection = Intersection(in a, in b);
        return intersection > 0 ? intersection / (a.Area + b.Area - intersection) : 0;
    }

    /// <summary>Area of the intersection; 0 for boxes without area or with values that are not finite.</summary>
    public static double Intersection(in RotatedShape a, in RotatedShape b)
    {
        if (!a.IsRegular || !b.IsRegular) return 0;

        // In the frame of a: its centre is the origin, its sides are parallel to the axes.
        double dx = b._x - a._x, dy = b._y - a._y;
        double x = dx * a._cos + dy * a._sin, y = dy * a._cos - dx * a._sin;
        double cos = a._cos * b._cos + a._sin * b._sin, sin = b._sin * a._cos - b._cos * a._sin;
        double alongX = b._width / 2 * cos, alongY = b._width / 2 * sin, acrossX = -b._height / 2 * sin, acrossY = b._height / 2 * cos;
        double right = a._width / 2, bottom = a._height / 2;
        if (Math.Abs(x) - Math.Abs(alongX) - Math.Abs(acrossX) >= right || Math.Abs(y) - Math.Abs(alongY) - Math.Abs(acrossY) >= bottom) return 0;

        Span<Corner> corners = stackalloc Corner[MostCorners], spare = stackalloc Corner[MostCorners];
        corners[0] = new(x - alongX - acrossX, y - alongY - acrossY);
        corners[1] = new(x + alongX - acrossX, y + alongY - acrossY);
        corners[2] = new(x + alongX + acrossX, y + alongY + acrossY);
        corners[3] = new(x - alongX + acrossX, y - alongY + acrossY);
        int count = Cut(corners[..4], spare, 1, 0, right);
        count = Cut(spare[..count], corners, -1, 0, right);
        count = Cut(corners[..count], spare, 0, 1, bottom);
        count = Cut(spare[..count], corners, 0, -1, bottom);
        if (count < 3) return 0;

        double twice = 0;
        Corner first = corners[0];
        for (int i = 2; i < count; i++)
        {
            twice += (corners[i - 1].X - first.X) * (corners[i].Y - first.Y) - (corners[i].X - first.X) * (corners[i - 1].Y - first.Y);
        }

        return Math.Min(Math.Abs(twice) / 2, Math.Min(a.Area, b.Area));
    }

    /// <summary>1 − the Hellinger distance of the boxes as Gaussians, 0 … 1; 0 for boxes without area or with values that are not finite.</summary>
    /// <remarks>
    /// A box's Gaussian has its centre and the covariance of a uniform distribution over it: width² / 12 along, height² / 12
    /// across. With S the sum of both covariances, d the way from centre to centre: B = dᵀ S⁻¹ d / 4 + ln(|S| / (4 √(|Σ₁| |Σ₂|))) / 2,
    /// ProbIoU = 1 − √(1 − exp(−B)). Written with sums of positive terms only, so that thin boxes lose no digits. The same box
    /// gives 1; boxes that lie apart give a little more than 0. Reference: J. M. Llerena et al., Gaussian Bounding Boxes and
    /// Probabilistic Intersection-over-Union for Object Detection, 2021. Ultralytics' <c>probiou</c> adds 1e-7 in several
    /// places: from a few pixels' size its values are within 5e-4, which shows only where boxes are all but equal.
    /// </remarks>
    public static double ProbIoU(in RotatedShape a, in RotatedShape b)
    {
        if (!a.IsRegular || !b.IsRegular) return 0;
        double alongA = a._width * a._width / 12, acrossA = a._height * a._height / 12;
        double alongB = b._width * b._width / 12, acrossB = b._height * b._height / 12;
        double sin = a._sin * b._cos - a._cos * b._sin, sin2 = sin * sin, cos2 = 1 - sin2;
        double determinant = alongA * acrossA + alongB * acrossB
            + (alongA * acrossB + acrossA * alongB) * cos2 + (alongA * alongB + acrossA * acrossB) * sin2;

        // The way between the centres, seen from each box: dᵀ adj(Σ₁ + Σ₂) d falls into one part a box.
        double dx = b._x - a._x, dy = b._y - a._y;
        double xa = dx * a._cos + dy * a._sin, ya = dy * a._cos - dx * a._sin, xb = dx * b._cos + dy * b._sin, yb = dy * b._cos - dx * b._sin;
        double distance = (acrossA * xa * xa + alongA * ya * ya + acrossB * xb * xb + alongB * yb * yb) / (4 * determinant);
        double likeness = Math.Log(determinant / (a.Area * b.Area / 36)) / 2;
        double probIoU = 1 - Math.Sqrt(1 - Math.Exp(-Math.Max(0, distance + likeness)));
        return probIoU > 0 ? probIoU : 0;
    }

    /// <summary>An upright box that surrounds the Gaussian out to so many standard deviations.</summary>
    public ScoredBox Reach(double deviations, int classId)
    {
        double along = _width * _width / 12, across = _height * _height / 12;
        return Around(
            deviations * Math.Sqrt(along * _cos * _cos + across * _sin * _sin),
            deviations * Math.Sqrt(along * _sin * _sin + across * _cos * _cos), classId);
    }

    /// <summary>An upright box that surrounds this one.</summary>
    public ScoredBox Bounds(int classId) => Around(
        (Math.Abs(_width * _cos) + Math.Abs(_height * _sin)) / 2, (Math.Abs(_width * _sin) + Math.Abs(_height * _cos)) / 2, classId);

    /// <summary>Rounded outwards, and a little more than rounding in the comparisons amounts to.</summary>
    /// <returns>Without area where nothing can overlap; endless where the place leaves too few digits for the sides.</returns>
    private ScoredBox Around(double halfWidth, double halfHeight, int classId)
    {
        if (!IsRegular) return new ScoredBox(0, 0, 0, 0, 0, classId);

        // Each corner moves by less than 2 units in the last place of 24 bits.
        if (Math.Max(Math.Abs(_x), Math.Abs(_y)) * 2.4e-7 > Math.Max(halfWidth, halfHeight) * (SideSlack / 2))
            return new ScoredBox(float.NegativeInfinity, float.NegativeInfinity, float.PositiveInfinity, float.PositiveInfinity, 0, classId);
        halfWidth *= 1 + 1e-6;
        halfHeight *= 1 + 1e-6;
        return new ScoredBox(
            MathF.BitDecrement((float)(_x - halfWidth)), MathF.BitDecrement((float)(_y - halfHeight)),
            MathF.BitIncrement((float)(_x + halfWidth)), MathF.BitIncrement((float)(_y + halfHeight)), 0, classId);
    }

    /// <summary>Keeps what lies where normalX · x + normalY · y is at most a limit.</summary>
    private static int Cut(ReadOnlySpan<Corner> from, Span<Corner> to, double normalX, double normalY, double limit)
    {
        int count = 0;
        if (from.IsEmpty) return 0;
        Corner before = from[^1];
        double beforeOutside = before.X * normalX + before.Y * normalY - limit;
        foreach (Corner corner in from)
        {
            double outside = corner.X * normalX + corner.Y * normalY - limit;
            if (outside > 0 != beforeOutside > 0)
            {
                double share = beforeOutside / (beforeOutside - outside);
                to[count++] = new(before.X + (corner.X - before.X) * share, before.Y + (corner.Y - before.Y) * share);
            }

            if (!(outside > 0)) to[count++] = corner;
            (before, beforeOutside) = (corner, outside);
        }

        return count;
    }

    private readonly record struct Corner(double X, double Y);
}
