using System.Numerics;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

public sealed class InstanceSegmenterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DecoderFamily.Ultralytics)]
    [InlineData(DecoderFamily.YoloV5)]
    [InlineData(DecoderFamily.YoloEndToEnd)]
    public void Boxes_and_masks_lie_in_the_pictures_pixels(DecoderFamily family)
    {
        using InstanceSegmenter segmenter = Load(family);
        using ImageBuffer image = SolidPicture.Black(64, 64);
        IReadOnlyList<SegmentedObject> objects = segmenter.Segment(image, out StageTimings timings, Token);
        Assert.True(timings.Total > TimeSpan.Zero);

        Assert.Equal(["half", "part"], objects.Select(static o => o.Label));
        Assert.Equal(0.9f, objects[0].Score, 1e-5f);
        Assert.Equal(0.6f, objects[1].Score, 1e-5f);
        Assert.Equal(new BoundingBox(0, 0, 64, 64), objects[0].Box);
        Assert.Equal(new BoundingBox(16, 16, 48, 48), objects[1].Box);

        InstanceMask half = objects[0].Mask, part = objects[1].Mask;
        Assert.Equal((0, 0, 64, 64, 32 * 64), (half.X, half.Y, half.Width, half.Height, half.Area));
        Assert.Equal((16, 16, 32, 32, 32 * 16), (part.X, part.Y, part.Width, part.Height, part.Area));
        for (int y = 0; y < 64; y++)
        {
            for (int x = 0; x < 64; x++)
            {
                Assert.Equal(x < 32, half.Contains(x, y));
                Assert.Equal(x is >= 16 and < 48 && y is >= 16 and < 32, part.Contains(x, y));
            }
        }

        Assert.Equal([new Vector2(0.5f, 0.5f), new(0.5f, 63.5f), new(31.5f, 0.5f), new(31.5f, 63.5f)], Corners(half));
        Assert.Equal([new Vector2(16.5f, 16.5f), new(16.5f, 31.5f), new(47.5f, 16.5f), new(47.5f, 31.5f)], Corners(part));
        Assert.Equal("part 0.60 (16, 16) – (48, 48), 512 pixels", objects[1].ToString());
        Assert.Equal("512 pixels in 32×32 at (16, 16)", part.ToString());
        Assert.False(part.Contains(-1, 20) || part.Contains(20, 1000));

        static IEnumerable<Vector2> Corners(InstanceMask mask) => mask.Polygon().OrderBy(static p => p.X).ThenBy(static p => p.Y);
    }

    [Fact]
    public void Masks_follow_a_letterbox()
    {
        ModelManifest manifest = TinyInstances.Manifest(DecoderFamily.Ultralytics);
        using InstanceSegmenter segmenter = TinyInstances.Load(
            TinyInstances.Ultralytics().ToArray(), manifest with { Input = manifest.Input with { Resize = ResizeMode.Letterbox } });
        // A quarter of its size, 8 input rows below the top.
        using ImageBuffer image = SolidPicture.Black(128, 64);
        IReadOnlyList<SegmentedObject> objects = segmenter.Segment(image, Token);
        Assert.Equal(new BoundingBox(0, 0, 128, 64), objects[0].Box);
        Assert.Equal(new BoundingBox(32, 0, 96, 64), objects[1].Box);
        Assert.Equal(64 * 64, objects[0].Mask.Area);
        Assert.True(objects[0].Mask.Contains(63, 5) && !objects[0].Mask.Contains(64, 5));
        // The input's upper half ends in the picture's middle row.
        Assert.Equal(64 * 32, objects[1].Mask.Area);
        Assert.True(objects[1].Mask.Contains(50, 31) && !objects[1].Mask.Contains(50, 32));
    }

    [Fact]
    public void The_threshold_decides_what_belongs()
    {
        ModelManifest manifest = TinyInstances.Manifest(DecoderFamily.Ultralytics);
        using ImageBuffer image = SolidPicture.Black(640, 64);
        int previous = int.MaxValue;
        foreach (float threshold in (float[])[0.1f, 0.5f, 0.9f])
        {
            using InstanceSegmenter segmenter = TinyInstances.Load(TinyInstances.Ultralytics().ToArray(), manifest with { MaskThreshold = threshold });
            int area = segmenter.Segment(image, Token)[0].Mask.Area;
            Assert.True(area < previous);
            previous = area;
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10_000, 50)]
    [InlineData(3, 700)]
    public void Pictures_of_odd_sizes_have_masks_inside_them(int width, int height)
    {
        using InstanceSegmenter segmenter = Load(DecoderFamily.Ultralytics);
        using var image = new ImageBuffer(width, height, PixelFormat.Gray8);
        image.Pixels.Clear();
        IReadOnlyList<SegmentedObject> objects = segmenter.Segment(image, Token);
        Assert.NotEmpty(objects);
        Assert.All(objects, o =>
        {
            Assert.True(o.Mask.X >= 0 && o.Mask.Y >= 0 && o.Mask.X + o.Mask.Width <= width && o.Mask.Y + o.Mask.Height <= height);
            Assert.Equal(o.Mask.Width * o.Mask.Height, o.Mask.Pixels.Length);
            Assert.All(o.Mask.Polygon(), p => Assert.True(p.X > 0 && p.X < width && p.Y > 0 && p.Y < height));
        });
        image.Draw(objects);
    }

    [Fact]
    public void Models_say_by_themselves_what_they_are()
    {
        const string names = "{0: 'half', 1: 'part'}";
        using ImageBuffer image = SolidPicture.Black(32, 32);
        foreach (byte[] model in (byte[][])
            [
                TinyInstances.Ultralytics().Metadata("task", "segment").Metadata("names", names).Metadata("imgsz", "[32, 32]").ToArray(),
                // YOLOv5's exporter has no task.
                TinyInstances.YoloV5().Metadata("names", names).ToArray(),
                TinyInstances.EndToEnd().Metadata("task", "segment").Metadata("names", names).ToArray(),
            ])
        {
            using InstanceSegmenter segmenter = TinyInstances.Load(model);
            Assert.Contains("metadata", segmenter.Manifest.Origin);
            Assert.Equal(["half", "part"], segmenter.Segment(image, Token).Select(static o => o.Label));
        }

        foreach (byte[] model in (byte[][])[TinyInstances.Ultralytics().ToArray(), TinyInstances.YoloV5().ToArray()])
        {
            using InstanceSegmenter segmenter = TinyInstances.Load(model);
            Assert.Contains("signature", segmenter.Manifest.Origin);
            Assert.Equal(["class 0", "class 1"], segmenter.Segment(image, Token).Select(static o => o.Label));
        }
    }

    [Fact]
    public async Task Many_pictures_and_other_threads_have_the_objects_of_single_calls()
    {
        using InstanceSegmenter segmenter = Load(DecoderFamily.Ultralytics);
        ImageBuffer[] images = [.. Enumerable.Range(1, 5).Select(static i => SolidPicture.Black(20 * i, 30))];
        string[] expected = [.. images.Select(i => Text(segmenter.Segment(i, Token)))];
        Assert.Equal(expected, segmenter.Segment(images, Token).Select(Text));
        Assert.Equal(expected, (await segmenter.SegmentAsync(images, Token)).Select(Text));
        Assert.Equal(expected[2], Text(await segmenter.SegmentAsync(images[2], Token)));
        string[][] found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => images.Select(i => Text(segmenter.Segment(i, Token))).ToArray(), Token)));
        Assert.All(found, f => Assert.Equal(expected, f));
        foreach (ImageBuffer image in images) image.Dispose();

        static string Text(IReadOnlyList<SegmentedObject> objects) =>
            string.Join(';', objects.Select(static o => $"{o} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(o.Mask.Pixels))}"));
    }

    [Fact]
    public void What_contradicts_the_model_is_said_at_load()
    {
        Assert.Contains("3 labels", Assert.Throws<ModelMismatchException>(() => TinyInstances.Load(
            TinyInstances.Ultralytics().ToArray(), TinyInstances.Manifest(DecoderFamily.Ultralytics) with { Labels = ["a", "b", "c"] })).Message);
        Assert.Contains("two outputs", Assert.Throws<ModelMismatchException>(() => TinyInstances.Load(
            TinyDetector.SeesWhite(), TinyInstances.Manifest(DecoderFamily.Ultralytics))).Message);
        Assert.Contains("no decoder 'Yolox'", Assert.Throws<ModelMismatchException>(() => TinyInstances.Load(
            TinyInstances.Ultralytics().ToArray(), TinyInstances.Manifest(DecoderFamily.Yolox))).Message);
        Assert.Contains("InstanceSegmenter", Assert.Throws<ModelMismatchException>(() => TinySegmenter.Load(
            TinyInstances.Ultralytics().ToArray(), TinyInstances.Manifest(DecoderFamily.Ultralytics))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => InstanceSegmenter.Load("x.onnx", new InstanceSegmenterOptions { Iou = 2 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => InstanceSegmenter.Load("x.onnx", new InstanceSegmenterOptions { MaxObjects = 0 }));
    }

    [Fact]
    public void Drawing_colours_the_mask_and_leaves_the_rest()
    {
        using InstanceSegmenter segmenter = Load(DecoderFamily.Ultralytics);
        using ImageBuffer image = SolidPicture.White(400, 400);
        image.Draw([segmenter.Segment(image, Token)[0]]);
        Assert.NotEqual(new byte[] { 255, 255, 255 }, image.GetRow(200).Slice(3 * 100, 3).ToArray());
        Assert.Equal(new byte[] { 255, 255, 255 }, image.GetRow(200).Slice(3 * 300, 3).ToArray());
    }

    private static InstanceSegmenter Load(DecoderFamily family) => TinyInstances.Load(
        (family switch
        {
            DecoderFamily.YoloV5 => TinyInstances.YoloV5(),
            DecoderFamily.YoloEndToEnd => TinyInstances.EndToEnd(),
            _ => TinyInstances.Ultralytics(),
        }).ToArray(), TinyInstances.Manifest(family));
}
