using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class TextMapDecoderTests
{
    private static readonly TextMapGolden Golden = TextMapGolden.Load();

    // The pixels are OpenCV's to the last one; the sum is of floats in another order.
    [Fact]
    public void Box_scores_are_those_of_OpenCv()
    {
        float[] map = Golden.Noise.Values;
        foreach (TextMapGolden.Mean golden in Golden.Scores)
        {
            Quad quad = TextMapGolden.ToQuad(golden.Quad);
            Assert.Equal(golden.Value, PolygonMean.Run(map, Golden.Noise.Width, Golden.Noise.Height, in quad), 2e-6f);
        }
    }

    // Clipper on a grid of 1/4096 pixel; on whole pixels, as PaddleOCR calls it, it rounds in and out by up to one each,
    // which at a rectangle's corner is two or so; near squares it may turn the rectangle, near 45° rename its corners.
    [Fact]
    public void Grown_boxes_are_those_of_Clipper()
    {
        float fine = 0, coarse = 0;
        foreach (TextMapGolden.Growth golden in Golden.Growths)
        {
            Quad box = TextMapGolden.ToQuad(golden.Quad), grown = TextBoxGrowth.Run(in box, 1.5);
            fine = Math.Max(fine, TextMapGolden.Distance(in grown, TextMapGolden.ToQuad(golden.Grown)));
            if (Math.Max(box.Width, box.Height) >= 2 * Math.Min(box.Width, box.Height))
                coarse = Math.Max(coarse, TextMapGolden.NearestDistance(grown, TextMapGolden.ToQuad(golden.Paddle)));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"largest corner distance: {fine} px to exact Clipper, {coarse} px to PaddleOCR's rounded one");
        Assert.True(fine <= 0.01f, $"A corner is {fine} px from Clipper's.");
        Assert.True(coarse <= 2.5f, $"A corner is {coarse} px from PaddleOCR's.");
    }

    // What is left is OpenCV's own choice between rectangles of equal area, and the last digits of its angles.
    [Fact]
    public void Boxes_grown_on_whole_pixels_are_those_of_PaddleOcr()
    {
        foreach (TextMapGolden.Growth golden in Golden.Growths)
        {
            Quad box = TextMapGolden.ToQuad(golden.Quad);
            float distance = TextMapGolden.NearestDistance(TextBoxGrowth.RunOnWholePixels(in box, 1.5), TextMapGolden.ToQuad(golden.Paddle));
            Assert.True(distance <= 0.02f, $"{box} grows to {TextBoxGrowth.RunOnWholePixels(in box, 1.5)}, {distance} px from {TextMapGolden.ToQuad(golden.Paddle)}.");
        }
    }

    [Fact]
    public void A_map_gives_the_boxes_of_the_OpenCv_chain()
    {
        var regions = new TextRegion[100];
        int count = TextMapDecoder.Run(Golden.Map.Values, Golden.Map.Width, Golden.Map.Height, new TextMapOptions(), regions);

        Assert.True(Golden.Lines.Length >= 8);
        Assert.Equal(Golden.Lines.Length, count);
        for (int i = 0; i < count; i++)
        {
            float distance = TextMapGolden.Distance(regions[i].Box, TextMapGolden.ToQuad(Golden.Lines[i].Quad));
            Assert.True(distance <= 0.02f, $"Line {i} is {distance} px off.");
            Assert.Equal(Golden.Lines[i].Score, regions[i].Score, 1e-4f);
        }

        Assert.Equal(3, TextMapDecoder.Run(Golden.Map.Values, Golden.Map.Width, Golden.Map.Height, new TextMapOptions(), regions.AsSpan(0, 3)));
    }

    [Fact]
    public void Options_drop_what_is_small_or_unsure()
    {
        float[] map = new float[40 * 30];
        for (int y = 5; y < 15; y++) map.AsSpan(y * 40 + 5, 25).Fill(0.7f);
        map.AsSpan(20 * 40 + 5, 2).Fill(1);
        var regions = new TextRegion[4];

        Assert.Equal(1, TextMapDecoder.Run(map, 40, 30, new TextMapOptions(), regions));
        Assert.Equal(0.7f, regions[0].Score, 1e-5f);
        Assert.Equal(0, TextMapDecoder.Run(map, 40, 30, new TextMapOptions { BoxThreshold = 0.71f }, regions));
        Assert.Equal(0, TextMapDecoder.Run(map, 40, 30, new TextMapOptions { PixelThreshold = 1 }, regions));
        Assert.Equal(0, TextMapDecoder.Run(map, 40, 30, new TextMapOptions { MinSide = 9.5f }, regions));
        Assert.Equal(0, TextMapDecoder.Run([], 0, 0, new TextMapOptions(), regions));
    }

    [Fact]
    public void A_box_beside_the_map_has_no_score()
    {
        Quad far = new(new(50, 50), new(60, 50), new(60, 60), new(50, 60));
        Assert.Equal(0, PolygonMean.Run(new float[20], 5, 4, in far));
        Quad over = new(new(-3, -3), new(9, -3), new(9, 9), new(-3, 9));
        Assert.Equal(1, PolygonMean.Run([1, 1, 1, 1, 1, 1], 3, 2, in over));
    }

    [Fact]
    public void Other_sizes_are_refused_with_both()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => TextMapDecoder.Run(new float[11], 4, 3, new TextMapOptions(), new TextRegion[1]));
        Assert.Contains("11", error.Message);
        Assert.Contains("4×3", error.Message);
        Assert.Throws<ArgumentException>(() => PolygonMean.Run(new float[11], 4, 3, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => TextBoxGrowth.Run(default, -1));
    }

    [Fact]
    public void Steady_state_allocates_nothing()
    {
        float[] map = Golden.Map.Values;
        var regions = new TextRegion[100];
        int width = Golden.Map.Width, height = Golden.Map.Height;
        Assert.Equal(0, SteadyAllocation.Of(() => TextMapDecoder.Run(map, width, height, new TextMapOptions(), regions)));
    }
}
