using System.Text.Json;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Output;

/// <summary>Numbers as people and scripts want them: no 0.93000000715255737.</summary>
internal static class JsonNumber
{
    public static decimal Round(double value, int digits) => Math.Round((decimal)value, digits);

    /// <summary>A box by its corners, as all results with boxes have it.</summary>
    public static void WriteBox(Utf8JsonWriter json, BoundingBox box)
    {
        json.WriteNumber("x1", Round(box.X1, 2));
        json.WriteNumber("y1", Round(box.Y1, 2));
        json.WriteNumber("x2", Round(box.X2, 2));
        json.WriteNumber("y2", Round(box.Y2, 2));
    }
}
