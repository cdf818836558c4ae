using System.Numerics;
using System.Text.Json;
using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

/// <summary>What <c>Golden/make_golden.py</c> wrote.</summary>
internal static class GeometryGolden
{
    public sealed record WarpCase(
        int SourceWidth, int SourceHeight, int Channels, double[] Matrix, int Width, int Height, WarpSampling Sampling, WarpBorder Border,
        byte[]? Pixels, string? Sha256);

    public sealed record FitCase(float[] Source, float[] Destination, double[] Matrix, double[]? OpenCv);

    public sealed record Document(string OpenCv, byte[] Color, WarpCase[] Warps, FitCase[] Triangles, FitCase[] Quads, FitCase[] Similarities);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(), new ByteListConverter() },
    };

    public static readonly Document Data = JsonSerializer.Deserialize<Document>(
        File.ReadAllBytes(Path.Combine(TestData.RepositoryRoot, "tests/EdgeInfer.Tests/Kernels/Geometry/Golden/geometry.json")), Options)!;

    public static Vector2[] Points(float[] coordinates) => [.. coordinates.Chunk(2).Select(static p => new Vector2(p[0], p[1]))];

    public static Quad ToQuad(float[] coordinates) => Points(coordinates) is [var a, var b, var c, var d] ? new Quad(a, b, c, d) : throw new InvalidDataException("Not four points.");

    public static AffineTransform Affine(double[] m) => new(m[0], m[1], m[2], m[3], m[4], m[5]);

    public static PerspectiveTransform Perspective(double[] m) => new(m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], m[8]);

    /// <summary>Bytes as base64, or as a list of numbers where they are read by people.</summary>
    private sealed class ByteListConverter : System.Text.Json.Serialization.JsonConverter<byte[]>
    {
        public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String) return reader.GetBytesFromBase64();
            List<byte> bytes = [];
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) bytes.Add(reader.GetByte());
            return [.. bytes];
        }

        public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => throw new NotSupportedException();
    }
}
