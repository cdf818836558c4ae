using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

public sealed class ImageUpscalerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int, int> Sizes => new()
    {
        { 1, 1 }, { 16, 16 }, { 17, 16 }, { 15, 40 }, { 100, 3 }, { 53, 61 }, { 2000, 20 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Tiles_of_a_model_that_repeats_pixels_make_the_picture_of_repeated_pixels(int width, int height)
    {
        foreach ((byte[] model, ModelManifest manifest) in ((byte[], ModelManifest)[])
            [
                (Repeats("16,16"), Manifest(ResizeMode.Stretch)),
                (Repeats("h,w"), Manifest(ResizeMode.Pad)),
                (Repeats("h,w"), Manifest(ResizeMode.Pad) with { Input = Manifest(ResizeMode.Pad).Input with { Color = ColorOrder.Bgr } }),
            ])
        {
            using ImageUpscaler upscaler = Load(model, manifest, tile: 24, overlap: 5);
            Assert.Equal(2, upscaler.Scale);
            using ImageBuffer image = Noise(width, height, PixelFormat.Rgb24);
            using ImageBuffer result = upscaler.Upscale(image, out StageTimings timings, Token);
            Assert.True(timings.Total > TimeSpan.Zero);
            Assert.Equal((2 * width, 2 * height, PixelFormat.Rgb24), (result.Width, result.Height, result.Format));
            for (int y = 0; y < result.Height; y++)
            {
                for (int x = 0; x < result.Width; x++)
                    Assert.Equal(image.GetRow(y / 2).Slice(x / 2 * 3, 3), result.GetRow(y).Slice(3 * x, 3));
            }
        }
    }

    [Fact]
    public void Seams_of_a_model_that_looks_around_do_not_show()
    {
        // A mean of 9 × 9 pixels that takes what lies outside for black: wrong by up to half within 4 pixels of a tile's edge.
        using ImageUpscaler tiled = Load(Blurs("48,48"), Manifest(ResizeMode.Stretch), tile: 48, overlap: 16);
        using ImageUpscaler whole = Load(Blurs("h,w"), Manifest(ResizeMode.Pad) with { Input = Manifest(ResizeMode.Pad).Input with { MultipleOf = 1 } }, tile: 4096, overlap: 0);
        using ImageUpscaler careless = Load(Blurs("48,48"), Manifest(ResizeMode.Stretch), tile: 48, overlap: 0);
        using ImageBuffer image = Noise(144, 96, PixelFormat.Rgb24);
        using ImageBuffer expected = whole.Upscale(image, Token), found = tiled.Upscale(image, Token), seamed = careless.Upscale(image, Token);
        Assert.Equal(1, tiled.Scale);
        Assert.True(Worst(expected, found) <= 1, $"{Worst(expected, found)} levels");
        // Without overlap the same picture has seams: the test would see them.
        Assert.True(Worst(expected, seamed) > 20, $"{Worst(expected, seamed)} levels");
    }

    [Theory]
    [InlineData(PixelFormat.Rgb24)]
    [InlineData(PixelFormat.Bgr24)]
    [InlineData(PixelFormat.Rgba32)]
    public void A_model_of_one_channel_changes_brightness_and_keeps_colours(PixelFormat format)
    {
        // Half as bright: Y ÷ 2.
        using ImageUpscaler upscaler = Load(Darkens(), Manifest(ResizeMode.Stretch) with { Input = Manifest(ResizeMode.Stretch).Input with { Color = ColorOrder.Gray } });
        using var image = new ImageBuffer(20, 20, format);
        int bytes = format.BytesPerPixel();
        for (int i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (i % bytes) switch { 0 => 180, 1 => 160, 2 => 140, _ => 77 };
        using ImageBuffer result = upscaler.Upscale(image, Token);
        (int r, int b) = format == PixelFormat.Bgr24 ? (140, 180) : (180, 140);
        int change = new Rgb((byte)r, 160, (byte)b).Luma / 2;
        Span<byte> pixel = result.GetRow(10).Slice(10 * result.Format.BytesPerPixel());
        Assert.InRange(pixel[0], r - change - 1, r - change + 1);
        Assert.InRange(pixel[1], 160 - change - 1, 160 - change + 1);
        Assert.InRange(pixel[2], b - change - 1, b - change + 1);
        Assert.Equal(format == PixelFormat.Rgba32 ? PixelFormat.Rgba32 : PixelFormat.Rgb24, result.Format);
        if (format == PixelFormat.Rgba32) Assert.Equal(77, pixel[3]);
    }

    [Fact]
    public void A_grey_picture_stays_grey_with_a_model_of_one_channel()
    {
        using ImageUpscaler upscaler = Load(Darkens(), Manifest(ResizeMode.Stretch) with { Input = Manifest(ResizeMode.Stretch).Input with { Color = ColorOrder.Gray } });
        using var image = new ImageBuffer(40, 20, PixelFormat.Gray8);
        image.Pixels.Fill(100);
        using ImageBuffer result = upscaler.Upscale(image, Token);
        Assert.Equal(PixelFormat.Gray8, result.Format);
        Assert.All(result.Pixels.ToArray(), static p => Assert.Equal(50, p));
    }

    [Fact]
    public void A_range_says_which_values_are_black_and_white()
    {
        // Values of −1 … 1 in, the same out: by default the input's normalisation is undone, with a range it is not asked.
        ModelManifest manifest = Manifest(ResizeMode.Stretch);
        manifest = manifest with { Input = manifest.Input with { Scale = 1 / 255f, Mean = [0.5f], Std = [0.5f] } };
        using ImageBuffer image = Noise(30, 30, PixelFormat.Rgb24);
        using ImageUpscaler undone = Load(Repeats("16,16"), manifest), ranged = Load(Repeats("16,16"), manifest with { OutputRange = [1, -1] });
        using ImageBuffer same = undone.Upscale(image, Token), inverted = ranged.Upscale(image, Token);
        for (int i = 0; i < same.Pixels.Length; i++) Assert.Equal(255 - same.Pixels[i], inverted.Pixels[i]);
        Assert.Equal(image.GetRow(3).Slice(9, 3), same.GetRow(6).Slice(18, 3));
    }

    [Fact]
    public void Camera_frames_are_enlarged_like_the_picture_they_convert_to()
    {
        byte[] pixels = new byte[31 * 2 * 20];
        new Random(3).NextBytes(pixels);
        using ImageUpscaler upscaler = Load(Repeats("16,16"), Manifest(ResizeMode.Stretch));
        // Narrower than a tile in one case, wider in the other.
        foreach ((int width, int height) in ((int, int)[])[(30, 20), (10, 12)])
        {
            var frame = new ImageView(pixels.AsSpan(0, width * height * 3 / 2), width, height, PixelFormat.Nv12);
            using ImageBuffer converted = ImageBuffer.CopyOf(frame), expected = upscaler.Upscale(converted, Token), found = upscaler.Upscale(frame, Token);
            Assert.Equal(expected.Pixels, found.Pixels);
        }
    }

    [Fact]
    public async Task Progress_threads_and_many_pictures_change_nothing()
    {
        using ImageUpscaler upscaler = Load(Repeats("16,16"), Manifest(ResizeMode.Stretch), overlap: 4);
        ImageBuffer[] images = [.. Enumerable.Range(0, 4).Select(static i => Noise(40 + i, 30, PixelFormat.Rgb24))];
        byte[][] expected = [.. images.Select(i => Bytes(upscaler.Upscale(i, Token)))];
        Assert.Equal(expected, upscaler.Upscale(images, Token).Select(Bytes));
        Assert.Equal(expected, (await upscaler.UpscaleAsync(images, Token)).Select(Bytes));
        Assert.Equal(expected[1], Bytes(await upscaler.UpscaleAsync(images[1], Token)));
        byte[][][] found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => images.Select(i => Bytes(upscaler.Upscale(i, Token))).ToArray(), Token)));
        Assert.All(found, f => Assert.Equal(expected, f));

        var heard = new Heard();
        Assert.Equal(expected[0], Bytes(upscaler.Upscale(images[0], heard, out _, Token)));
        Assert.True(heard.Steps.Count > 3);
        Assert.Equal(Enumerable.Range(1, heard.Steps.Count).Select(i => new TileProgress(i, heard.Steps.Count)), heard.Steps);
        foreach (ImageBuffer image in images) image.Dispose();

        static byte[] Bytes(ImageBuffer image)
        {
            using (image) return image.Pixels.ToArray();
        }
    }

    [Fact]
    public void What_is_no_picture_is_refused_at_load()
    {
        TestModel Makes(string output) => TinyDetector.Constant("1,3,16,16", ("y", output, new float[output.Split(',').Aggregate(1, static (n, d) => n * int.Parse(d, System.Globalization.CultureInfo.InvariantCulture))]));
        ModelManifest manifest = Manifest(ResizeMode.Stretch);
        Assert.Contains("ImageMatter", Assert.Throws<ModelMismatchException>(() => Load(Makes("1,1,16,16").ToArray(), manifest)).Message);
        Assert.Contains("whole multiple", Assert.Throws<ModelMismatchException>(() => Load(Makes("1,3,24,24").ToArray(), manifest)).Message);
        Assert.Contains("whole multiple", Assert.Throws<ModelMismatchException>(() => Load(Makes("1,3,32,16").ToArray(), manifest)).Message);
        Assert.Contains("4 axes", Assert.Throws<ModelMismatchException>(() => Load(Makes("1,16,16").ToArray(), manifest)).Message);
        Assert.Contains("SemanticSegmenter", Assert.Throws<ModelMismatchException>(() => Load(TinySegmenter.Planar(), TinySegmenter.Manifest())).Message);
        Assert.Throws<ManifestException>(() => Load(Repeats("16,16"), manifest with { OutputRange = [1, 1] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Load(Repeats("16,16"), manifest, tile: 15));
        Assert.Throws<ArgumentOutOfRangeException>(() => Load(Repeats("16,16"), manifest, overlap: -1));
    }

    [Fact]
    public void Empty_pictures_and_cancelled_calls_leave_nothing_behind()
    {
        using ImageUpscaler upscaler = Load(Repeats("16,16"), Manifest(ResizeMode.Stretch));
        Assert.Throws<ArgumentException>(() => upscaler.Upscale(default(ImageView), Token));
        using ImageBuffer image = Noise(40, 40, PixelFormat.Rgb24);
        using var source = new CancellationTokenSource();
        var stop = new Heard(() => source.Cancel());
        Assert.Throws<OperationCanceledException>(() => upscaler.Upscale(image, stop, out _, source.Token));
        Assert.Single(stop.Steps);
    }

    internal static ModelManifest Manifest(ResizeMode resize) => new()
    {
        Task = ModelTask.ImageToImage,
        Input = new ImageInputSpec { Resize = resize, Scale = 1 / 255f, MultipleOf = 4 },
    };

    internal static ImageUpscaler Load(byte[] model, ModelManifest manifest, int tile = 512, int overlap = 32) => ImageUpscaler.Load(
        model, "tiny", new ImageUpscalerOptions { Session = TinyDetector.OneThread, Manifest = manifest, TileSize = tile, TileOverlap = overlap });

    /// <summary>Twice as large: every pixel four times.</summary>
    internal static byte[] Repeats(string size) => new TestModel()
        .Input("images", TensorElementType.Float32, $"1,3,{size}")
        .Constant("scales", "4", 1, 1, 2, 2)
        .Node("Resize", ["images", "", "scales"], ["y"])
        .Output("y", TensorElementType.Float32, size == "h,w" ? "1,3,h2,w2" : "1,3,32,32")
        .ToArray();

    private static byte[] Darkens() => new TestModel()
        .Input("images", TensorElementType.Float32, "1,1,16,16")
        .Constant("half", "1", 0.5f)
        .Node("Mul", ["images", "half"], ["y"])
        .Output("y", TensorElementType.Float32, "1,1,16,16")
        .ToArray();

    /// <summary>A mean of 9 × 9 pixels, black outside: padded, summed over windows, cut.</summary>
    private static byte[] Blurs(string size)
    {
        // A convolution of each channel with itself alone; the padding comes from its own node, as attributes here are single numbers.
        float[] kernel = new float[3 * 3 * 81];
        for (int c = 0; c < 3; c++) kernel.AsSpan((c * 3 + c) * 81, 81).Fill(1 / 81f);
        long[] pads = [0, 0, 4, 4, 0, 0, 4, 4];
        return new TestModel()
            .Input("images", TensorElementType.Float32, $"1,3,{size}")
            .Constant("pads", TensorElementType.Int64, "8", [.. pads.SelectMany(BitConverter.GetBytes)])
            .Constant("kernel", "3,3,9,9", kernel)
            .Node("Pad", ["images", "pads"], ["padded"])
            .Node("Conv", ["padded", "kernel"], ["y"])
            .Output("y", TensorElementType.Float32, $"1,3,{size}")
            .ToArray();
    }

    private static ImageBuffer Noise(int width, int height, PixelFormat format)
    {
        var image = new ImageBuffer(width, height, format);
        new Random(width * 31 + height).NextBytes(image.Pixels);
        return image;
    }

    private static int Worst(ImageBuffer a, ImageBuffer b)
    {
        int worst = 0;
        for (int i = 0; i < a.Pixels.Length; i++) worst = Math.Max(worst, Math.Abs(a.Pixels[i] - b.Pixels[i]));
        return worst;
    }

    private sealed class Heard(Action? then = null) : IProgress<TileProgress>
    {
        public List<TileProgress> Steps { get; } = [];

        public void Report(TileProgress value)
        {
            Steps.Add(value);
            then?.Invoke();
        }
    }
}
