using EdgeInfer.Imaging;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Vision;
using EdgeInfer.Tests.Vision.Ocr;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Models;

/// <summary>Models that lie elsewhere than in a file, with manifests that come with them.</summary>
public sealed class ModelFileTests
{
    private static readonly ObjectDetectorOptions Options = new() { Session = TinyDetector.OneThread };

    private static readonly string Codes = Path.Combine(TestData.RepositoryRoot, "models", "codes.onnx");

    [Fact]
    public void File_bytes_and_stream_are_the_same_model()
    {
        byte[] bytes = File.ReadAllBytes(Codes);
        ModelManifest manifest = ModelManifest.Load(Path.ChangeExtension(Codes, ".manifest.json"));
        foreach (ModelFile file in new[] { ModelFile.FromFile(Codes), ModelFile.FromBytes(bytes, "codes.onnx") with { Manifest = manifest }, ModelFile.FromStream(() => new MemoryStream(bytes), "codes.onnx") with { Manifest = manifest } })
        {
            using ObjectDetector detector = ObjectDetector.Load(file, Options);
            Assert.Equal("codes.onnx", file.Name);
            Assert.Equal("codes.onnx", detector.Session.Name);
            Assert.Equal(file.Path is null ? null : Path.GetFullPath(Codes), detector.Session.Path);
            Assert.Equal(manifest.Labels, detector.Manifest.Manifest.Labels);
        }
    }

    [Fact]
    public void A_streams_model_is_known_to_the_catalogue_and_leaves_nothing_open()
    {
        byte[] bytes = File.ReadAllBytes(TestData.Path("models/yolox_nano.onnx"));
        var opened = new List<MemoryStream>();
        using (ObjectDetector detector = ObjectDetector.Load(ModelFile.FromStream(Open, "some name"), Options))
            Assert.Contains("yolox_nano", detector.Manifest.Origin);
        Assert.NotEmpty(opened);
        Assert.All(opened, static s => Assert.False(s.CanRead));

        MemoryStream Open()
        {
            opened.Add(new MemoryStream(bytes));
            return opened[^1];
        }
    }

    [Fact]
    public void Its_manifest_counts_unless_the_options_have_one()
    {
        ModelManifest own = ModelManifest.Parse(File.ReadAllText(Path.ChangeExtension(Codes, ".manifest.json")));
        ModelFile file = ModelFile.FromBytes(File.ReadAllBytes(Codes), "codes") with { Manifest = own with { Confidence = 0.7f } };

        using ObjectDetector detector = ObjectDetector.Load(file, Options);
        Assert.Equal(0.7f, detector.Confidence);
        Assert.Equal("the manifest that comes with codes", detector.Manifest.Origin);

        using ObjectDetector other = ObjectDetector.Load(file, Options with { Manifest = own });
        Assert.Equal(own.Confidence, other.Confidence);
    }

    [Fact]
    public void A_manifest_for_another_model_is_refused()
    {
        ModelManifest own = ModelManifest.Parse(File.ReadAllText(Path.ChangeExtension(Codes, ".manifest.json")));
        ModelFile file = ModelFile.FromStream(() => File.OpenRead(Codes), "codes") with { Manifest = own with { Sha256 = new string('0', 64) } };
        Assert.Contains("the manifest that comes with codes", Assert.Throws<ManifestException>(() => ObjectDetector.Load(file, Options)).Message);
    }

    // Nothing here is PP-OCR's by its signature: names, sizes and the order of colours are others.
    [Fact]
    public void Text_is_read_by_models_in_memory_that_only_their_manifests_explain()
    {
        ModelFile detector = ModelFile.FromBytes(TinyOcr.Detector("1,3,h,w", "images"), "text-det") with
        {
            Manifest = ModelManifest.Parse("""
                { "task": "textDetect", "input": { "color": "rgb", "resize": "stretchToMultiple", "multipleOf": 32, "maxSide": 960,
                  "scale": 0.00392156862745098, "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225] } }
                """),
        };
        byte[] recognizer = TinyOcr.Recognizer(4, [1, 0, 2, 3], "n,3,32,w").ToArray();
        ModelFile reader = ModelFile.FromStream(() => new MemoryStream(recognizer), "text-rec") with
        {
            Manifest = ModelManifest.Parse("""
                { "task": "textRecognize", "softmax": false, "labels": ["ä", "€", "ß"], "input": { "color": "rgb", "height": 32, "resize": "fitHeight",
                  "scale": 0.00392156862745098, "mean": [0.5], "std": [0.5] } }
                """),
        };

        using OcrReader ocr = OcrReader.Load(detector, reader, options: new OcrReaderOptions { Session = TinyDetector.OneThread });
        using var image = new ImageBuffer(640, 320, PixelFormat.Rgb24);
        image.Pixels.Clear();
        for (int y = 96; y < 144; y++) image.Pixels.Slice(y * image.StrideBytes + 64 * 3, 480 * 3).Fill(byte.MaxValue);

        Assert.Equal("ä€ß", Assert.Single(ocr.Read(image, TestContext.Current.CancellationToken)).Text);
        Assert.Equal(["", "ä", "€", "ß"], ocr.Alphabet);
        Assert.Equal(("text-det", "text-rec"), (ocr.Detector.Name, ocr.Recognizer.Name));
    }

    [Fact]
    public void What_is_no_model_is_refused_by_its_name()
    {
        Assert.Contains("thing: the model is empty", Assert.Throws<ModelLoadException>(() => ObjectDetector.Load(ModelFile.FromStream(() => new MemoryStream(), "thing"))).Message);
        Assert.Contains("thing: expected an ONNX model", Assert.Throws<ModelLoadException>(() => ObjectDetector.Load(ModelFile.FromBytes("<html>"u8.ToArray(), "thing"))).Message);
        Assert.Contains("no such model file", Assert.Throws<ModelLoadException>(() => ObjectDetector.Load(ModelFile.FromFile("nowhere.onnx"))).Message);
        Assert.Throws<ArgumentException>(() => ModelFile.FromFile(""));
        Assert.Throws<ArgumentNullException>(() => ModelFile.FromBytes(null!, "thing"));
        Assert.Throws<ArgumentNullException>(() => ObjectDetector.Load((ModelFile)null!));
    }
}
