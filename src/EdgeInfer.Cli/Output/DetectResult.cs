using System.Globalization;
using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Output;

internal sealed record DetectResult(IReadOnlyList<Detection> Detections, StageTimings Timings) : IPictureResult
{
    public string Summary => Detections.Count switch { 0 => "nothing found", 1 => "1 object", var n => $"{n} objects" };

    public IEnumerable<string> Lines
    {
        get
        {
            int width = Detections.Count == 0 ? 0 : Detections.Max(static d => d.Label.Length);
            return Detections.Select(d => string.Create(
                CultureInfo.InvariantCulture,
                $"{d.Label.PadRight(width)}  {d.Score,5:0.0%}  x {d.Box.X1,6:0.0} … {d.Box.X2,6:0.0}  y {d.Box.Y1,6:0.0} … {d.Box.Y2,6:0.0}"));
        }
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartArray("detections");
        foreach (Detection detection in Detections)
        {
            json.WriteStartObject();
            json.WriteNumber("class_id", detection.ClassId);
            json.WriteString("label", detection.Label);
            json.WriteNumber("score", JsonNumber.Round(detection.Score, 5));
            json.WriteNumber("x1", JsonNumber.Round(detection.Box.X1, 2));
            json.WriteNumber("y1", JsonNumber.Round(detection.Box.Y1, 2));
            json.WriteNumber("x2", JsonNumber.Round(detection.Box.X2, 2));
            json.WriteNumber("y2", JsonNumber.Round(detection.Box.Y2, 2));
            if (detection.Oriented is { } turned)
            {
                json.WriteStartArray("quad");
                foreach (System.Numerics.Vector2 corner in turned.GetCorners())
                {
                    json.WriteStartArray();
                    json.WriteNumberValue(JsonNumber.Round(corner.X, 2));
                    json.WriteNumberValue(JsonNumber.Round(corner.Y, 2));
                    json.WriteEndArray();
                }

                json.WriteEndArray();
                json.WriteNumber("angle", JsonNumber.Round(turned.AngleDegrees, 2));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public void DrawOn(ImageBuffer image) => image.Draw(Detections);
}
