using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

public sealed class ImageMatterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Opacity_follows_the_map_and_cuts_the_foreground_out(bool logit)
    {
        using ImageMatter matter = Load(TinySegmenter.Foreground(logit), Manifest() with { Sigmoid = logit });
        using ImageBuffer image = SolidPicture.Black(64, 32);
        for (int y = 0; y < 32; y++)
        {
            for (int x = 32; x < 64; x++) (image.GetRow(y)[3 * x], image.GetRow(y)[3 * x + 1]) = (255, 9);
        }

        using AlphaMatte matte = matter.Matte(image, out StageTimings timings, Token);
        Assert.True(timings.Total > TimeSpan.Zero);
        Assert.Equal((64, 32), (matte.Width, matte.Height));
        // Sigmoid(±5) is 0.0067 and 0.9933.
        (int low, int high) = logit ? (2, 253) : (0, 255);
        Assert.Equal(low, matte.Alpha[0]);
        Assert.Equal(high, matte.Alpha[63]);
        Assert.InRange(matte.Coverage, 0.48f, 0.52f);
        // Softly: between the two, every step is up.
        for (int x = 1; x < 64; x++) Assert.True(matte.Alpha[x] >= matte.Alpha[x - 1]);
        Assert.True(matte.Alpha[31] > low && matte.Alpha[31] < high);

        using ImageBuffer cut = matte.CutOut(image);
        Assert.Equal(PixelFormat.Rgba32, cut.Format);
        Assert.Equal([255, 9, 0, (byte)high], cut.GetRow(5).Slice(4 * 63, 4).ToArray());
        Assert.Equal([0, 0, 0, (byte)low], cut.GetRow(5).Slice(0, 4).ToArray());

        using ImageBuffer composed = matte.Compose(image, new Rgb(0, 0, 200));
        Assert.Equal(PixelFormat.Rgb24, composed.Format);
        Assert.InRange(composed.GetRow(5)[2], 197, 200);
        Assert.InRange(composed.GetRow(5)[3 * 63], 252, 255);
    }

    [Fact]
    public void A_range_says_which_values_are_clear_and_opaque()
    {
        using ImageMatter matter = Load(TinySegmenter.Foreground(logit: false), Manifest() with { OutputRange = [0.25f, 0.75f] });
        foreach ((byte red, int alpha) in ((byte, int)[])[(0, 0), (50, 0), (128, 128), (200, 255), (255, 255)])
        {
            using var image = new ImageBuffer(5, 5, PixelFormat.Rgb24);
            for (int i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = red;
            using AlphaMatte matte = matter.Matte(image, Token);
            Assert.InRange(matte.Alpha[12], alpha - 1, alpha + 1);
        }
    }

    [Theory]
    [InlineData(PixelFormat.Gray8)]
    [InlineData(PixelFormat.Bgra32)]
    [InlineData(PixelFormat.Nv12)]
    public void Pictures_of_all_formats_are_cut_out(PixelFormat format)
    {
        byte[] pixels = new byte[20 * 10 * 4];
        pixels.AsSpan().Fill(120);
        var image = new ImageView(pixels, 20, 10, format);
        using ImageMatter matter = Load(TinySegmenter.Foreground(logit: false), Manifest());
        using AlphaMatte matte = matter.Matte(image, Token);
        using ImageBuffer cut = matte.CutOut(image), converted = ImageBuffer.CopyOf(image);
        Assert.Equal((20, 10, PixelFormat.Rgba32), (cut.Width, cut.Height, cut.Format));
        Assert.Equal(converted.Pixels[0], cut.Pixels[0]);
        Assert.Equal(matte.Alpha[0], cut.Pixels[3]);
    }

    [Fact]
    public void Wrong_pictures_and_models_are_refused()
    {
        using ImageMatter matter = Load(TinySegmenter.Foreground(logit: false), Manifest());
        using ImageBuffer image = SolidPicture.White(10, 10), other = SolidPicture.White(11, 10);
        AlphaMatte matte = matter.Matte(image, Token);
        Assert.Throws<ArgumentException>(() => matte.CutOut(other));
        Assert.Throws<ArgumentException>(() => matte.CutOut(default));
        Assert.Equal("10×10, 100.0% foreground", matte.ToString());
        matte.Dispose();
        Assert.Throws<ObjectDisposedException>(() => matte.CutOut(image));
        Assert.Contains("ImageUpscaler", Assert.Throws<ModelMismatchException>(() => Load(ImageUpscalerTests.Repeats("16,16"), Manifest())).Message);
    }

    [Fact]
    public async Task Many_pictures_and_other_threads_have_the_mattes_of_single_calls()
    {
        using ImageMatter matter = Load(TinySegmenter.Foreground(logit: false), Manifest());
        ImageBuffer[] images = [.. Enumerable.Range(0, 5).Select(static seed =>
        {
            var image = new ImageBuffer(30 + seed, 20, PixelFormat.Rgb24);
            new Random(seed).NextBytes(image.Pixels);
            return image;
        })];
        byte[][] expected = [.. images.Select(i => Bytes(matter.Matte(i, Token)))];
        Assert.Equal(expected, matter.Matte(images, Token).Select(Bytes));
        Assert.Equal(expected, (await matter.MatteAsync(images, Token)).Select(Bytes));
        Assert.Equal(expected[4], Bytes(await matter.MatteAsync(images[4], Token)));
        byte[][][] found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => images.Select(i => Bytes(matter.Matte(i, Token))).ToArray(), Token)));
        Assert.All(found, f => Assert.Equal(expected, f));
        foreach (ImageBuffer image in images) image.Dispose();

        static byte[] Bytes(AlphaMatte matte)
        {
            using (matte) return matte.Alpha.ToArray();
        }
    }

    private static ModelManifest Manifest() => ImageUpscalerTests.Manifest(ResizeMode.Stretch);

    private static ImageMatter Load(byte[] model, ModelManifest manifest) => ImageMatter.Load(
        model, "tiny", new ImageMatterOptions { Session = TinyDetector.OneThread, Manifest = manifest });
}
