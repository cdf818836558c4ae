using System.Globalization;
using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Output;

internal sealed record PoseResult(IReadOnlyList<Person> People, IReadOnlyList<string> Names, StageTimings Timings) : IPictureResult
{
    public string Summary => People.Count switch { 0 => "nobody found", 1 => "1 person", var n => $"{n} people" };

    public IEnumerable<string> Lines
    {
        get
        {
            int width = Names.Count == 0 ? 0 : Names.Max(static n => n.Length);
            foreach (Person person in People)
            {
                BoundingBox box = person.Box;
                yield return string.Create(
                    CultureInfo.InvariantCulture, $"person {person.Score,5:0.0%}  x {box.X1,6:0.0} … {box.X2,6:0.0}  y {box.Y1,6:0.0} … {box.Y2,6:0.0}");
                for (int i = 0; i < person.Keypoints.Count; i++)
                {
                    Keypoint joint = person.Keypoints[i];
                    string name = i < Names.Count ? Names[i] : $"point {i + 1}";
                    yield return string.Create(CultureInfo.InvariantCulture, $"  {name.PadRight(width)}  {joint.Score,5:0.0%}  x {joint.X,6:0.0}  y {joint.Y,6:0.0}");
                }
            }
        }
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartArray("people");
        foreach (Person person in People)
        {
            json.WriteStartObject();
            json.WriteNumber("score", JsonNumber.Round(person.Score, 5));
            JsonNumber.WriteBox(json, person.Box);
            json.WriteStartArray("keypoints");
            foreach (Keypoint joint in person.Keypoints)
            {
                json.WriteStartArray();
                WriteValue(json, joint.X, 2);
                WriteValue(json, joint.Y, 2);
                WriteValue(json, joint.Score, 5);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public void DrawOn(ImageBuffer image) => image.Draw(People);

    // A joint that the model placed nowhere.
    private static void WriteValue(Utf8JsonWriter json, float value, int digits)
    {
        if (float.IsFinite(value)) json.WriteNumberValue(JsonNumber.Round(value, digits));
        else json.WriteNullValue();
    }
}
