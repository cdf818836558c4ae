using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Vips;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Faces;

/// <summary>Boxes, points and pictures of the face cases in the test data.</summary>
internal static class GoldenFaces
{
    private static readonly VipsCodec Codec = new();

    public static ImageBuffer Decode(string picture) => Codec.Decode(TestData.Path(picture));

    public static BoundingBox Box(JsonElement box) => new(box[0].GetSingle(), box[1].GetSingle(), box[2].GetSingle(), box[3].GetSingle());

    public static Keypoint[] Points(JsonElement points) => [.. points.EnumerateArray().Select(static p => new Keypoint(p[0].GetSingle(), p[1].GetSingle()))];

    /// <summary>Every point within so many pixels of where it is expected.</summary>
    public static void AssertClose(IReadOnlyList<Keypoint> expected, IReadOnlyList<Keypoint> found, float pixels, string what)
    {
        Assert.Equal(expected.Count, found.Count);
        for (int i = 0; i < expected.Count; i++)
        {
            float distance = MathF.Sqrt(MathF.Pow(expected[i].X - found[i].X, 2) + MathF.Pow(expected[i].Y - found[i].Y, 2));
            Assert.True(distance <= pixels, $"{what}: point {i} is {found[i]} instead of {expected[i]}, {distance:0.00} pixels off; {pixels:0.00} are allowed");
        }
    }
}
