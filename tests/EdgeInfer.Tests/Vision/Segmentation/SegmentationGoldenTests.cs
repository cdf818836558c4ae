using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Vips;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

/// <summary>A known segmentation model on photographs, with nothing but the model file named, against its reference.</summary>
public sealed class SegmentationGoldenTests
{
    private const int MapSide = 257;

    public static TheoryData<string> Pictures => ["astronaut", "bus", "golden_retriever", "horse_cart", "kitten_224"];

    [Theory]
    [MemberData(nameof(Pictures))]
    public void The_map_at_the_models_own_size_is_the_reference_mask(string picture)
    {
        GoldenCase golden = GoldenCase.Read($"deeplabv3_mnv2_257__{picture}");
        using SemanticSegmenter segmenter = SemanticSegmenter.Load(golden.ModelPath);
        using ImageBuffer image = golden.DecodeImage();
        using ImageBuffer small = Shrink(image);
        using ImageBuffer expected = Mask(picture);
        using SegmentationMap map = segmenter.Segment(small, TestContext.Current.CancellationToken);

        Assert.Equal((MapSide, MapSide), (map.Width, map.Height));
        Assert.True(Agreement(map.ClassIds, expected.Pixels) >= 0.97, $"{Agreement(map.ClassIds, expected.Pixels):0.0000} of the pixels agree.");
        foreach (JsonProperty part in golden.Result.GetProperty("classes").EnumerateObject())
        {
            if (part.Value.GetProperty("fraction_257").GetDouble() < 0.02) continue;
            int id = segmenter.Labels.ToList().IndexOf(part.Name);
            int both = 0, either = 0;
            for (int i = 0; i < expected.Pixels.Length; i++)
            {
                bool here = map.ClassIds[i] == id, there = expected.Pixels[i] == id;
                if (here && there) both++;
                if (here || there) either++;
            }

            Assert.True(both >= 0.9 * either, $"{part.Name}: intersection over union {(double)both / either:0.000}.");
        }
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void The_map_of_the_whole_picture_has_the_reference_shares(string picture)
    {
        GoldenCase golden = GoldenCase.Read($"deeplabv3_mnv2_257__{picture}");
        using SemanticSegmenter segmenter = SemanticSegmenter.Load(golden.ModelPath);
        using ImageBuffer image = golden.DecodeImage();
        using SegmentationMap map = segmenter.Segment(image, TestContext.Current.CancellationToken);

        Assert.Equal((image.Width, image.Height), (map.Width, map.Height));
        Assert.Equal(21, map.Labels.Count);
        foreach (JsonProperty part in golden.Result.GetProperty("classes").EnumerateObject())
        {
            double expected = part.Value.GetProperty("fraction_full").GetDouble();
            Assert.Equal(expected, map.FractionOf(map.Labels.ToList().IndexOf(part.Name)), 0.005);
        }

        Assert.Equal(1, map.Classes().Sum(static c => c.Fraction), 1e-4);
    }

    private static ImageBuffer Shrink(ImageBuffer image)
    {
        var small = new ImageBuffer(MapSide, MapSide, PixelFormat.Rgb24);
        ResizePlan plan = ResizePlan.Stretch(image.Width, image.Height, MapSide, MapSide);
        ImageToTensor.Write(
            image, in plan, Interpolation.Bilinear, ColorOrder.Rgb, TensorLayout.Nhwc, new PixelNormalization(3, 1, [], []), [], small.Pixels);
        return small;
    }

    private static ImageBuffer Mask(string picture) => new VipsCodec().Decode(
        TestData.Path($"expected/deeplabv3_mnv2_257__{picture}.mask257.png"), new ImageDecodeOptions { Format = PixelFormat.Gray8 });

    private static double Agreement(ReadOnlySpan<byte> found, ReadOnlySpan<byte> expected)
    {
        int same = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            if (found[i] == expected[i]) same++;
        }

        return (double)same / expected.Length;
    }
}
