using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

/// <summary>What OpenCV and Clipper make of random points, boxes and a text map.</summary>
/// <remarks><c>Golden/make_text_maps.py</c> writes it.</remarks>
internal sealed record TextMapGolden(
    TextMapGolden.Rectangle[] Rectangles, TextMapGolden.Picture Noise, TextMapGolden.Mean[] Scores, TextMapGolden.Growth[] Growths,
    TextMapGolden.Picture Map, TextMapGolden.Line[] Lines)
{
    public sealed record Rectangle(int[] Points, int[][] Hull, float[] Quad, double Area);

    public sealed record Picture(int Width, int Height, byte[] Pixels)
    {
        public float[] Values => [.. Pixels.Select(static p => p / 255f)];
    }

    public sealed record Mean([property: JsonPropertyName("mean")] float Value, float[] Quad);

    public sealed record Growth(float[] Quad, float[] Grown, float[] Paddle);

    public sealed record Line(float[] Quad, float Score);

    public static TextMapGolden Load() => JsonSerializer.Deserialize<TextMapGolden>(
        File.ReadAllBytes(Path.Combine(TestData.RepositoryRoot, "tests/EdgeInfer.Tests/Kernels/Text/Golden/text_maps.json")), JsonSerializerOptions.Web)!;

    public static Quad ToQuad(float[] values) => new(new(values[0], values[1]), new(values[2], values[3]), new(values[4], values[5]), new(values[6], values[7]));

    /// <summary>The largest distance between corners of the same name.</summary>
    public static float Distance(in Quad a, in Quad b) => Enumerable.Max(
    [
        Vector2.Distance(a.TopLeft, b.TopLeft), Vector2.Distance(a.TopRight, b.TopRight),
        Vector2.Distance(a.BottomRight, b.BottomRight), Vector2.Distance(a.BottomLeft, b.BottomLeft),
    ]);

    /// <summary>The largest distance of a corner to the nearest one of the other quad, whatever they are called.</summary>
    public static float NearestDistance(Quad a, Quad b)
    {
        Vector2[] others = [b.TopLeft, b.TopRight, b.BottomRight, b.BottomLeft];
        return ((Vector2[])[a.TopLeft, a.TopRight, a.BottomRight, a.BottomLeft]).Max(corner => others.Min(other => Vector2.Distance(corner, other)));
    }
}
