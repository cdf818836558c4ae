using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

/// <summary>A manifest that contradicts its model is refused when the model is loaded, naming what to correct.</summary>
public sealed class ModelContradictionTests
{
    private static readonly ModelManifest Fits = TinyDetector.Manifest(DecoderFamily.Ultralytics, "left", "right");

    public static TheoryData<string, ModelManifest, string> Manifests => new()
    {
        { "width", Fits with { Input = Fits.Input with { Width = 64 } }, "input.width is 64, the model's is 32; remove input.width or correct it" },
        { "height", Fits with { Input = Fits.Input with { Height = 16 } }, "input.height is 16, the model's is 32" },
        { "layout", Fits with { Input = Fits.Input with { Layout = TensorLayout.Nhwc } }, "set input.layout to \"nchw\"" },
        { "colour", Fits with { Input = Fits.Input with { Color = ColorOrder.Gray } }, "set input.color to \"rgb\" or \"bgr\"" },
        { "pad", Fits with { Input = Fits.Input with { Resize = ResizeMode.Pad } }, "input.resize \"pad\" needs free height and width; use letterbox or stretch" },
        { "input name", Fits with { Input = Fits.Input with { Name = "image" } }, "input.name is 'image', but tiny has 'images'; correct the manifest" },
        { "labels", Fits with { Labels = ["one", "two", "three"] }, "gives 3 labels, but tiny has 2 classes; correct the labels" },
        { "yuNet", Fits with { Decoder = DecoderFamily.YuNet }, "reads an output 'cls_8', but the outputs are output0: float32 [1, 6, 21]; correct the decoder" },
        { "ssd", Fits with { Decoder = DecoderFamily.Ssd }, "reads an output 'scores'" },
        { "task", Fits with { Task = ModelTask.Classify }, "is a model for 'classify'" },
    };

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Contradictions_are_named(string what, ModelManifest manifest, string message)
    {
        Assert.NotEmpty(what);
        var error = Assert.Throws<ModelMismatchException>(() => Load(TinyDetector.SeesWhite(), manifest));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains("tiny", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("1,3,32", "1,6,21", "a picture fills a tensor of four axes")]
    [InlineData("4,3,32,32", "1,6,21", "the model's batch is fixed at 4; export it with batch 1")]
    [InlineData("1,3,h,32", "1,6,21", "the model leaves its height free; set input.height")]
    [InlineData("1,1,32,32", "1,6,21", "set input.color to \"gray\"")]
    [InlineData("1,32,32,3", "1,6,21", "set input.layout to \"nhwc\"")]
    [InlineData("1,3,32,32", "6,21", "reads 'output0' as float32 or float16 with 3 axes")]
    [InlineData("1,3,32,32", "1,4,21", "at least one class, not 4 rows")]
    public void Models_that_do_not_fit_are_named(string input, string output, string message)
    {
        int elements = output.Split(',').Select(static s => int.Parse(s, System.Globalization.CultureInfo.InvariantCulture)).Aggregate(1, static (a, b) => a * b);
        byte[] model = TinyDetector.Constant(input, ("output0", output, new float[elements])).ToArray();
        var error = Assert.Throws<ModelMismatchException>(() => Load(model, Fits));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Element_types_that_hold_no_pictures_are_named()
    {
        byte[] model = new TestModel()
            .Input("images", TensorElementType.Int64, "1,3,32,32")
            .Node("Identity", ["images"], ["output0"])
            .Output("output0", TensorElementType.Int64, "1,3,32,32")
            .ToArray();
        var error = Assert.Throws<ModelMismatchException>(() => Load(model, Fits));
        Assert.Contains("float32, float16, uint8 or int8", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TensorElementType.Float32, 0, "only uint8 and int8 inputs are quantised; remove input.quantization")]
    [InlineData(TensorElementType.UInt8, -1, "input.quantization.zeroPoint is -1, the type ranges from 0 to 255")]
    [InlineData(TensorElementType.Int8, 128, "input.quantization.zeroPoint is 128, the type ranges from -128 to 127")]
    public void Quantisations_that_do_not_fit_the_input_are_named(TensorElementType type, int zeroPoint, string message)
    {
        byte[] model = new TestModel()
            .Input("images", type, "1,3,32,32")
            .Node("Identity", ["images"], ["output0"])
            .Output("output0", type, "1,3,32,32")
            .ToArray();
        ModelManifest manifest = Fits with { Input = Fits.Input with { Quantization = new TensorQuantization(0.5f, zeroPoint) } };
        var error = Assert.Throws<ModelMismatchException>(() => Load(model, manifest));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_inputs_are_one_too_many_for_a_picture()
    {
        byte[] model = new TestModel()
            .Input("images", TensorElementType.Float32, "1,3,32,32")
            .Input("mask", TensorElementType.Float32, "1,3,32,32")
            .Node("Add", ["images", "mask"], ["output0"])
            .Output("output0", TensorElementType.Float32, "1,3,32,32")
            .ToArray();
        var error = Assert.Throws<ModelMismatchException>(() => Load(model, Fits));
        Assert.Contains("has 2 inputs ('images', 'mask')", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_free_batch_is_one_picture()
    {
        using ObjectDetector detector = ObjectDetector.Load(
            TinyDetector.SeesWhite(batch: "batch"), "tiny", new ObjectDetectorOptions { Manifest = Fits, Session = TinyDetector.OneThread });
        using ImageBuffer image = SolidPicture.White(40, 40);
        Assert.Equal(2, detector.Detect(image, TestContext.Current.CancellationToken).Count);
    }

    private static void Load(byte[] model, ModelManifest manifest) =>
        ObjectDetector.Load(model, "tiny", new ObjectDetectorOptions { Manifest = manifest, Session = TinyDetector.OneThread }).Dispose();
}
