using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeInfer.Cli.Inputs;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Output;

/// <summary>What commands about people say in JSON: one object.</summary>
internal static class GalleryJson
{
    public static void Write(Action<Utf8JsonWriter> content)
    {
        using Stream output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            content(json);
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    public static void Verification(Utf8JsonWriter json, string first, string second, Face firstFace, Face secondFace, FaceVerification result)
    {
        json.WriteBoolean("same_person", result.IsSamePerson);
        json.WriteNumber("similarity", JsonNumber.Round(result.Similarity, 5));
        json.WriteNumber("threshold", JsonNumber.Round(result.Threshold, 5));
        Faces(json, [first, second], [firstFace, secondFace]);
    }

    public static void Enrolment(Utf8JsonWriter json, string path, string name, IReadOnlyList<PictureInput> inputs, IReadOnlyList<Face> faces, FaceGallery gallery)
    {
        json.WriteString("gallery", path);
        json.WriteString("name", name);
        Faces(json, [.. inputs.Select(static i => i.Name)], faces);
        json.WriteNumber("embeddings", gallery.CountOf(name));
        json.WriteNumber("people", gallery.Names.Count);
    }

    public static void People(Utf8JsonWriter json, string path, FaceGallery gallery)
    {
        json.WriteString("gallery", path);
        json.WriteString("model_sha256", gallery.Model);
        json.WriteNumber("dimension", gallery.Dimension);
        json.WriteStartArray("people");
        foreach (string name in gallery.Names)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("embeddings", gallery.CountOf(name));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Faces(Utf8JsonWriter json, IReadOnlyList<string> images, IReadOnlyList<Face> faces)
    {
        json.WriteStartArray("faces");
        for (int i = 0; i < faces.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("image", images[i]);
            FaceResult.WriteFace(json, faces[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
