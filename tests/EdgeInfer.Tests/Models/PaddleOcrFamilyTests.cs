using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;
using EdgeInfer.Tests.Vision;
using EdgeInfer.Tests.Vision.Ocr;

namespace EdgeInfer.Tests.Models;

public sealed class PaddleOcrFamilyTests
{
    [Fact]
    public void A_detector_is_recognised_by_its_signature()
    {
        ModelManifest manifest = Recognise(TinyOcr.Detector())!;
        Assert.Equal(ModelTask.TextDetect, manifest.Task);
        Assert.Equal((ResizeMode.StretchToMultiple, 960, 32, ColorOrder.Bgr), (manifest.Input.Resize, manifest.Input.MaxSide, manifest.Input.MultipleOf, manifest.Input.Color));
        Assert.Equal([0.485f, 0.456f, 0.406f], manifest.Input.Mean);
    }

    // Such an output has many a segmenter, too.
    [Fact]
    public void Where_others_look_alike_the_caller_must_say_what_it_is()
    {
        byte[] doubtful = TinyOcr.Detector(name: "input.1"), halfFixed = TinyOcr.Detector("1,3,640,640");
        Assert.Null(Recognise(doubtful));
        Assert.Equal(ModelTask.TextDetect, Recognise(doubtful, ModelTask.TextDetect)!.Task);
        Assert.Null(Recognise(halfFixed));
        ModelManifest manifest = Recognise(halfFixed, ModelTask.TextDetect)!;
        Assert.Equal((ResizeMode.Letterbox, 640, 640, null), (manifest.Input.Resize, manifest.Input.Width, manifest.Input.Height, manifest.Input.MaxSide));
    }

    [Theory]
    [InlineData("n,3,48,192", 48, 192, ResizeMode.FitHeight, ColorOrder.Bgr, 0.5f)]
    [InlineData("n,3,h,w", 48, 192, ResizeMode.FitHeight, ColorOrder.Bgr, 0.5f)]
    [InlineData("n,3,80,160", 80, 160, ResizeMode.Stretch, ColorOrder.Rgb, 0.485f)]
    public void A_line_classifier_is_recognised_by_its_signature(string input, int height, int width, ResizeMode resize, ColorOrder color, float mean)
    {
        byte[] model = TinyOcr.Orientation(0.5f, input);
        // Any classifier of two classes may leave its size free.
        Assert.Equal(input == "n,3,h,w", Recognise(model) is null);
        Assert.Null(Recognise(model, ModelTask.Classify));
        ModelManifest manifest = Recognise(model, ModelTask.TextOrientation)!;
        Assert.Equal(ModelTask.TextOrientation, manifest.Task);
        Assert.Equal((height, width, resize, color, mean), (manifest.Input.Height, manifest.Input.Width, manifest.Input.Resize, manifest.Input.Color, manifest.Input.Mean[0]));
    }

    [Theory]
    [InlineData("n,3,32,w", 32, null)]
    [InlineData("n,3,48,w", 48, null)]
    [InlineData("?,3,48,?", 48, null)]
    public void A_recogniser_is_recognised_by_its_signature_and_keeps_its_height(string input, int height, int? width)
    {
        ModelManifest manifest = Recognise(TinyOcr.Recognizer(97, [1], input, "n,t,97").ToArray())!;
        Assert.Equal(ModelTask.TextRecognize, manifest.Task);
        Assert.Equal((height, width, ResizeMode.FitHeight), (manifest.Input.Height, manifest.Input.Width, manifest.Input.Resize));
        Assert.Empty(manifest.Labels);
    }

    [Theory]
    [InlineData("n,3,h,w", 48, null)]
    [InlineData("1,3,48,320", 48, 320)]
    [InlineData("1,3,64,256", 64, 256)]
    public void Other_recognisers_are_recognised_where_one_is_wanted(string input, int height, int? width)
    {
        byte[] model = TinyOcr.Recognizer(97, [1], input, "n,t,97").ToArray();
        Assert.Null(Recognise(model));
        ModelManifest manifest = Recognise(model, ModelTask.TextRecognize)!;
        Assert.Equal((height, width), (manifest.Input.Height, manifest.Input.Width));
    }

    // RapidOCR joins its dictionary's lines; white space other than line ends is a character.
    [Theory]
    [InlineData("a\nb\n\u3000\nd", 4)]
    [InlineData("a\r\nb\r\n\u0085\r\nd\r\n", 4)]
    [InlineData("a\nb\n \n", 3)]
    public void The_dictionary_is_in_the_metadata(string text, int entries)
    {
        ModelManifest manifest = Recognise(TinyOcr.Recognizer(97, [1], "n,3,48,w", "n,t,97").Metadata("character", text).ToArray())!;
        Assert.Equal(entries, manifest.Labels.Count);
        Assert.Equal(["a", "b"], manifest.Labels.Take(2));
    }

    [Fact]
    public void Nothing_else_is_taken_for_text()
    {
        Assert.Null(Recognise(TestModel.Identity(TensorElementType.Float32, "1,3,32,32")));
        Assert.Null(Recognise(TinyDetector.SeesWhite(), ModelTask.TextDetect));
        Assert.Null(Recognise(TinyOcr.Detector(), ModelTask.TextRecognize) is { Task: ModelTask.TextRecognize } wrong ? wrong : null);
    }

    private static ModelManifest? Recognise(byte[] model, ModelTask wanted = ModelTask.Unknown)
    {
        using ModelSession session = ModelSession.Load(model, "tiny", TinyDetector.OneThread);
        return PaddleOcrFamily.TryRecognise(session, wanted);
    }
}
