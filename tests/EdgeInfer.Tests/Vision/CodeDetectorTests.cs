using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Vips;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

/// <summary>The detector the library brings along, trained on synthetic pictures, on pictures it has not seen.</summary>
public sealed class CodeDetectorTests
{
    /// <summary>Part of the real photographs' codes that must be found.</summary>
    private const double MinRecall = 0.9;

    private static readonly string Model = Path.Combine(TestData.RepositoryRoot, "models", "codes.onnx");

    [Fact]
    public void Finds_the_codes_on_real_photographs()
    {
        using JsonDocument labels = JsonDocument.Parse(File.ReadAllBytes(TestData.Path("codes/labels.json")));
        using ObjectDetector detector = ObjectDetector.Load(Model, new ObjectDetectorOptions { Confidence = 0.25f });
        var codec = new VipsCodec();
        int codes = 0, found = 0;
        var missed = new List<string>();
        foreach (JsonProperty photo in labels.RootElement.EnumerateObject())
        {
            using ImageBuffer image = codec.Decode(TestData.Path($"codes/{photo.Name}"));
            IReadOnlyList<Detection> detections = detector.Detect(image, TestContext.Current.CancellationToken);
            foreach (JsonElement code in photo.Value.GetProperty("codes").EnumerateArray())
            {
                // Read, but the place is not known: cannot be judged.
                if (code.GetProperty("polygon").GetArrayLength() == 0) continue;
                string kind = code.GetProperty("kind").GetString()!;
                BoundingBox truth = Around(code.GetProperty("polygon"));
                codes++;
                if (detections.Any(d => d.Label == kind && Matches(kind, truth, d.Box))) found++;
                else missed.Add(photo.Name);
            }
        }

        string summary = $"{found} of {codes} codes found; missed: {string.Join(", ", missed)}";
        TestContext.Current.TestOutputHelper?.WriteLine(summary);
        Assert.True(codes > 0 && found >= MinRecall * codes, summary);
    }

    // Places read off the picture.
    [Theory]
    [InlineData("qr", 722, 264, 905, 410)]
    [InlineData("linear", 308, 316, 668, 451)]
    [InlineData("linear", 692, 413, 862, 509)]
    public void Finds_the_codes_on_the_sample_parcel(string kind, float x1, float y1, float x2, float y2)
    {
        // In tiles: seen whole, the QR code's modules are about one pixel of the model's input.
        using ObjectDetector detector = ObjectDetector.Load(Model, new ObjectDetectorOptions { Tiles = DetectionTiles.Default });
        using ImageBuffer image = new VipsCodec().Decode(Path.Combine(TestData.RepositoryRoot, "samples", "images", "parcel.jpg"));

        IReadOnlyList<Detection> detections = detector.Detect(image, TestContext.Current.CancellationToken);

        Assert.Equal(["qr", "datamatrix", "aztec", "pdf417", "linear"], detector.Manifest.Manifest.Labels);
        Assert.True(
            detections.Any(d => d.Label == kind && d.Box.IoU(new BoundingBox(x1, y1, x2, y2)) >= 0.5f),
            $"No {kind} code at ({x1}, {y1}) – ({x2}, {y2}); found {string.Join("; ", detections)}");
    }

    // The places that models/training/codes/render_kinds.py prints.
    [Theory]
    [InlineData("qr", 104, 112, 317, 326)]
    [InlineData("datamatrix", 481, 112, 639, 268)]
    [InlineData("datamatrix", 477, 396, 641, 463)]
    [InlineData("aztec", 813, 122, 1007, 318)]
    [InlineData("pdf417", 128, 595, 531, 684)]
    [InlineData("linear", 729, 487, 989, 715)]
    public void Tells_the_kinds_of_codes_apart(string kind, float x1, float y1, float x2, float y2)
    {
        using ObjectDetector detector = ObjectDetector.Load(Model);
        using ImageBuffer image = new VipsCodec().Decode(Path.Combine(TestData.RepositoryRoot, "samples", "images", "code_kinds.jpg"));

        IReadOnlyList<Detection> detections = detector.Detect(image, TestContext.Current.CancellationToken);

        var place = new BoundingBox(x1, y1, x2, y2);
        Detection there = detections.Where(d => d.Box.IoU(place) >= 0.5f).DefaultIfEmpty().MaxBy(static d => d.Score);
        Assert.True(there.Label == kind, $"No {kind} code at ({x1}, {y1}) – ({x2}, {y2}); found {string.Join("; ", detections)}");
    }

    /// <summary>
    /// The truth of a linear code is the hull of the lines that a reader scanned, only part of the bars' height; so a box
    /// must cover it and not be much larger, while the truth of a QR code is its outline.
    /// </summary>
    private static bool Matches(string kind, BoundingBox truth, BoundingBox box)
    {
        if (kind != "linear") return box.IoU(truth) >= 0.5f;
        float width = Math.Min(box.X2, truth.X2) - Math.Max(box.X1, truth.X1), height = Math.Min(box.Y2, truth.Y2) - Math.Max(box.Y1, truth.Y1);
        float covered = Math.Max(0, width) * Math.Max(0, height), area = truth.Width * truth.Height;
        return covered >= 0.8f * area && box.Width * box.Height <= 6 * area;
    }

    private static BoundingBox Around(JsonElement polygon)
    {
        (float X, float Y)[] points = [.. polygon.EnumerateArray().Select(static p => (p[0].GetSingle(), p[1].GetSingle()))];
        return new BoundingBox(points.Min(static p => p.X), points.Min(static p => p.Y), points.Max(static p => p.X), points.Max(static p => p.Y));
    }
}
