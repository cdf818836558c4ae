using System.Globalization;
using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Output;

internal sealed record ClassifyResult(IReadOnlyList<Classification> Ranking, StageTimings Timings) : IPictureResult
{
    public string Summary => Ranking[0].Label;

    public IEnumerable<string> Lines
    {
        get
        {
            // Where the manifest asks for no softmax and the model gives logits, a percent sign would be a lie.
            string form = Ranking.All(static c => c.Score is >= 0 and <= 1.01f) ? "{0,6:0.0%}  {1}" : "{0,8:0.00}  {1}";
            return Ranking.Select(c => string.Format(CultureInfo.InvariantCulture, form, c.Score, c.Label));
        }
    }

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
