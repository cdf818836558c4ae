using System.Text.Json;
using EdgeInfer.Kernels;
using EdgeInfer.Models;

namespace EdgeInfer.Tests.Models;

public sealed class ManifestTests
{
    private static readonly ModelManifest Everything = new()
    {
        Name = "all of it",
        Task = ModelTask.Detect,
        Decoder = DecoderFamily.YuNet,
        Input = new ImageInputSpec
        {
            Name = "images",
            Layout = TensorLayout.Nhwc,
            Color = ColorOrder.Bgr,
            Width = 320,
            Height = 240,
            Resize = ResizeMode.CenterCrop,
            Interpolation = Interpolation.AntialiasedBilinear,
            PadPosition = PadPosition.TopLeft,
            PadColor = [1, 2, 255],
            ShortSide = 256,
            MultipleOf = 64,
            WidthStep = 48,
            Scale = 1 / 255f,
            Mean = [0.485f, 0.456f, 0.406f],
            Std = [0.229f],
            Quantization = new TensorQuantization(0.0078125f, 128),
            Polarity = StrokePolarity.LightOnDark,
        },
        Outputs = new DetectionOutputs { Scores = "s", Boxes = "b" },
        Labels = ["a", "b\"c", "ü"],
        Softmax = true,
        Confidence = 0.125f,
        Iou = 0.7f,
        ClassAgnosticNms = true,
        License = "MIT",
        Source = "https://example.com/model.onnx",
        Sha256 = new string('a', 64),
    };

    [Fact]
    public void Everything_survives_the_way_to_json_and_back()
    {
        string json = Everything.ToJson();
        ModelManifest read = ModelManifest.Parse(json);

        Assert.Equal(json, read.ToJson());
        // Records compare lists by reference; everything else must be equal as it stands.
        Assert.Equal(Everything.Labels, read.Labels);
        Assert.Equal(Everything.Input.Mean, read.Input.Mean);
        Assert.Equal(Everything.Input.Std, read.Input.Std);
        Assert.Equal(Everything.Input.PadColor, read.Input.PadColor);
        ImageInputSpec input = read.Input with { Mean = Everything.Input.Mean, Std = Everything.Input.Std, PadColor = Everything.Input.PadColor };
        Assert.Equal(Everything, read with { Labels = Everything.Labels, Input = input });
    }

    [Fact]
    public void What_is_left_out_keeps_its_default()
    {
        ModelManifest read = ModelManifest.Parse("""{ "task": "classify" }""");
        var defaults = new ModelManifest();

        Assert.Equal(defaults with { Task = ModelTask.Classify, Input = read.Input, Labels = read.Labels }, read);
        Assert.Equal(defaults.Input with { Mean = read.Input.Mean, Std = read.Input.Std, PadColor = read.Input.PadColor }, read.Input);
        Assert.Equal((0.25f, 0.45f, 1f, 32), (read.Confidence, read.Iou, read.Input.Scale, read.Input.MultipleOf));
        Assert.Equal([0, 0, 0], read.Input.PadColor);
        Assert.Empty(read.Input.Mean);
        Assert.Empty(read.Input.Std);
        Assert.Empty(read.Labels);

        ModelManifest partial = ModelManifest.Parse("""{ "task": "classify", "input": { "color": "gray" }, "outputs": {} }""");
        Assert.Equal((ColorOrder.Gray, TensorLayout.Nchw, 1f), (partial.Input.Color, partial.Input.Layout, partial.Input.Scale));
        Assert.Equal(defaults.Outputs, partial.Outputs);
    }

    [Fact]
    public void Comments_trailing_commas_and_null_are_fine() => Assert.Equal(
        0.5f, ModelManifest.Parse("""{ /* why */ "task": "classify", "name": null, "input": null, "confidence": 0.5, }""").Confidence);

    [Theory]
    [InlineData("""{ "task": "classify",\n "confidnce": 1 }""", "(line 2)", "no property 'confidnce'", "confidence")]
    [InlineData("""{ "task": "detect", "decoder": "yolox",\n\n "input": { "colour": "rgb" } }""", "(line 3)", "no property 'input.colour'", "color")]
    [InlineData("""{ "task": "clasify" }""", "(line 1)", "task: expected one of", "\"classify\", \"detect\"")]
    [InlineData("""{ "task": 1 }""", "(line 1)", "task: expected one of", "\"classify\"")]
    [InlineData("""{ "task": "classify", "input": { "resize": "centre" } }""", "input.resize: expected one of", "\"letterbox\"", "\"centerCrop\"")]
    [InlineData("""{ "task": "classify", "confidence": "high" }""", "confidence: expected a number", "(line 1)", "models/manifest.schema.json")]
    [InlineData("""{ "task": "classify", "softmax": "yes" }""", "softmax: expected true or false", "", "")]
    [InlineData("""{ "task": "classify", "name": 5 }""", "name: expected a text", "", "")]
    [InlineData("""{ "task": "classify", "input": 5 }""", "input: expected an object", "", "")]
    [InlineData("""{ "task": "classify", "labels": "a" }""", "labels: expected a list, each a text", "", "")]
    [InlineData("""{ "task": "classify", "labels": ["a", 2] }""", "labels[1]: expected a text", "", "")]
    [InlineData("""{ "task": "classify", "input": { "width": 3.5 } }""", "input.width: expected a whole number", "", "")]
    [InlineData("""{ "task": "classify", "input": { "padColor": [1, "x", 3] } }""", "input.padColor[1]: expected a whole number", "", "")]
    [InlineData("""[1, 2]""", "expected an object", "", "")]
    [InlineData("""{ "task": "classify" """, "not valid JSON", "(line 1)", "")]
    [InlineData("", "not valid JSON", "", "")]
    [InlineData("null", "expected a manifest object, found null", "", "")]
    public void What_cannot_be_read_is_named_with_its_line(string json, string first, string second, string third)
    {
        var error = Assert.Throws<ManifestException>(() => ModelManifest.Parse(json.Replace("\\n", "\n", StringComparison.Ordinal)));
        Assert.Contains(first, error.Message, StringComparison.Ordinal);
        Assert.Contains(second, error.Message, StringComparison.Ordinal);
        Assert.Contains(third, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain("System.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("EdgeInfer.Models", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ }""", "task: expected a task such as classify or detect, found missing")]
    [InlineData("""{ "task": "unknown" }""", "task: expected a task such as classify or detect")]
    [InlineData("""{ "task": "detect" }""", "decoder: expected the family of the model's outputs")]
    [InlineData("""{ "task": "classify", "confidence": 1.5 }""", "confidence: expected a number from 0 to 1, found 1.5")]
    [InlineData("""{ "task": "classify", "iou": -0.1 }""", "iou: expected a number from 0 to 1, found -0.1")]
    [InlineData("""{ "task": "classify", "confidence": 1e999 }""", "confidence: expected a number from 0 to 1")]
    [InlineData("""{ "task": "classify", "input": { "width": 0 } }""", "input.width: expected a number from 1 to 65536, found 0")]
    [InlineData("""{ "task": "classify", "input": { "height": 70000 } }""", "input.height: expected")]
    [InlineData("""{ "task": "classify", "input": { "multipleOf": 0 } }""", "input.multipleOf: expected")]
    [InlineData("""{ "task": "classify", "input": { "widthStep": 0 } }""", "input.widthStep: expected")]
    [InlineData("""{ "task": "classify", "input": { "shortSide": -1, "resize": "centerCrop" } }""", "input.shortSide: expected")]
    [InlineData("""{ "task": "classify", "input": { "shortSide": 256 } }""", "input.shortSide: expected nothing, unless resize is centerCrop, found 256")]
    [InlineData("""{ "task": "classify", "input": { "scale": 0 } }""", "input.scale: expected a finite number other than 0, found 0")]
    [InlineData("""{ "task": "classify", "input": { "mean": [1, 2] } }""", "input.mean: expected none, one, or 3 (one a channel), found 2 numbers")]
    [InlineData("""{ "task": "classify", "input": { "color": "gray", "mean": [1, 2, 3] } }""", "input.mean: expected none, one, or 1")]
    [InlineData("""{ "task": "classify", "input": { "std": [1, 0, 1] } }""", "input.std: expected numbers other than 0, found 0")]
    [InlineData("""{ "task": "classify", "input": { "padColor": [1, 2] } }""", "input.padColor: expected three numbers: red, green, blue, found 2 numbers")]
    [InlineData("""{ "task": "classify", "input": { "padColor": [1, 2, 256] } }""", "input.padColor: expected numbers from 0 to 255, found 256")]
    [InlineData("""{ "task": "classify", "input": { "quantization": { "scale": 0 } } }""", "input.quantization.scale: expected a finite number greater than 0, found 0")]
    [InlineData("""{ "task": "classify", "input": { "quantization": { "scale": 1e999 } } }""", "input.quantization.scale: expected a finite number greater than 0")]
    [InlineData("""{ "task": "classify", "input": { "quantization": { "zeroPoint": 256 } } }""", "input.quantization.zeroPoint: expected a whole number from -128 to 255, found 256")]
    [InlineData("""{ "task": "classify", "labels": ["a", null] }""", "labels: expected names, found null")]
    [InlineData("""{ "task": "classify", "sha256": "abc" }""", "sha256: expected 64 hexadecimal digits, found abc")]
    [InlineData("""{ "task": "classify", "labels": ["a"], "labelSet": "coco-80" }""", "give only one of labels, labelsFile and labelSet")]
    [InlineData("""{ "task": "classify", "labelSet": "coco-81" }""", "label set 'coco-81' is not known; known are coco-80, imagenet-1k")]
    [InlineData("""{ "task": "classify", "labelsFile": "names.txt" }""", "labelsFile 'names.txt' needs a manifest that is a file itself; use labels instead")]
    public void Values_out_of_range_are_named(string json, string message)
    {
        var error = Assert.Throws<ManifestException>(() => ModelManifest.Parse(json));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("the manifest: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_come_from_the_list_a_set_or_a_file_beside_the_manifest()
    {
        using var folder = new TemporaryFolder();
        folder.Write("names.txt", "first\nsecond name\r\nthird\n"u8);
        string path = folder.Write("m.manifest.json", """{ "task": "classify", "labelsFile": "names.txt" }"""u8);

        ModelManifest fromFile = ModelManifest.Load(path);
        Assert.Equal(["first", "second name", "third"], fromFile.Labels);
        Assert.Null(fromFile.LabelsFile);
        ModelManifest fromSet = ModelManifest.Parse("""{ "task": "classify", "labelSet": "coco-80" }""");
        Assert.Equal(("person", 80), (fromSet.Labels[0], fromSet.Labels.Count));
        Assert.Equal(["x"], ModelManifest.Parse("""{ "task": "classify", "labels": ["x"] }""").Labels);
    }

    [Fact]
    public void Files_that_cannot_be_read_are_named()
    {
        using var folder = new TemporaryFolder();
        string missing = folder.File("none.manifest.json");
        Assert.Contains($"{missing}: no such manifest file", Assert.Throws<ManifestException>(() => ModelManifest.Load(missing)).Message, StringComparison.Ordinal);

        string noLabels = folder.Write("a.manifest.json", """{ "task": "classify", "labelsFile": "gone.txt" }"""u8);
        var error = Assert.Throws<ManifestException>(() => ModelManifest.Load(noLabels));
        Assert.Contains(folder.File("gone.txt"), error.Message, StringComparison.Ordinal);
        Assert.Equal(noLabels, error.Manifest);

        string model = folder.Write("b.manifest.json", new byte[17 << 20]);
        Assert.Contains("too large for a manifest", Assert.Throws<ManifestException>(() => ModelManifest.Load(model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_json_gives_a_manifest_or_a_manifest_exception()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        string json = Everything.ToJson();
        for (int i = 0; i < 2000; i++)
        {
            char[] damaged = json.ToCharArray();
            for (int k = random.Next(1, 4); k > 0; k--) damaged[random.Next(damaged.Length)] = "{}[],:\"0e-nut\\ "[random.Next(15)];
            try
            {
                ModelManifest.Parse(new string(damaged));
            }
            catch (ManifestException)
            {
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}, round {i}: {e}");
            }
        }
    }

    [Fact]
    public void Enum_values_are_written_in_camel_case()
    {
        using JsonDocument document = JsonDocument.Parse(Everything.ToJson());
        Assert.Equal("yuNet", document.RootElement.GetProperty("decoder").GetString());
        Assert.Equal("antialiasedBilinear", document.RootElement.GetProperty("input").GetProperty("interpolation").GetString());
        Assert.Equal("lightOnDark", document.RootElement.GetProperty("input").GetProperty("polarity").GetString());
    }
}
