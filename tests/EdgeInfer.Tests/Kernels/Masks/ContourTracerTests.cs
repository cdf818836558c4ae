using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class ContourTracerTests
{
    [Fact]
    public void Contours_are_those_of_OpenCv()
    {
        foreach (MaskGolden.Case golden in MaskGolden.Cases)
        {
            AssertContours(golden.AllEvery, golden, ContourMode.All, ContourPoints.Every);
            AssertContours(golden.AllCorners, golden, ContourMode.All, ContourPoints.Corners);
            AssertContours(golden.ExternalEvery, golden, ContourMode.External, ContourPoints.Every);
            AssertContours(golden.ExternalCorners, golden, ContourMode.External, ContourPoints.Corners);
        }

        static void AssertContours(int[][] expected, MaskGolden.Case golden, ContourMode mode, ContourPoints keep)
        {
            using ContourTracer tracer = ContourTracer.Rent();
            int count = tracer.Run(golden.Mask, golden.Width, golden.Height, mode, keep);
            Assert.Equal(expected, Enumerable.Range(0, count).Select(i => tracer.GetContour(i).ToArray().SelectMany(static p => (int[])[p.X, p.Y]).ToArray()));
        }
    }

    [Fact]
    public void Borders_are_the_pixels_that_touch_what_is_empty()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 300; round++)
        {
            int width = random.Next(1, 50), height = random.Next(1, 50);
            byte[] mask = RandomMask.Make(random, width, height);
            string place = $"seed {seed}, round {round}, {width}×{height}";
            using ContourTracer tracer = ContourTracer.Rent();

            tracer.Run(mask, width, height, ContourMode.All, ContourPoints.Every);

            var onBorders = new HashSet<PixelPoint>();
            int outer = 0;
            for (int i = 0; i < tracer.Count; i++)
            {
                ReadOnlySpan<PixelPoint> contour = tracer.GetContour(i);
                for (int k = 0; k < contour.Length; k++)
                {
                    PixelPoint a = contour[k], b = contour[(k + 1) % contour.Length];
                    onBorders.Add(a);
                    Assert.True(Math.Max(Math.Abs(a.X - b.X), Math.Abs(a.Y - b.Y)) <= 1, place);
                }

                if (!tracer.IsHole(i)) outer++;
            }

            // Regions touch by corners, so what is empty touches by sides.
            var expected = new HashSet<PixelPoint>(
                from y in Enumerable.Range(0, height)
                from x in Enumerable.Range(0, width)
                where IsSet(x, y) && !(IsSet(x - 1, y) && IsSet(x + 1, y) && IsSet(x, y - 1) && IsSet(x, y + 1))
                select new PixelPoint(x, y));
            Assert.True(expected.SetEquals(onBorders), place);
            Assert.True(outer == ConnectedComponents.Run(mask, width, height, new int[mask.Length], []), place);

            bool IsSet(int x, int y) => x >= 0 && y >= 0 && x < width && y < height && mask[y * width + x] != 0;
        }
    }

    [Fact]
    public void A_region_in_a_hole_is_not_external()
    {
        byte[] mask =
        [
            1, 1, 1, 1, 1,
            1, 0, 0, 0, 1,
            1, 0, 1, 0, 1,
            1, 0, 0, 0, 1,
            1, 1, 1, 1, 1,
        ];
        using ContourTracer tracer = ContourTracer.Rent();

        Assert.Equal(1, tracer.Run(mask, 5, 5, ContourMode.External, ContourPoints.Corners));
        Assert.Equal([new(0, 0), new(0, 4), new(4, 4), new(4, 0)], tracer.GetContour(0).ToArray());

        Assert.Equal(3, tracer.Run(mask, 5, 5, ContourMode.All, ContourPoints.Corners));
        Assert.Equal([false, true, false], [tracer.IsHole(0), tracer.IsHole(1), tracer.IsHole(2)]);
        Assert.Equal([new(2, 2)], tracer.GetContour(2).ToArray());
    }

    [Fact]
    public void Other_sizes_are_refused_with_both()
    {
        using ContourTracer tracer = ContourTracer.Rent();
        ArgumentException error = Assert.Throws<ArgumentException>(() => tracer.Run(new byte[11], 4, 3, ContourMode.All, ContourPoints.Every));
        Assert.Contains("11", error.Message);
        Assert.Contains("4×3", error.Message);
        Assert.Equal(0, tracer.Run([], 0, 0, ContourMode.All, ContourPoints.Every));
        Assert.Throws<ArgumentOutOfRangeException>(() => tracer.GetContour(0).Length);
    }

    [Fact]
    public void Steady_state_allocates_nothing()
    {
        byte[] mask = RandomMask.Make(new Random(3), 300, 200);
        void Once()
        {
            using ContourTracer tracer = ContourTracer.Rent();
            tracer.Run(mask, 300, 200, ContourMode.All, ContourPoints.Every);
        }

        Assert.Equal(0, SteadyAllocation.Of(Once));
    }
}
