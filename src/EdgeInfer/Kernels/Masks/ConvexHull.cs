using System.Buffers;
using System.Numerics;

namespace EdgeInfer.Kernels;

/// <summary>The smallest convex polygon around pixels.</summary>
/// <remarks>
/// Andrew's monotone chain, 1979, over rows instead of sorted points: of each row only the first and the last pixel can be
/// corners, so that nothing needs sorting. Exact: whole numbers throughout.
/// </remarks>
internal static class ConvexHull
{
    /// <summary>The room that the hull of so many points needs: each may be a corner, and both chains meet in two of them.</summary>
    public static int Room(int points) => checked(points + 2);

    /// <param name="points">In any order, repeats allowed; coordinates within ±2²³, so that float holds them exactly.</param>
    /// <param name="hull">Receives the corners, counter-clockwise as seen, none of them on a straight side; <see cref="Room"/> says how much is always enough.</param>
    /// <returns>The number of corners: 0 of nothing, 1 of one pixel, 2 of a straight line.</returns>
    /// <exception cref="ArgumentException"><paramref name="hull"/> is shorter than that.</exception>
    public static int Run(ReadOnlySpan<PixelPoint> points, Span<Vector2> hull)
    {
        if (hull.Length < Room(points.Length))
            throw new ArgumentException($"{points.Length} points need room for {Room(points.Length)} corners, but there is room for {hull.Length}.", nameof(hull));
        if (points.IsEmpty) return 0;

        int top = int.MaxValue, bottom = int.MinValue;
        foreach (PixelPoint point in points)
        {
            top = Math.Min(top, point.Y);
            bottom = Math.Max(bottom, point.Y);
        }

        int rows = checked(bottom - top + 1);
        int[] scratch = ArrayPool<int>.Shared.Rent(checked(rows * 2));
        try
        {
            Span<int> first = scratch.AsSpan(0, rows), last = scratch.AsSpan(rows, rows);
            first.Fill(int.MaxValue);
            last.Fill(int.MinValue);
            foreach (PixelPoint point in points)
            {
                ref int left = ref first[point.Y - top], right = ref last[point.Y - top];
                left = Math.Min(left, point.X);
                right = Math.Max(right, point.X);
            }

            int count = 0;
            for (int row = 0; row < rows; row++)
            {
                // A contour's corners may leave rows out.
                if (first[row] <= last[row]) Append(hull, ref count, 0, new Vector2(first[row], row + top));
            }

            int leftChain = count;
            for (int row = rows - 1; row >= 0; row--)
            {
                if (first[row] <= last[row]) Append(hull, ref count, leftChain, new Vector2(last[row], row + top));
            }

            return WithoutSharedEnds(hull, leftChain, count);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(scratch);
        }
    }

    /// <summary>Adds a point to a chain and drops those before it that would then lie inside or on a side.</summary>
    private static void Append(Span<Vector2> hull, ref int count, int chainStart, Vector2 point)
    {
        while (count - chainStart >= 2)
        {
            Vector2 a = hull[count - 2], b = hull[count - 1];
            double cross = ((double)b.X - a.X) * ((double)point.Y - a.Y) - ((double)b.Y - a.Y) * ((double)point.X - a.X);
            if (cross < 0) break;
            count--;
        }

        hull[count++] = point;
    }

    /// <summary>Both chains end in the same pixel where the lowest or the uppermost row has but one.</summary>
    private static int WithoutSharedEnds(Span<Vector2> hull, int leftChain, int count)
    {
        if (hull[leftChain] == hull[leftChain - 1])
        {
            hull[(leftChain + 1)..count].CopyTo(hull[leftChain..]);
            count--;
        }

        if (count > 1 && hull[count - 1] == hull[0]) count--;
        return count;
    }
}
