using System.Buffers;
using System.Diagnostics;
using System.Numerics;

namespace EdgeInfer.Imaging;

/// <summary>Draws lines of some thickness with round ends and joints; a line of no length is a disc.</summary>
/// <remarks>
/// A pixel's coverage follows from the distance of its centre to the nearest of the line's segments. The segments
/// of one line are joined before blending, so a translucent line is not darker where they meet.
/// </remarks>
internal static class StrokeRasterizer
{
    /// <summary>Draws a line through at least one point; its thickness is over 0.</summary>
    public static void Draw(ImageCanvas canvas, ReadOnlySpan<Vector2> points, bool closed, float thickness, Ink ink)
    {
        Debug.Assert(points.Length > 0 && thickness > 0);

        // Below one pixel a line does not get narrower, as no pixel can show that, but fainter.
        double strength = Math.Min(1, thickness) * 255;
        double radius = Math.Max(1, thickness) / 2;
        double reach = radius + 1;

        Segment[] segments = ClippedSegments(points, closed, reach, canvas, out double top, out double bottom);
        if (segments.Length == 0) return;

        (int firstY, int endY) = PixelRange.Covering(top - reach, bottom + reach, canvas.Height);
        byte[] coverage = ArrayPool<byte>.Shared.Rent(canvas.Width);
        for (int y = firstY; y < endY; y++)
        {
            int firstTouched = canvas.Width, endTouched = 0;
            foreach (Segment segment in segments)
            {
                (int firstX, int endX) = segment.ColumnsWithin(y + 0.5, reach, canvas.Width);
                if (firstX >= endX) continue;
                ClearNew(coverage, firstX, endX, ref firstTouched, ref endTouched);
                for (int x = firstX; x < endX; x++)
                {
                    double inside = Math.Clamp(radius + 0.5 - segment.DistanceTo(x + 0.5, y + 0.5), 0, 1);
                    coverage[x] = Math.Max(coverage[x], (byte)(inside * strength + 0.5));
                }
            }

            if (firstTouched < endTouched)
            {
                ink.Blend(canvas.Row(y), firstTouched, coverage.AsSpan(firstTouched, endTouched - firstTouched));
            }
        }

        ArrayPool<byte>.Shared.Return(coverage);
    }

    private static Segment[] ClippedSegments(
        ReadOnlySpan<Vector2> points, bool closed, double reach, ImageCanvas canvas, out double top, out double bottom)
    {
        var segments = new List<Segment>(points.Length);
        int count = points.Length == 1 || closed ? points.Length : points.Length - 1;
        top = double.PositiveInfinity;
        bottom = double.NegativeInfinity;
        for (int i = 0; i < count; i++)
        {
            var whole = new Segment(points[i], points[(i + 1) % points.Length]);
            if (!whole.TryClip(-reach, -reach, canvas.Width + reach, canvas.Height + reach, out Segment segment)) continue;
            segments.Add(segment);
            top = Math.Min(top, segment.Top);
            bottom = Math.Max(bottom, segment.Bottom);
        }

        return [.. segments];
    }

    // Keeps [firstTouched, endTouched) one run whose every element has been cleared.
    private static void ClearNew(byte[] coverage, int first, int end, ref int firstTouched, ref int endTouched)
    {
        if (firstTouched >= endTouched)
        {
            Array.Clear(coverage, first, end - first);
            (firstTouched, endTouched) = (first, end);
            return;
        }

        if (first < firstTouched)
        {
            Array.Clear(coverage, first, firstTouched - first);
            firstTouched = first;
        }

        if (end > endTouched)
        {
            Array.Clear(coverage, endTouched, end - endTouched);
            endTouched = end;
        }
    }

    private readonly struct Segment
    {
        private readonly double _x1;
        private readonly double _y1;
        private readonly double _dx;
        private readonly double _dy;

        public Segment(Vector2 from, Vector2 to)
            : this(from.X, from.Y, (double)to.X - from.X, (double)to.Y - from.Y)
        {
        }

        private Segment(double x1, double y1, double dx, double dy) => (_x1, _y1, _dx, _dy) = (x1, y1, dx, dy);

        public double Top => Math.Min(_y1, _y1 + _dy);

        public double Bottom => Math.Max(_y1, _y1 + _dy);

        /// <summary>
        /// The part inside a rectangle (Liang and Barsky, 1984). The rectangle is wider than the picture by the line's
        /// reach, so that the round ends which clipping makes are not seen; what it is for is that coordinates of
        /// any magnitude keep their precision.
        /// </summary>
        public bool TryClip(double left, double top, double right, double bottom, out Segment part)
        {
            double enter = 0, leave = 1;
            bool meets = Cut(-_dx, _x1 - left, ref enter, ref leave)
                && Cut(_dx, right - _x1, ref enter, ref leave)
                && Cut(-_dy, _y1 - top, ref enter, ref leave)
                && Cut(_dy, bottom - _y1, ref enter, ref leave);
            part = new Segment(_x1 + enter * _dx, _y1 + enter * _dy, (leave - enter) * _dx, (leave - enter) * _dy);
            return meets;
        }

        /// <summary>Columns that may be nearer than <paramref name="reach"/> at the height <paramref name="y"/>.</summary>
        public (int First, int End) ColumnsWithin(double y, double reach, int width)
        {
            double enter = 0, leave = 1;
            if (!Cut(-_dy, _y1 - (y - reach), ref enter, ref leave) || !Cut(_dy, y + reach - _y1, ref enter, ref leave)) return (0, 0);
            double a = _x1 + enter * _dx;
            double b = _x1 + leave * _dx;
            return PixelRange.Covering(Math.Min(a, b) - reach, Math.Max(a, b) + reach, width);
        }

        public double DistanceTo(double x, double y)
        {
            double toX = x - _x1;
            double toY = y - _y1;
            double lengthSquared = _dx * _dx + _dy * _dy;
            double along = lengthSquared == 0 ? 0 : Math.Clamp((toX * _dx + toY * _dy) / lengthSquared, 0, 1);
            toX -= along * _dx;
            toY -= along * _dy;
            return Math.Sqrt(toX * toX + toY * toY);
        }

        // Narrows [enter, leave] to where t × direction ≤ distance; false when nothing is left.
        private static bool Cut(double direction, double distance, ref double enter, ref double leave)
        {
            if (direction == 0) return distance >= 0;
            double t = distance / direction;
            if (direction < 0) enter = Math.Max(enter, t);
            else leave = Math.Min(leave, t);
            return enter <= leave;
        }
    }
}
