using System.Globalization;
using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Output;

internal sealed record OcrPictureResult(OcrResult Read, StageTimings Timings, bool WithCharacters) : IPictureResult
{
    public string Summary => Read.Count switch { 0 => "no text found", 1 => "1 line", var n => $"{n} lines" };

    public IEnumerable<string> Lines
    {
        get
        {
            int width = Read.Count == 0 ? 0 : Read.Max(static l => l.Text.Length);
            return Read.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Text.PadRight(width)}  {l.Score,5:0.0%}  {l.Quad}"));
        }
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartArray("lines");
        foreach (TextLine line in Read)
        {
            json.WriteStartObject();
            json.WriteString("text", line.Text);
            json.WriteNumber("score", JsonNumber.Round(line.Score, 5));
            WriteQuad(json, line.Quad);
            if (WithCharacters)
            {
                json.WriteNumber("rotation", line.Rotation);
                json.WriteStartArray("characters");
                foreach (TextCharacter character in line.Characters)
                {
                    json.WriteStartObject();
                    json.WriteString("text", character.Text);
                    json.WriteNumber("score", JsonNumber.Round(character.Score, 5));
                    WriteQuad(json, character.Quad);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public void DrawOn(ImageBuffer image) => image.Draw(Read);

    private static void WriteQuad(Utf8JsonWriter json, Quad quad)
    {
        json.WriteStartArray("quad");
        for (int i = 0; i < 4; i++)
        {
            json.WriteStartArray();
            json.WriteNumberValue(JsonNumber.Round(quad[i].X, 2));
            json.WriteNumberValue(JsonNumber.Round(quad[i].Y, 2));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
