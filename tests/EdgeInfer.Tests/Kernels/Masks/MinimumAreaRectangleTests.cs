using System.Numerics;
using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class MinimumAreaRectangleTests
{
    [Fact]
    public void Hulls_and_rectangles_are_those_of_OpenCv()
    {
        int sameCorners = 0;
        TextMapGolden.Rectangle[] cases = TextMapGolden.Load().Rectangles;
        foreach (TextMapGolden.Rectangle golden in cases)
        {
            PixelPoint[] points = [.. golden.Points.Chunk(2).Select(static p => new PixelPoint(p[0], p[1]))];
            Vector2[] hull = Hull(points);
            Assert.Equal(golden.Hull, hull.OrderBy(static p => p.X).ThenBy(static p => p.Y).Select(static p => (int[])[(int)p.X, (int)p.Y]));

            Quad actual = MinimumAreaRectangle.Run(hull);
            Assert.Equal(golden.Area, actual.Area, 1e-3 * Math.Max(1, golden.Area));
            Quad expected = Quad.FromCorners([.. golden.Quad.Chunk(2).Select(static p => new Vector2(p[0], p[1]))]);
            if (TextMapGolden.Distance(in actual, in expected) < 0.01f) sameCorners++;
        }

        // Of equally small rectangles OpenCV may take another one; random points rarely have any.
        Assert.True(sameCorners >= cases.Length * 9 / 10, $"{sameCorners} of {cases.Length} rectangles have OpenCV's corners.");
    }

    [Fact]
    public void In_single_precision_corners_are_OpenCvs_to_the_bit()
    {
        int same = 0;
        TextMapGolden.Rectangle[] cases = TextMapGolden.Load().Rectangles;
        foreach (TextMapGolden.Rectangle golden in cases)
        {
            Quad actual = CaliperRectangle.Run(Hull([.. golden.Points.Chunk(2).Select(static p => new PixelPoint(p[0], p[1]))]));
            Assert.Equal(golden.Area, actual.Area, 1e-3 * Math.Max(1, golden.Area));
            if (actual == Quad.FromCorners([.. golden.Quad.Chunk(2).Select(static p => new Vector2(p[0], p[1]))])) same++;
        }

        // Where two points lie equally far out, OpenCV's hull may begin with the other one.
        Assert.True(same >= cases.Length * 98 / 100, $"{same} of {cases.Length}");
    }

    [Fact]
    public void Hull_is_convex_and_holds_every_point()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 500; round++)
        {
            PixelPoint[] points = Points(random);
            Vector2[] hull = Hull(points);
            string place = $"seed {seed}, round {round}";
            Assert.True(hull.All(h => points.Contains(new PixelPoint((int)h.X, (int)h.Y))) && hull.Distinct().Count() == hull.Length, place);
            if (hull.Length < 3) continue;
            for (int i = 0; i < hull.Length; i++)
            {
                Vector2 a = hull[i], b = hull[(i + 1) % hull.Length], c = hull[(i + 2) % hull.Length];
                Assert.True(Cross(a, b, c) < 0, place);
                Assert.All(points, p => Assert.True(Cross(a, b, new Vector2(p.X, p.Y)) <= 0, place));
            }
        }
    }

    [Fact]
    public void Calipers_find_what_trying_every_side_finds()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 500; round++)
        {
            Vector2[] hull = Hull(Points(random));
            double margin = random.Next(3) * random.NextDouble() * 20, least = double.PositiveInfinity;
            for (int i = 0; i < hull.Length; i++)
            {
                Vector2 side = hull.Length == 1 ? Vector2.UnitX : hull[(i + 1) % hull.Length] - hull[i];
                (double Long, double Wide) extent = Extent(hull, side.X, side.Y);
                least = Math.Min(least, (extent.Long + 2 * margin) * (extent.Wide + 2 * margin));
            }

            Quad actual = MinimumAreaRectangle.Run(hull, margin);

            string place = $"seed {seed}, round {round}, {hull.Length} corners, margin {margin}";
            Assert.True(Math.Abs(actual.Area - least) <= 1e-3 * Math.Max(1, least), $"{place}: {actual.Area} instead of {least}");
            // No other direction is better, whether it lies on a side or not.
            for (int step = 0; step < 90; step++)
            {
                (double Long, double Wide) extent = Extent(hull, Math.Cos(step * Math.PI / 180), Math.Sin(step * Math.PI / 180));
                Assert.True(actual.Area <= (extent.Long + 2 * margin) * (extent.Wide + 2 * margin) * 1.001 + 1e-3, place);
            }

            Vector2 across = actual.TopRight - actual.TopLeft, down = actual.BottomLeft - actual.TopLeft;
            Assert.True(Math.Abs(Vector2.Dot(across, down)) <= 1e-3f * (1 + across.Length() * down.Length()), place);
        }

        // In double: a sliver's area is all rounding in single.
        static (double Long, double Wide) Extent(Vector2[] hull, double x, double y)
        {
            double length = Math.Sqrt(x * x + y * y);
            return (
                (hull.Max(p => p.X * x + p.Y * y) - hull.Min(p => p.X * x + p.Y * y)) / length,
                (hull.Max(p => p.X * y - p.Y * x) - hull.Min(p => p.X * y - p.Y * x)) / length);
        }
    }

    [Fact]
    public void One_pixel_and_a_line_have_rectangles_too()
    {
        Assert.Equal(new Quad(new(3, 4), new(3, 4), new(3, 4), new(3, 4)), MinimumAreaRectangle.Run(Hull([new(3, 4), new(3, 4)])));
        Assert.Equal(new Quad(new(1, 2), new(5, 2), new(5, 6), new(1, 6)), MinimumAreaRectangle.Run(Hull([new(3, 4)]), 2));
        Quad line = MinimumAreaRectangle.Run(Hull([new(0, 0), new(4, 0), new(9, 0)]), 1);
        Assert.Equal(new Quad(new(-1, -1), new(10, -1), new(10, 1), new(-1, 1)), line);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => ConvexHull.Run([new(0, 0), new(1, 1), new(2, 2)], new Vector2[2]));
        Assert.Contains("for 5", error.Message);
        Assert.Contains("for 2", error.Message);
        Assert.Throws<ArgumentException>(() => MinimumAreaRectangle.Run([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MinimumAreaRectangle.Run([default], double.NaN));
        Assert.Throws<ArgumentException>(() => Quad.FromCorners([default]));
        Assert.Equal(0, ConvexHull.Run([], new Vector2[ConvexHull.Room(0)]));
    }

    private static PixelPoint[] Points(Random random)
    {
        int reach = random.Next(1, 200);
        return [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => new PixelPoint(random.Next(-reach, reach), random.Next(-reach, reach)))];
    }

    private static Vector2[] Hull(PixelPoint[] points)
    {
        var hull = new Vector2[ConvexHull.Room(points.Length)];
        return hull[..ConvexHull.Run(points, hull)];
    }

    private static double Cross(Vector2 a, Vector2 b, Vector2 c) => ((double)b.X - a.X) * ((double)c.Y - a.Y) - ((double)b.Y - a.Y) * ((double)c.X - a.X);
}
