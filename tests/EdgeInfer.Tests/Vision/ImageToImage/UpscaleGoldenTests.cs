using EdgeInfer.Imaging;
using EdgeInfer.Vips;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

/// <summary>A known super-resolution model with nothing but the model file named, against its reference.</summary>
public sealed class UpscaleGoldenTests
{
    [Fact]
    public void The_enlarged_picture_is_the_references()
    {
        GoldenCase golden = GoldenCase.Read("super_resolution_x3__sr_dog_lr224");
        using ImageUpscaler upscaler = ImageUpscaler.Load(golden.ModelPath);
        Assert.Equal(3, upscaler.Scale);
        using ImageBuffer image = golden.DecodeImage();
        using ImageBuffer result = upscaler.Upscale(image, TestContext.Current.CancellationToken);
        using ImageBuffer expected = new VipsCodec().Decode(TestData.Path(golden.Result.GetProperty("output").GetString()!));
        Assert.Equal((672, 672), (result.Width, result.Height));
        (double rgb, double luma) = (Psnr(result, expected, luma: false), Psnr(result, expected, luma: true));
        TestContext.Current.TestOutputHelper?.WriteLine($"PSNR against the reference: RGB {rgb:0.0} dB, Y {luma:0.0} dB");
        Assert.True(luma >= 45, $"Y {luma:0.0} dB");
        Assert.True(rgb >= 38, $"RGB {rgb:0.0} dB");

        // As close to the truth as the reference is.
        using ImageBuffer truth = new VipsCodec().Decode(TestData.Path("images/sr_dog_gt672.png"));
        Assert.Equal(golden.Result.GetProperty("psnr_y_against_ground_truth").GetDouble(), Psnr(result, truth, luma: true), 0.2);
    }

    [Fact]
    public void A_picture_of_many_tiles_is_the_one_whose_tiles_lie_elsewhere()
    {
        using ImageUpscaler upscaler = ImageUpscaler.Load(TestData.Path("models/super_resolution_x3.onnx"), new ImageUpscalerOptions { TileOverlap = 24 });
        using ImageUpscaler other = ImageUpscaler.Load(TestData.Path("models/super_resolution_x3.onnx"), new ImageUpscalerOptions { TileOverlap = 70 });
        using ImageBuffer image = new VipsCodec().Decode(TestData.Path("images/lion.png"));
        using ImageBuffer few = upscaler.Upscale(image, TestContext.Current.CancellationToken), many = other.Upscale(image, TestContext.Current.CancellationToken);
        Assert.Equal((3 * image.Width, 3 * image.Height), (few.Width, few.Height));
        int worst = 0;
        for (int i = 0; i < few.Pixels.Length; i++) worst = Math.Max(worst, Math.Abs(few.Pixels[i] - many.Pixels[i]));
        Assert.True(worst <= 2, $"{worst} levels apart");
    }

    private static double Psnr(ImageBuffer a, ImageBuffer b, bool luma)
    {
        double sum = 0;
        long count = 0;
        for (int i = 0; i < a.Pixels.Length; i += 3)
        {
            if (luma)
            {
                int d = new Rgb(a.Pixels[i], a.Pixels[i + 1], a.Pixels[i + 2]).Luma - new Rgb(b.Pixels[i], b.Pixels[i + 1], b.Pixels[i + 2]).Luma;
                sum += d * d;
                count++;
                continue;
            }

            for (int c = 0; c < 3; c++) sum += (a.Pixels[i + c] - b.Pixels[i + c]) * (a.Pixels[i + c] - b.Pixels[i + c]);
            count += 3;
        }

        return 10 * Math.Log10(255.0 * 255 * count / sum);
    }
}
