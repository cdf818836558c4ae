using System.Numerics;

namespace EdgeInfer.Kernels;

/// <summary>The rectangle of the smallest area, turned any way, around a convex polygon.</summary>
/// <remarks>
/// One of its sides lies on a side of the polygon (Freeman and Shapira, 1975), and the four touching corners only ever
/// move forward (rotating calipers, Toussaint, 1983): linear time. The first of equally small rectangles is taken.
/// </remarks>
internal static class MinimumAreaRectangle
{
    /// <param name="hull">At least one corner, in order, counter-clockwise as seen (y downwards), strictly convex, as <see cref="ConvexHull"/> writes it.</param>
    /// <param name="margin">
    /// Pixels, at least 0: the polygon is first grown by so much on all sides, with round corners. That polygon's smallest
    /// rectangle also lies on one of the original sides: both extents, as functions of the direction, are concave between
    /// two sides, so is the logarithm of their product, and it is least at an end. Hence no corner needs to be drawn.
    /// </param>
    /// <exception cref="ArgumentException">No corner, or a margin below 0.</exception>
    public static Quad Run(ReadOnlySpan<Vector2> hull, double margin = 0)
    {
        if (hull.IsEmpty) throw new ArgumentException("No rectangle surrounds 0 points.", nameof(hull));
        if (!(margin >= 0)) throw new ArgumentOutOfRangeException(nameof(margin), margin, "The margin is a number of pixels, 0 or more.");
        if (hull.Length == 1) return Corners(hull[0], 1, 0, 0, 0, 0, margin);

        int right = 0, far = 0, left = 0;
        double bestArea = double.PositiveInfinity;
        (Vector2 Origin, double Ux, double Uy, double Min, double Max, double Depth) best = default;
        for (int i = 0; i < hull.Length; i++)
        {
            Vector2 origin = hull[i], next = hull[Next(i, hull.Length)];
            double ux = (double)next.X - origin.X, uy = (double)next.Y - origin.Y, length = Math.Sqrt(ux * ux + uy * uy);
            ux /= length;
            uy /= length;

            // Each pointer starts where the one before it stands: along the polygon comes first the furthest point in the
            // side's direction, then the one furthest from the side, then the one furthest back.
            if (i == 0) right = 1;
            while (Along(hull, Next(right, hull.Length), origin, ux, uy) > Along(hull, right, origin, ux, uy)) right = Next(right, hull.Length);
            if (i == 0) far = right;
            while (Across(hull, Next(far, hull.Length), origin, ux, uy) > Across(hull, far, origin, ux, uy)) far = Next(far, hull.Length);
            if (i == 0) left = far;
            while (Along(hull, Next(left, hull.Length), origin, ux, uy) < Along(hull, left, origin, ux, uy)) left = Next(left, hull.Length);

            double min = Math.Min(0, Along(hull, left, origin, ux, uy)), max = Along(hull, right, origin, ux, uy), depth = Math.Max(0, Across(hull, far, origin, ux, uy));
            double area = (max - min + 2 * margin) * (depth + 2 * margin);
            if (area >= bestArea) continue;
            bestArea = area;
            best = (origin, ux, uy, min, max, depth);
        }

        return Corners(best.Origin, best.Ux, best.Uy, best.Min, best.Max, best.Depth, margin);
    }

    /// <summary>Writes out a rectangle given by a side's direction, its reach along that side and its depth inwards.</summary>
    private static Quad Corners(Vector2 origin, double ux, double uy, double min, double max, double depth, double margin)
    {
        return Quad.FromCorners(
        [
            At(min - margin, -margin), At(max + margin, -margin), At(max + margin, depth + margin), At(min - margin, depth + margin),
        ]);

        Vector2 At(double along, double across) => new((float)(origin.X + along * ux + across * uy), (float)(origin.Y + along * uy - across * ux));
    }

    private static int Next(int index, int count) => index + 1 == count ? 0 : index + 1;

    private static double Along(ReadOnlySpan<Vector2> hull, int index, Vector2 origin, double ux, double uy) =>
        ((double)hull[index].X - origin.X) * ux + ((double)hull[index].Y - origin.Y) * uy;

    /// <summary>How far inwards a corner lies: the inside is on the left of a side as seen.</summary>
    private static double Across(ReadOnlySpan<Vector2> hull, int index, Vector2 origin, double ux, double uy) =>
        ((double)hull[index].X - origin.X) * uy - ((double)hull[index].Y - origin.Y) * ux;
}
