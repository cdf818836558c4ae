using System.Globalization;
using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Vips;

namespace EdgeInfer.Tests.Vision;

/// <summary>One model on one picture, with what the model's own reference code makes of it.</summary>
/// <remarks>Named <c>model__picture</c>, as the files in the test data's <c>expected</c> folder are.</remarks>
internal sealed class GoldenCase
{
    private static readonly VipsCodec Codec = new();
    private readonly JsonElement _root;

    private GoldenCase(JsonElement root) => _root = root;

    /// <summary>Skips the running test where the case, its model or its picture is missing.</summary>
    public static GoldenCase Read(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(TestData.Path($"expected/{name}.json")));
        return new GoldenCase(document.RootElement.Clone());
    }

    public string ModelPath => TestData.Path(_root.GetProperty("model").GetString()!);

    public JsonElement Result => _root.GetProperty("result");

    public JsonElement Tolerance => _root.GetProperty("tolerance");

    /// <summary>Lowest score that the reference reports.</summary>
    public float ScoreThreshold => _root.GetProperty("postprocess").GetProperty("score_threshold").GetSingle();

    /// <summary>The upright picture; the caller disposes it.</summary>
    public ImageBuffer DecodeImage()
    {
        ImageBuffer image = Codec.Decode(TestData.Path(_root.GetProperty("image").GetString()!));
        JsonElement size = _root.GetProperty("image_size");
        string name = _root.GetProperty("case").GetString()!;
        // A turned picture has its sides stated as they are stored.
        if (!name.EndsWith("_exif6", StringComparison.Ordinal))
        {
            Assert.Equal(size[0].GetInt32(), image.Width);
            Assert.Equal(size[1].GetInt32(), image.Height);
        }

        return image;
    }

    /// <summary>Objects that the reference reports, and those that it may or may not.</summary>
    public IEnumerable<ExpectedObject> Objects(int classIdOfFaces)
    {
        JsonElement list = Result.TryGetProperty("detections", out JsonElement detections) ? detections : Result.GetProperty("faces");
        foreach (JsonElement item in list.EnumerateArray()) yield return ExpectedObject.Read(item, classIdOfFaces);
        if (!_root.TryGetProperty("also_allowed", out JsonElement allowed)) yield break;
        foreach (JsonElement item in allowed.EnumerateArray()) yield return ExpectedObject.Read(item, classIdOfFaces) with { Stable = false };
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_root.GetProperty("case").GetString()}");
}
