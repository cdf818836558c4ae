using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Imaging;
using EdgeInfer.Tests.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

/// <summary>A YUV frame gives a task the result of the RGB picture it converts to.</summary>
public sealed class CameraFrameTests
{
    public static TheoryData<PixelFormat> Formats => [.. PixelFormats.Yuv];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Formats))]
    public void Detector_finds_the_same_in_a_frame_as_in_its_rgb_picture(PixelFormat format)
    {
        using var detector = ObjectDetector.Load(TinyDetector.SeesWhite(), "tiny", new ObjectDetectorOptions
        {
            Session = TinyDetector.OneThread,
            Manifest = TinyDetector.Manifest(DecoderFamily.Ultralytics, "left", "right"),
            Confidence = 0.1f,
        });
        var frame = new YuvFrame(format, 321, 123, new Random(7), padding: 6);
        using ImageBuffer rgb = ImageBuffer.CopyOf(frame.View(YuvColor.Bt709));

        IReadOnlyList<Detection> found = detector.Detect(frame.View(YuvColor.Bt709), Cancel);
        Assert.NotEmpty(found);
        Assert.Equal(detector.Detect(rgb, Cancel), found);
    }

    // The model hands back every value of its input.
    [Theory]
    [MemberData(nameof(Formats))]
    public void Classifier_sees_the_same_in_a_frame_as_in_its_rgb_picture(PixelFormat format)
    {
        byte[] model = new TestModel()
            .Input("picture", TensorElementType.Float32, "1,1,3,5")
            .Node("Flatten", ["picture"], ["scores"])
            .Output("scores", TensorElementType.Float32, "1,15")
            .ToArray();
        foreach (StrokePolarity polarity in Enum.GetValues<StrokePolarity>())
        {
            using var classifier = ImageClassifier.Load(model, "tiny", new ImageClassifierOptions
            {
                Session = TinyDetector.OneThread,
                Manifest = new ModelManifest { Task = ModelTask.Classify, Input = new ImageInputSpec { Color = ColorOrder.Gray, Polarity = polarity } },
            });
            var random = new Random(3);
            for (int round = 0; round < 10; round++)
            {
                var frame = new YuvFrame(format, random.Next(1, 30), random.Next(1, 30), random);
                // A dark frame, and a light one.
                foreach (ref byte value in frame.Bytes) value = (byte)((value & 63) + (round % 2 == 0 ? 40 : 150));
                using ImageBuffer rgb = ImageBuffer.CopyOf(frame.View());
                Assert.Equal(classifier.Classify(rgb, 15, Cancel), classifier.Classify(frame.View(), 15, Cancel));
                Assert.Equal(PicturePolarity.HasLightBackground(rgb), PicturePolarity.HasLightBackground(frame.View()));
            }
        }
    }
}
