using System.Globalization;
using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Output;

internal sealed record ClassifyResult(IReadOnlyList<Classification> Ranking, StageTimings Timings) : IPictureResult
{
    public string Summary => Ranking[0].Label;

    public IEnumerable<string> Lines =>
        Ranking.Select(static c => string.Create(CultureInfo.InvariantCulture, $"{c.Score,6:0.0%}  {c.Label}"));

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartArray("top");
        foreach (Classification classification in Ranking)
        {
            json.WriteStartObject();
            json.WriteNumber("class_id", classification.ClassId);
            json.WriteString("label", classification.Label);
            json.WriteNumber("score", JsonNumber.Round(classification.Score, 5));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public void DrawOn(ImageBuffer image) => image.Draw(Ranking);
}
