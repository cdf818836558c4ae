using EdgeInfer.Imaging;
using EdgeInfer.Models;
using EdgeInfer.Tests.Vision;
using EdgeInfer.Vips;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Models;

/// <summary>The models of the package EdgeInfer.Models.</summary>
public sealed class DefaultModelsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Each_is_the_file_of_the_repository_and_says_what_it_is()
    {
        Assert.Equal([DefaultModels.Codes, DefaultModels.TextDetector, DefaultModels.TextRecognizer], DefaultModels.All);
        foreach (EmbeddedModel model in DefaultModels.All)
        {
            string file = Path.Combine(TestData.RepositoryRoot, "models", model.Name + ".onnx");
            using Stream embedded = model.Open();
            byte[] bytes = new byte[embedded.Length];
            embedded.ReadExactly(bytes);
            Assert.Equal(File.ReadAllBytes(file), bytes);
            Assert.Equal(bytes.Length, model.SizeBytes);
            Assert.Equal(ModelManifest.Load(Path.ChangeExtension(file, ".manifest.json")).ToJson(), model.Manifest.ToJson());
            Assert.Equal((model.Name, model.Name), (model.Manifest.Name, model.ToString()));
            Assert.False(string.IsNullOrEmpty(model.Manifest.License));
            Assert.Equal((model.Manifest, null), (model.File.Manifest, model.File.Path));
        }
    }

    [Fact]
    public void Codes_are_found_on_a_parcel()
    {
        using ObjectDetector detector = DefaultModels.LoadCodeDetector(new ObjectDetectorOptions { Session = TinyDetector.OneThread, Tiles = DetectionTiles.Default });
        using ImageBuffer image = new VipsCodec().Decode(Path.Combine(TestData.RepositoryRoot, "samples", "images", "parcel.jpg"));

        Assert.Contains(detector.Detect(image, Token), static d => d.Label == "qr");
        Assert.Equal("codes (built in)", detector.Session.Name);
    }

    [Fact]
    public void Text_is_read_without_a_file()
    {
        using OcrReader reader = DefaultModels.LoadOcrReader(new OcrReaderOptions { Session = TinyDetector.OneThread });

        Assert.All("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz .,:;-+/()", c => Assert.True(reader.Alphabet.Contains(c.ToString()), $"'{c}' cannot be written"));
        using var blank = new ImageBuffer(320, 240, PixelFormat.Rgb24);
        blank.Pixels.Clear();
        Assert.Empty(reader.Read(blank, Token));
        using ImageBuffer page = new VipsCodec().Decode(TestData.Path("images/ocr_phototest.png"));
        Assert.Contains("quick brown dog", reader.Read(page, Token).Text);
    }

    [Fact]
    public void A_model_that_a_build_lacks_is_an_error_that_says_so() =>
        Assert.Contains("made without nothing.onnx", Assert.Throws<ModelLoadException>(() => new EmbeddedModel("nothing").Open()).Message);
}
