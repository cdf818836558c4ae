using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Output;

internal sealed record EmbedResult(Embedding Embedding, StageTimings Timings) : IPictureResult
{
    public string Summary => Embedding.ToString();

    public IEnumerable<string> Lines => [];

    public void WriteTo(Utf8JsonWriter json) => Write(json, Embedding);

    public static void Write(Utf8JsonWriter json, Embedding embedding)
    {
        json.WriteStartArray("embedding");
        foreach (float value in embedding.Values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    // A vector is not drawn; the command refuses --out.
    public void DrawOn(ImageBuffer image)
    {
    }
}
