using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Tests.Vips;
using EdgeInfer.Vips;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

public sealed class SemanticSegmenterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<TinySegmenter.Output> Outputs => [.. Enum.GetValues<TinySegmenter.Output>()];

    [Theory]
    [MemberData(nameof(Outputs))]
    public void Every_kind_of_output_gives_the_class_of_every_pixel(TinySegmenter.Output output)
    {
        using SemanticSegmenter segmenter = TinySegmenter.Load(TinySegmenter.Planar(output));
        AssertQuarters(segmenter, TinySegmenter.Side, TinySegmenter.Side);
    }

    [Fact]
    public void Channels_last_are_read_too()
    {
        ModelManifest manifest = TinySegmenter.Manifest();
        using SemanticSegmenter segmenter = TinySegmenter.Load(
            TinySegmenter.Interleaved(), manifest with { Input = manifest.Input with { Layout = TensorLayout.Nhwc } });
        AssertQuarters(segmenter, TinySegmenter.Side, TinySegmenter.Side);
    }

    [Theory]
    [InlineData(ResizeMode.Stretch, 64, 64)]
    [InlineData(ResizeMode.Stretch, 200, 40)]
    [InlineData(ResizeMode.Letterbox, 96, 32)]
    [InlineData(ResizeMode.Letterbox, 30, 90)]
    public void Classes_lie_where_the_picture_has_them_however_it_was_fitted(ResizeMode resize, int width, int height)
    {
        using SemanticSegmenter segmenter = TinySegmenter.Load(TinySegmenter.Planar(), TinySegmenter.Manifest(resize));
        AssertQuarters(segmenter, width, height);
    }

    [Fact]
    public void A_free_input_sees_the_picture_at_its_own_size()
    {
        using SemanticSegmenter segmenter = TinySegmenter.Load(TinySegmenter.Planar(size: "h,w"), TinySegmenter.Manifest(ResizeMode.Pad));
        AssertQuarters(segmenter, 50, 30);
    }

    [Fact]
    public void A_flipped_picture_has_the_flipped_map_and_a_shifted_one_the_shifted()
    {
        using SemanticSegmenter segmenter = TinySegmenter.Load(TinySegmenter.Planar(size: "h,w"), TinySegmenter.Manifest(ResizeMode.Pad));
        using ImageBuffer image = Noise(61, 43, seed: 1), flipped = new(61, 43, PixelFormat.Rgb24), shifted = new(61, 43, PixelFormat.Rgb24);
        shifted.Pixels.Clear();
        for (int y = 0; y < 43; y++)
        {
            for (int x = 0; x < 61; x++)
            {
                image.GetRow(y).Slice(3 * x, 3).CopyTo(flipped.GetRow(y).Slice(3 * (60 - x), 3));
                if (x + 5 < 61 && y + 7 < 43) image.GetRow(y).Slice(3 * x, 3).CopyTo(shifted.GetRow(y + 7).Slice(3 * (x + 5), 3));
            }
        }

        using SegmentationMap map = segmenter.Segment(image, Token), mirror = segmenter.Segment(flipped, Token), moved = segmenter.Segment(shifted, Token);
        for (int y = 0; y < 43; y++)
        {
            for (int x = 0; x < 61; x++)
            {
                Assert.Equal(map[x, y], mirror[60 - x, y]);
                if (x + 5 < 61 && y + 7 < 43) Assert.Equal(map[x, y], moved[x + 5, y + 7]);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_channel_is_a_foreground(bool logit)
    {
        ModelManifest manifest = TinySegmenter.Manifest() with { Labels = [], Sigmoid = logit, MaskThreshold = 0.7f };
        foreach (bool channelAxis in (bool[])[true, false])
        {
            using SemanticSegmenter segmenter = TinySegmenter.Load(TinySegmenter.Foreground(logit, channelAxis), manifest);
            Assert.Equal(["background", "foreground"], segmenter.Labels);
            // Sigmoid(10 × (red − 0.5)) > 0.7 above red 0.585; red itself above 0.7.
            foreach ((byte red, bool inside) in ((byte, bool)[])[(0, false), (140, false), (160, logit), (200, true), (255, true)])
            {
                using var image = new ImageBuffer(33, 20, PixelFormat.Rgb24);
                for (int i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = i % 3 == 0 ? red : (byte)0;
                using SegmentationMap map = segmenter.Segment(image, Token);
                Assert.Equal(inside ? 1f : 0f, map.FractionOf(1));
            }
        }
    }

    [Fact]
    public void One_label_names_the_foreground()
    {
        using SemanticSegmenter segmenter = TinySegmenter.Load(TinySegmenter.Foreground(logit: false), TinySegmenter.Manifest(ResizeMode.Stretch, "crack"));
        Assert.Equal(["background", "crack"], segmenter.Labels);
        using SemanticSegmenter both = TinySegmenter.Load(TinySegmenter.Foreground(logit: false), TinySegmenter.Manifest(ResizeMode.Stretch, "wall", "crack"));
        Assert.Equal(["wall", "crack"], both.Labels);
        Assert.Throws<ModelMismatchException>(() => TinySegmenter.Load(TinySegmenter.Foreground(logit: false), TinySegmenter.Manifest(ResizeMode.Stretch, "a", "b", "c")));
    }

    [Theory]
    [InlineData(PixelFormat.Bgr24)]
    [InlineData(PixelFormat.Rgba32)]
    [InlineData(PixelFormat.Bgra32)]
    public void Every_colour_format_is_seen_alike(PixelFormat format)
    {
        using SemanticSegmenter segmenter = TinySegmenter.Load(TinySegmenter.Planar());
        using ImageBuffer image = TinySegmenter.Quarters(format: format), rgb = TinySegmenter.Quarters();
        using SegmentationMap map = segmenter.Segment(image, Token), expected = segmenter.Segment(rgb, Token);
        Assert.Equal(expected.ClassIds, map.ClassIds);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10_000, 50)]
    [InlineData(1, 3000)]
    public void Pictures_of_odd_sizes_have_maps_of_their_size(int width, int height)
    {
        foreach (ResizeMode resize in (ResizeMode[])[ResizeMode.Stretch, ResizeMode.Letterbox, ResizeMode.CenterCrop])
        {
            using SemanticSegmenter segmenter = TinySegmenter.Load(TinySegmenter.Planar(), TinySegmenter.Manifest(resize));
            using var image = new ImageBuffer(width, height, PixelFormat.Gray8);
            image.Pixels.Fill(255);
            using SegmentationMap map = segmenter.Segment(image, Token);
            Assert.Equal((width, height), (map.Width, map.Height));
            // White is as red as green as blue; the lower class wins.
            Assert.Equal(1f, map.FractionOf(1));
        }
    }

    [Fact]
    public async Task Many_pictures_and_other_threads_have_the_maps_of_single_calls()
    {
        using SemanticSegmenter segmenter = TinySegmenter.Load(TinySegmenter.Planar(batch: "n"));
        ImageBuffer[] images = [.. Enumerable.Range(0, 11).Select(static i => Noise(20 + i, 30, seed: i))];
        byte[][] expected = [.. images.Select(i => Ids(segmenter.Segment(i, Token)))];

        Assert.Equal(expected, segmenter.Segment(images, Token).Select(Ids));
        Assert.Equal(expected, (await segmenter.SegmentAsync(images, Token)).Select(Ids));
        Assert.Equal(expected[3], Ids(await segmenter.SegmentAsync(images[3], Token)));

        byte[][][] found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => images.Select(i => Ids(segmenter.Segment(i, Token))).ToArray(), Token)));
        Assert.All(found, maps => Assert.Equal(expected, maps));
        foreach (ImageBuffer image in images) image.Dispose();

        static byte[] Ids(SegmentationMap map)
        {
            using (map) return map.ClassIds.ToArray();
        }
    }

    [Fact]
    public void What_contradicts_the_model_is_said_at_load()
    {
        ModelMismatchException labels = Assert.Throws<ModelMismatchException>(() => TinySegmenter.Load(TinySegmenter.Planar(), TinySegmenter.Manifest(ResizeMode.Stretch, "one", "two")));
        Assert.Contains("2 labels", labels.Message);
        Assert.Contains("4 classes", labels.Message);

        ModelMismatchException task = Assert.Throws<ModelMismatchException>(() => TinySegmenter.Load(TinySegmenter.Planar(), TinySegmenter.Manifest() with { Task = ModelTask.Classify }));
        Assert.Contains("ImageClassifier", task.Message);

        ModelMismatchException output = Assert.Throws<ModelMismatchException>(() => TinySegmenter.Load(
            TinySegmenter.Planar(), TinySegmenter.Manifest() with { Outputs = new DetectionOutputs { Scores = "mask" } }));
        Assert.Contains("'mask'", output.Message);

        ModelMismatchException map = Assert.Throws<ModelMismatchException>(() => TinySegmenter.Load(
            TinyDetector.Constant("1,3,16,16", ("y", "1,4", [1, 2, 3, 4])).ToArray(), TinySegmenter.Manifest()));
        Assert.Contains("3 or 4 axes", map.Message);

        ModelMismatchException many = Assert.Throws<ModelMismatchException>(() => TinySegmenter.Load(
            TinyDetector.Constant("1,3,16,16", ("y", "1,300,1,2", new float[600])).ToArray(), TinySegmenter.Manifest() with { Labels = [] }));
        Assert.Contains("300", many.Message);
    }

    [Fact]
    public void A_class_that_is_no_byte_is_refused()
    {
        byte[] model = new Sessions.TestModel()
            .Input("images", EdgeInfer.Sessions.TensorElementType.Float32, "1,3,2,2")
            .Constant("content", EdgeInfer.Sessions.TensorElementType.Int64, "1,2,2", [.. Enumerable.Repeat(BitConverter.GetBytes(-1L), 4).SelectMany(static b => b)])
            .Node("Identity", ["content"], ["ids"])
            .Output("ids", EdgeInfer.Sessions.TensorElementType.Int64, "1,2,2")
            .ToArray();
        using SemanticSegmenter segmenter = TinySegmenter.Load(model);
        using ImageBuffer image = SolidPicture.Black(5, 5);
        ModelMismatchException error = Assert.Throws<ModelMismatchException>(() => segmenter.Segment(image, Token));
        Assert.Contains("-1", error.Message);
    }

    [Fact]
    public void Empty_pictures_and_cancelled_calls_end_as_they_should()
    {
        using SemanticSegmenter segmenter = TinySegmenter.Load(TinySegmenter.Planar());
        Assert.Throws<ArgumentException>(() => segmenter.Segment(default(ImageView), Token));
        using ImageBuffer image = SolidPicture.Black(5, 5);
        Assert.Throws<OperationCanceledException>(() => segmenter.Segment(image, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Picture_files_of_unusual_kinds_are_seen_as_they_look()
    {
        // Red all over: 16 bits a channel; with a transparency; inks (no cyan, full magenta and yellow).
        byte[] wide = [.. Enumerable.Range(0, 20).SelectMany(static _ => new byte[] { 255, 255, 0, 0, 0, 0 })];
        byte[] clear = [.. Enumerable.Range(0, 20).SelectMany(static _ => new byte[] { 255, 0, 0, 255 })];
        byte[] inks = [.. Enumerable.Range(0, 20 * 12).SelectMany(static _ => new byte[] { 0, 255, 255, 0 })];
        byte[] index = new byte[3];
        var codec = new VipsCodec();
        using SemanticSegmenter segmenter = TinySegmenter.Load(TinySegmenter.Planar());
        foreach (byte[] file in (byte[][])
            [
                PictureBytes.Png(20, 12, 16, PictureBytes.PngRgb, Enumerable.Repeat(wide, 12)),
                PictureBytes.Png(20, 12, 8, PictureBytes.PngRgba, Enumerable.Repeat(clear, 12)),
                PictureBytes.Png(20, 12, 1, PictureBytes.PngPalette, Enumerable.Repeat(index, 12), palette: [255, 0, 0, 0, 0, 255]),
                PictureBytes.Tiff(20, 12, 4, 8, photometric: 5, sampleFormat: 1, inks),
            ])
        {
            using ImageBuffer image = codec.Decode(file);
            using SegmentationMap map = segmenter.Segment(image, Token);
            Assert.Equal((20, 12), (map.Width, map.Height));
            Assert.Equal(1f, map.FractionOf(1));
        }
    }

    private static void AssertQuarters(SemanticSegmenter segmenter, int width, int height)
    {
        using ImageBuffer image = TinySegmenter.Quarters(width, height);
        using SegmentationMap map = segmenter.Segment(image, out StageTimings timings, Token);
        Assert.True(timings.Total > TimeSpan.Zero);
        Assert.Equal((width, height), (map.Width, map.Height));
        // A model pixel's width from the borders the classes are beyond doubt.
        int marginX = (Math.Max(width, height) + 15) / 16 + 1, marginY = marginX;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                if (Math.Abs(x - width / 2) < marginX || Math.Abs(y - height / 2) < marginY) continue;
                Assert.Equal((y >= height / 2 ? 2 : 0) + (x >= width / 2 ? 1 : 0), map[x, y]);
            }
        }

        Assert.All(Enumerable.Range(0, 4), c => Assert.Equal(0.25f, map.FractionOf(c), 0.08f));
        Assert.Equal(TinySegmenter.Labels, map.Labels);
    }

    private static ImageBuffer Noise(int width, int height, int seed)
    {
        var image = new ImageBuffer(width, height, PixelFormat.Rgb24);
        new Random(seed).NextBytes(image.Pixels);
        return image;
    }
}
