using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

public sealed class ObjectDetectorTests
{
    private static readonly ObjectDetectorOptions Options = new()
    {
        Session = TinyDetector.OneThread,
        Manifest = TinyDetector.Manifest(DecoderFamily.Ultralytics, "left", "right"),
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Boxes_are_in_pixels_of_the_picture()
    {
        using ObjectDetector detector = Load(Options);
        using ImageBuffer image = SolidPicture.White(320, 64);

        Assert.Equal(
            [new Detection(0, "left", 0.9f, new(20, 8, 100, 24)), new Detection(1, "right", 0.6f, new(160, 32, 320, 48))],
            detector.Detect(image, Cancel).Select(Rounded));
        using ImageBuffer black = SolidPicture.Black(320, 64);
        Assert.Empty(detector.Detect(black, Cancel));
    }

    // 100 × 50 into 32 × 32: factor 0.32, 8 rows above. The second box reaches over the padding and is clipped.
    [Fact]
    public void Letterboxed_boxes_lose_the_padding()
    {
        ModelManifest manifest = Options.Manifest! with
        {
            Input = new ImageInputSpec { Resize = ResizeMode.Letterbox, PadColor = [255, 255, 255], Scale = 1 / 255f },
        };
        using ObjectDetector detector = Load(Options with { Manifest = manifest });
        using ImageBuffer image = SolidPicture.White(100, 50);

        IReadOnlyList<Detection> detections = detector.Detect(image, Cancel);

        Assert.Equal(new BoundingBox(6.25f, 0, 31.25f, 12.5f), Rounded(detections[0]).Box);
        Assert.Equal(new BoundingBox(50, 25, 100, 50), Rounded(detections[1]).Box);
    }

    [Fact]
    public void Options_override_the_manifest()
    {
        using ImageBuffer image = SolidPicture.White(32, 32);
        using ObjectDetector strict = Load(Options with { Confidence = 0.7f, Iou = 0.1f });
        Assert.Equal((0.7f, 0.1f), (strict.Confidence, strict.Iou));
        Assert.Single(strict.Detect(image, Cancel));

        using ObjectDetector one = Load(Options with { MaxDetections = 1 });
        Assert.Equal(0, Assert.Single(one.Detect(image, Cancel)).ClassId);
        Assert.Equal((0.25f, 0.45f), (one.Confidence, one.Iou));
    }

    [Theory]
    [InlineData(-0.1f, null, 1)]
    [InlineData(1.1f, null, 1)]
    [InlineData(float.NaN, null, 1)]
    [InlineData(null, 2f, 1)]
    [InlineData(null, null, 0)]
    public void Options_out_of_range_are_refused(float? confidence, float? iou, int maxDetections) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Load(Options with { Confidence = confidence, Iou = iou, MaxDetections = maxDetections }));

    [Fact]
    public void An_empty_picture_is_refused_and_the_detector_goes_on()
    {
        using ObjectDetector detector = Load(Options);
        Assert.Throws<ArgumentException>(() => detector.Detect(default(ImageView), Cancel));
        using ImageBuffer image = SolidPicture.White(32, 32);
        Assert.Equal(2, detector.Detect(image, Cancel).Count);
    }

    [Fact]
    public void Cancelled_before_it_starts()
    {
        using ObjectDetector detector = Load(Options);
        using ImageBuffer image = SolidPicture.White(32, 32);

        Assert.ThrowsAny<OperationCanceledException>(() => detector.Detect(image, new CancellationToken(canceled: true)));
        Assert.Equal(2, detector.Detect(image, Cancel).Count);
    }

    [Fact]
    public void A_disposed_detector_refuses_to_run()
    {
        ObjectDetector detector = Load(Options);
        using ImageBuffer image = SolidPicture.White(32, 32);
        detector.Dispose();
        detector.Dispose();

        Assert.Throws<ObjectDisposedException>(() => detector.Detect(image, Cancel));
    }

    [Fact]
    public void Threads_share_a_detector_and_get_their_own_results()
    {
        using ObjectDetector detector = Load(Options);
        using ImageBuffer wide = SolidPicture.White(320, 64), tall = SolidPicture.White(64, 320), black = SolidPicture.Black(50, 50);
        ImageBuffer[] images = [wide, tall, black];
        Detection[][] expected = [.. images.Select(i => detector.Detect(i, Cancel).ToArray())];
        using var together = new Barrier(8);

        CancellationToken cancel = Cancel;
        int[] wrong = new int[8];
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(t => new Thread(() =>
        {
            together.SignalAndWait();
            for (int i = 0; i < 300; i++)
            {
                int which = (i + t) % images.Length;
                if (!expected[which].AsSpan().SequenceEqual([.. detector.Detect(images[which], cancel)])) wrong[t]++;
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();

        Assert.Equal([2, 2, 0], expected.Select(static e => e.Length));
        Assert.Equal(new int[8], wrong);
    }

    [Fact]
    public void Timings_are_those_of_the_stages()
    {
        using ObjectDetector detector = Load(Options);
        using ImageBuffer image = SolidPicture.White(2000, 1500);
        detector.Detect(image, out StageTimings timings, Cancel);

        Assert.True(timings.Preprocess > TimeSpan.Zero && timings.Inference > TimeSpan.Zero && timings.Postprocess > TimeSpan.Zero, $"{timings}");
        Assert.Equal(timings.Preprocess + timings.Inference + timings.Postprocess, timings.Total);
    }

    private static ObjectDetector Load(ObjectDetectorOptions options) => ObjectDetector.Load(TinyDetector.SeesWhite(), "tiny", options);

    private static Detection Rounded(Detection detection)
    {
        BoundingBox box = detection.Box;
        return detection with { Score = MathF.Round(detection.Score, 4), Box = new(Round(box.X1), Round(box.Y1), Round(box.X2), Round(box.Y2)) };

        static float Round(float value) => MathF.Round(value, 3);
    }
}
