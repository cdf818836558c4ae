using System.Globalization;
using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Output;

/// <param name="Faces">The faces of a picture.</param>
/// <param name="Timings">Where the time went.</param>
/// <param name="Matches">Where a gallery was searched: whom each may belong to, best first.</param>
internal sealed record FaceResult(IReadOnlyList<Face> Faces, StageTimings Timings, IReadOnlyList<IReadOnlyList<FaceMatch>>? Matches = null) : IPictureResult
{
    public string Summary => Faces.Count switch { 0 => "no face", 1 => "1 face", var n => $"{n} faces" };

    public IEnumerable<string> Lines => Faces.Select((face, i) => string.Create(
        CultureInfo.InvariantCulture,
        $"{face.Score,6:0.0%}  x {face.Box.X1,6:0.0} … {face.Box.X2,6:0.0}  y {face.Box.Y1,6:0.0} … {face.Box.Y2,6:0.0}{Extra(face)}{Who(i)}"));

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartArray("faces");
        for (int i = 0; i < Faces.Count; i++)
        {
            json.WriteStartObject();
            WriteFace(json, Faces[i]);
            if (Matches is not null)
            {
                json.WriteStartArray("matches");
                foreach (FaceMatch match in Matches[i])
                {
                    json.WriteStartObject();
                    json.WriteString("name", match.Name);
                    json.WriteNumber("similarity", JsonNumber.Round(match.Similarity, 5));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }
            else if (Faces[i].Embedding is { } embedding)
            {
                EmbedResult.Write(json, embedding);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Score, box and landmarks into an object that is open.</summary>
    public static void WriteFace(Utf8JsonWriter json, Face face)
    {
        json.WriteNumber("score", JsonNumber.Round(face.Score, 5));
        json.WriteNumber("x1", JsonNumber.Round(face.Box.X1, 2));
        json.WriteNumber("y1", JsonNumber.Round(face.Box.Y1, 2));
        json.WriteNumber("x2", JsonNumber.Round(face.Box.X2, 2));
        json.WriteNumber("y2", JsonNumber.Round(face.Box.Y2, 2));
        json.WriteStartArray("landmarks");
        foreach (Keypoint point in face.Landmarks)
        {
            json.WriteStartArray();
            json.WriteNumberValue(JsonNumber.Round(point.X, 2));
            json.WriteNumberValue(JsonNumber.Round(point.Y, 2));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    public void DrawOn(ImageBuffer image) => image.Draw(Faces, Matches?.Select(static m => m.Count == 0 ? "unknown" : m[0].ToString()).ToArray());

    private static string Extra(Face face) => face.Landmarks.Count == 0 ? "" : $"  {face.Landmarks.Count} landmarks{(face.Embedding is null ? "" : $", {face.Embedding.Dimension} numbers")}";

    private string Who(int face) => Matches is null ? "" : "  " + (Matches[face].Count == 0 ? "unknown" : string.Join(", ", Matches[face]));
}
