using System.Text.Json;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Output;

/// <summary>The classes of a picture's pixels as JSON.</summary>
internal static class ClassFractionJson
{
    public static void Write(Utf8JsonWriter json, IEnumerable<ClassFraction> classes)
    {
        json.WriteStartArray("classes");
        foreach (ClassFraction part in classes)
        {
            json.WriteStartObject();
            json.WriteNumber("class_id", part.ClassId);
            json.WriteString("label", part.Label);
            json.WriteNumber("fraction", JsonNumber.Round(part.Fraction, 5));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
