using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;
using EdgeInfer.Tests.Vision;

namespace EdgeInfer.Tests.Models;

/// <summary>Where a model's manifest is found, and what is said where none is.</summary>
public sealed class ManifestResolverTests
{
    private const string Beside = """{ "name": "beside", "task": "classify", "input": { "width": 8, "height": 8 } }""";
    private const string Inside = """{ "name": "inside", "task": "classify", "input": { "width": 8, "height": 8 } }""";

    [Fact]
    public void The_first_source_in_the_documented_order_wins()
    {
        using var folder = new TemporaryFolder();
        // What every later source would say is there as well.
        string path = folder.Write("m.onnx", Yolov8([("edgeinfer.manifest", Inside), ("task", "detect"), ("names", "{0: 'a', 1: 'b'}")]));
        folder.Write("m.onnx.manifest.json", Encoding.UTF8.GetBytes(Beside.Replace("beside", "full name", StringComparison.Ordinal)));
        folder.Write("m.manifest.json", Encoding.UTF8.GetBytes(Beside));
        using ModelSession session = ModelSession.Load(path, TinyDetector.OneThread);
        var source = new ModelSource(session);

        ResolvedManifest given = ManifestResolver.Resolve(source, new ModelManifest { Task = ModelTask.Classify, Name = "given" });
        Assert.Equal(("given", "the manifest given by the caller"), (given.Manifest.Name, given.Origin));

        Assert.Equal(("beside", folder.File("m.manifest.json")), Found(source));
        File.Delete(folder.File("m.manifest.json"));
        Assert.Equal(("full name", folder.File("m.onnx.manifest.json")), Found(source));
        File.Delete(folder.File("m.onnx.manifest.json"));
        Assert.Equal(("inside", "the metadata of m.onnx"), Found(source));
    }

    [Fact]
    public void Ultralytics_metadata_gives_labels_and_preprocessing()
    {
        using ModelSession session = Load(Yolov8([("task", "detect"), ("names", "{0: 'cat', 1: \"dog's\"}"), ("imgsz", "[32, 32]")]));
        ResolvedManifest found = ManifestResolver.Resolve(new ModelSource(session));

        Assert.Equal("Ultralytics' metadata in test", found.Origin);
        Assert.Equal((ModelTask.Detect, DecoderFamily.Ultralytics), (found.Manifest.Task, found.Manifest.Decoder));
        Assert.Equal(["cat", "dog's"], found.Manifest.Labels);
        ImageInputSpec input = found.Manifest.Input;
        Assert.Equal((ResizeMode.Letterbox, PadPosition.Center, ColorOrder.Rgb, 1 / 255f), (input.Resize, input.PadPosition, input.Color, input.Scale));
        Assert.Equal([114, 114, 114], input.PadColor);
        Assert.Equal((0.25f, 0.45f), (found.Manifest.Confidence, found.Manifest.Iou));
    }

    [Fact]
    public void Ultralytics_image_size_fills_in_free_axes_height_first()
    {
        byte[] model = new TestModel()
            .Input("images", TensorElementType.Float32, "1,3,height,width")
            .Node("Identity", ["images"], ["output0"])
            .Output("output0", TensorElementType.Float32, "1,3,height,width")
            .Metadata("task", "classify").Metadata("names", "{0: 'a'}").Metadata("imgsz", "[96, 160]")
            .ToArray();
        using ModelSession session = Load(model);
        ModelManifest manifest = ManifestResolver.Resolve(new ModelSource(session)).Manifest;

        Assert.Equal((160, 96), (manifest.Input.Width, manifest.Input.Height));
        Assert.Equal((ModelTask.Classify, ResizeMode.CenterCrop, (bool?)null), (manifest.Task, manifest.Input.Resize, manifest.Softmax));
    }

    [Theory]
    [InlineData("pose", "{0: 'a', 1: 'b'}")]
    [InlineData("detect", "not a dictionary")]
    [InlineData("detect", "{}")]
    [InlineData("detect", "{0: 'one too few'}")]
    public void Other_metadata_leaves_it_to_the_signature(string task, string names)
    {
        using ModelSession session = Load(Yolov8([("task", task), ("names", names)]));
        ResolvedManifest found = ManifestResolver.Resolve(new ModelSource(session));

        Assert.Equal("the model's signature (recognised as Ultralytics)", found.Origin);
        Assert.Empty(found.Manifest.Labels);
    }

    [Theory]
    [InlineData("squeezenet1_1_int8_qdq", ModelTask.Classify, 1000)]
    [InlineData("mnist", ModelTask.Classify, 10)]
    [InlineData("yolox_nano", ModelTask.Detect, 80)]
    [InlineData("ultraface_rfb_320", ModelTask.Detect, 2)]
    [InlineData("yunet_n_dynamic", ModelTask.Detect, 1)]
    public void Known_models_are_in_the_catalogue_whatever_their_file_is_called(string model, ModelTask task, int labels)
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = File.ReadAllBytes(TestData.Path($"models/{model}.onnx"));
        using ModelSession fromFile = ModelSession.Load(folder.Write("renamed.onnx", bytes), TinyDetector.OneThread);
        using ModelSession fromMemory = ModelSession.Load(bytes, "in memory", TinyDetector.OneThread);

        foreach (ModelSource source in new[] { new ModelSource(fromFile), new ModelSource(fromMemory, bytes) })
        {
            ResolvedManifest found = ManifestResolver.Resolve(source);
            Assert.Equal($"the catalogue of known models ({model})", found.Origin);
            Assert.Equal((task, labels), (found.Manifest.Task, found.Manifest.Labels.Count));
        }
    }

    [Theory]
    [InlineData("yolox_nano", DecoderFamily.Yolox, 0.3f)]
    [InlineData("ultraface_rfb_320", DecoderFamily.Ssd, 0.7f)]
    [InlineData("yunet_n_dynamic", DecoderFamily.YuNet, 0.5f)]
    public void Detectors_are_recognised_by_their_signature_as_the_catalogue_has_them(string model, DecoderFamily family, float confidence)
    {
        // Without its bytes the catalogue cannot be asked.
        using ModelSession session = ModelSession.Load(File.ReadAllBytes(TestData.Path($"models/{model}.onnx")), model, TinyDetector.OneThread);
        ResolvedManifest found = ModelManifest.Find(session)!;
        ModelManifest known = ModelCatalog.All.Single(e => e.Name == model).Manifest;

        Assert.Equal($"the model's signature (recognised as {family})", found.Origin);
        Assert.Equal((family, confidence, known.Iou, known.ClassAgnosticNms), (found.Manifest.Decoder, found.Manifest.Confidence, found.Manifest.Iou, found.Manifest.ClassAgnosticNms));
        ImageInputSpec input = found.Manifest.Input, expected = known.Input;
        Assert.Equal((expected.Color, expected.Resize, expected.Scale), (input.Color, input.Resize, input.Scale));
        // Only a letterboxed picture has a position.
        if (expected.Resize == ResizeMode.Letterbox) Assert.Equal(expected.PadPosition, input.PadPosition);
        Assert.Equal(expected.Mean, input.Mean);
        Assert.Equal(expected.Std, input.Std);
        Assert.Equal(expected.PadColor, input.PadColor);
    }

    [Theory]
    [InlineData("1,3,64,64", "output0", "1,252,85", DecoderFamily.YoloV5)]
    [InlineData("1,3,64,64", "outputs", "1,84,85", DecoderFamily.YoloV5)]
    [InlineData("1,3,64,64", "output", "1,84,85", DecoderFamily.Yolox)]
    [InlineData("1,3,64,64", "output0", "1,84,84", DecoderFamily.Ultralytics)]
    [InlineData("1,3,64,64", "output", "1,85,112", DecoderFamily.NanoDet)]
    [InlineData("1,3,64,64", "output", "1,85,4,4", DecoderFamily.FastestDet)]
    [InlineData("n,3,64,64", "output", "?,7", DecoderFamily.NmsInGraph)]
    [InlineData("1,3,64,64", "output", "1,300,6", null)]
    [InlineData("1,3,64,64", "output", "1,21,4,4", null)]
    public void Families_are_recognised_by_sizes_that_leave_no_doubt(string input, string name, string output, DecoderFamily? family)
    {
        using ModelSession session = Load(Signature(input, (name, output)));
        Assert.Equal(family, ModelManifest.Find(session)?.Manifest.Decoder);
    }

    [Theory]
    [InlineData("1,100,92", DecoderFamily.Detr)]
    [InlineData("1,300,80", DecoderFamily.RtDetr)]
    [InlineData("1,300,91", null)]
    public void Transformers_are_recognised_by_their_names_and_classes(string logits, DecoderFamily? family)
    {
        using ModelSession session = Load(Signature("b,3,h,w", ("logits", logits), ("pred_boxes", "1,300,4")));
        Assert.Equal(family, ModelManifest.Find(session)?.Manifest.Decoder);
    }

    [Fact]
    public void PicoDet_is_recognised_by_its_eight_outputs()
    {
        using ModelSession session = Load(Signature("1,3,64,64",
            [("a", "1,64,80"), ("b", "1,16,80"), ("c", "1,4,80"), ("d", "1,1,80"), ("e", "1,64,32"), ("f", "1,16,32"), ("g", "1,4,32"), ("h", "1,1,32")]));
        ModelManifest manifest = ModelManifest.Find(session)!.Manifest;
        Assert.Equal((DecoderFamily.PicoDet, Interpolation.Bicubic), (manifest.Decoder, manifest.Input.Interpolation));
    }

    [Theory]
    [InlineData("detect", "", "1,300,6", DecoderFamily.YoloEndToEnd)]
    [InlineData("detect", "Ultralytics RT-DETR-l model", "1,300,6", DecoderFamily.RtDetr)]
    [InlineData("obb", "", "1,7,84", DecoderFamily.UltralyticsObb)]
    [InlineData("obb", "", "1,300,7", DecoderFamily.YoloEndToEnd)]
    [InlineData(null, "", "1,252,7", DecoderFamily.YoloV5)]
    public void Ultralytics_metadata_tells_families_apart(string? task, string description, string output, DecoderFamily family)
    {
        TestModel model = Signature("1,3,64,64", ("output0", output)).Metadata("names", "{0: 'a', 1: 'b'}").Metadata("description", description);
        if (task is not null) model.Metadata("task", task);
        using ModelSession session = Load(model);
        ResolvedManifest found = ModelManifest.Find(session)!;
        Assert.Equal(("Ultralytics' metadata in test", family), (found.Origin, found.Manifest.Decoder));
        Assert.Equal(["a", "b"], found.Manifest.Labels);
    }

    [Fact]
    public void The_manifest_to_start_from_is_for_the_task_that_was_wanted()
    {
        using ModelSession session = Load(Signature("1,3,64,64", ("vector", "1,128")));
        var error = Assert.Throws<ManifestException>(() => ManifestResolver.Resolve(new ModelSource(session), wanted: ModelTask.Embed));
        ModelManifest skeleton = ModelManifest.Parse(error.Skeleton!);
        Assert.Equal((ModelTask.Embed, DecoderFamily.Unknown, 0), (skeleton.Task, skeleton.Decoder, skeleton.Labels.Count));
    }

    private static ModelSession Load(TestModel model) => Load(model.ToArray());

    /// <summary>A model that is never run: its outputs are free sizes that claim to be something.</summary>
    private static TestModel Signature(string input, params ReadOnlySpan<(string Name, string Shape)> outputs)
    {
        TestModel model = new TestModel().Input("images", TensorElementType.Float32, input);
        foreach ((string name, string shape) in outputs)
        {
            string fixedShape = string.Join(',', shape.Split(',').Select(static s => long.TryParse(s, out long n) ? n : 1));
            model.Constant($"{name}_c", fixedShape, new float[fixedShape.Split(',').Select(int.Parse).Aggregate(1, static (a, b) => a * b)]);
            if (shape.Contains('?', StringComparison.Ordinal))
            {
                // As many rows as the picture has pixels above 0: a size that nothing tells before the model runs.
                model.Node("NonZero", ["images"], [$"{name}_i"]).Node("Transpose", [$"{name}_i"], [$"{name}_r"]).Node("Cast", [$"{name}_r"], [$"{name}_f"], ("to", 1))
                    .Constant($"{name}_m", "4,7", new float[28]).Node("MatMul", [$"{name}_f", $"{name}_m"], [name]);
            }
            else
            {
                model.Node("Identity", [$"{name}_c"], [name]);
            }

            model.Output(name, TensorElementType.Float32, shape);
        }

        return model;
    }

    [Theory]
    [InlineData("mobilefacenet_112")]
    [InlineData("deeplabv3_mnv2_257")]
    [InlineData("super_resolution_x3")]
    public void Other_models_are_not_guessed(string model)
    {
        using ModelSession session = ModelSession.Load(TestData.Path($"models/{model}.onnx"), TinyDetector.OneThread);
        Assert.Null(ModelFamily.TryRecognise(session));
    }

    [Theory]
    [InlineData("1,3,64,48", "1,5", ModelTask.Classify, TensorLayout.Nchw, ColorOrder.Rgb, 48, 64)]
    [InlineData("1,64,48,3", "1,5", ModelTask.Classify, TensorLayout.Nhwc, ColorOrder.Rgb, 48, 64)]
    [InlineData("1,1,28,28", "1,5", ModelTask.Classify, TensorLayout.Nchw, ColorOrder.Gray, 28, 28)]
    [InlineData("1,3,h,w", "1,7,5", ModelTask.Detect, TensorLayout.Nchw, ColorOrder.Rgb, 640, 640)]
    [InlineData("3,4", "2,2,2", ModelTask.Detect, TensorLayout.Nchw, ColorOrder.Rgb, 640, 640)]
    public void An_unknown_model_is_answered_with_a_skeleton_that_parses(
        string input, string output, ModelTask task, TensorLayout layout, ColorOrder color, int width, int height)
    {
        int[] sizes = [.. output.Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture))];
        byte[] model = TinyDetector.Constant(input, ("out", output, new float[sizes.Aggregate(1, static (a, b) => a * b)])).ToArray();
        using ModelSession session = Load(model);

        var error = Assert.Throws<ManifestException>(() => ManifestResolver.Resolve(new ModelSource(session)));
        Assert.Contains("nothing says how to feed and read this model", error.Message, StringComparison.Ordinal);
        Assert.Contains(session.Inputs[0].ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains(".manifest.json", error.Message, StringComparison.Ordinal);
        ModelManifest skeleton = ModelManifest.Parse(error.Skeleton!);
        Assert.Equal((task, layout, color), (skeleton.Task, skeleton.Input.Layout, skeleton.Input.Color));
        Assert.Equal((width, height), (skeleton.Input.Width, skeleton.Input.Height));
        Assert.Equal("images", skeleton.Input.Name);
        Assert.Null(ModelManifest.Find(session));
    }

    [Fact]
    public void A_manifest_of_another_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        byte[] model = Yolov8([]);
        string right = Convert.ToHexString(SHA256.HashData(model)), wrong = new('0', 64);
        using ModelSession session = ModelSession.Load(folder.Write("m.onnx", model), TinyDetector.OneThread);

        folder.Write("m.manifest.json", Encoding.UTF8.GetBytes($$"""{ "task": "classify", "sha256": "{{right}}" }"""));
        Assert.Equal(right, ManifestResolver.Resolve(new ModelSource(session)).Manifest.Sha256);

        folder.Write("m.manifest.json", Encoding.UTF8.GetBytes($$"""{ "task": "classify", "sha256": "{{wrong}}" }"""));
        var error = Assert.Throws<ManifestException>(() => ManifestResolver.Resolve(new ModelSource(session)));
        Assert.Contains(wrong, error.Message, StringComparison.Ordinal);
        Assert.Contains(right, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("m.manifest.json", error.Message, StringComparison.Ordinal);

        using ModelSession fromMemory = Load(model);
        var manifest = new ModelManifest { Task = ModelTask.Classify, Sha256 = wrong };
        Assert.Throws<ManifestException>(() => ManifestResolver.Resolve(new ModelSource(fromMemory, model), manifest));
        // Its bytes are gone: there is nothing to compare with.
        Assert.Same(manifest.Sha256, ManifestResolver.Resolve(new ModelSource(fromMemory), manifest).Manifest.Sha256);
    }

    [Fact]
    public void An_invalid_manifest_is_named_by_its_place()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("m.onnx", Yolov8([("edgeinfer.manifest", """{ "task": "classify", "confidence": 2 }""")]));
        using ModelSession session = ModelSession.Load(path, TinyDetector.OneThread);

        var inside = Assert.Throws<ManifestException>(() => ModelManifest.Find(session));
        Assert.StartsWith("the metadata of m.onnx: confidence", inside.Message, StringComparison.Ordinal);

        folder.Write("m.manifest.json", "{ \"task\": \"classify\",\n  \"softmx\": true }"u8);
        var beside = Assert.Throws<ManifestException>(() => ModelManifest.Find(session));
        Assert.StartsWith($"{folder.File("m.manifest.json")} (line 2): there is no property 'softmx'", beside.Message, StringComparison.Ordinal);
        Assert.Equal(folder.File("m.manifest.json"), beside.Manifest);
    }

    private static (string?, string) Found(ModelSource source)
    {
        ResolvedManifest found = ManifestResolver.Resolve(source);
        return (found.Manifest.Name, found.Origin);
    }

    private static ModelSession Load(byte[] model) => ModelSession.Load(model, "test", TinyDetector.OneThread);

    /// <summary>Two classes on a 32 × 32 input, in Ultralytics' layout.</summary>
    private static byte[] Yolov8(ReadOnlySpan<(string Key, string Value)> metadata)
    {
        TestModel model = TinyDetector.Constant("1,3,32,32", ("output0", $"1,6,{TinyDetector.Cells}", new float[6 * TinyDetector.Cells]));
        foreach ((string key, string value) in metadata) model.Metadata(key, value);
        return model.ToArray();
    }
}
