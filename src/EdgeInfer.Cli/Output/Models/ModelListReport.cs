using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeInfer.Cli.Inputs;

namespace EdgeInfer.Cli.Output;

/// <summary>Models, a line or an object each.</summary>
internal static class ModelListReport
{
    public static void WriteText(TextWriter text, IReadOnlyList<ListedModel> models)
    {
        string[][] rows = [["name", "task", "size", "licence", "where"], .. models.Select(static m => (string[])[m.Name, TaskOf(m), NamedModel.SizeOf(m.SizeBytes), m.License ?? "", m.Place])];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        // Numbers stand under each other.
        foreach (string[] row in rows) text.WriteLine(string.Join("  ", row.Select((cell, column) => column == 2 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
    }

    public static void WriteJson(IReadOnlyList<ListedModel> models) => WriteArray(json =>
    {
        foreach (ListedModel model in models)
        {
            json.WriteStartObject();
            json.WriteString("name", model.Name);
            json.WriteString("task", TaskOf(model));
            json.WriteString("license", model.License);
            json.WriteNumber("size_bytes", model.SizeBytes);
            json.WriteString("state", model.State);
            json.WriteString("path", model.Path);
            json.WriteString("sha256", model.Sha256);
            json.WriteString("source", model.Page?.AbsoluteUri);
            json.WriteEndObject();
        }
    });

    public static void WriteArray(Action<Utf8JsonWriter> items)
    {
        using Stream output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            items(json);
            json.WriteEndArray();
        }

        output.WriteByte((byte)'\n');
    }

    private static string TaskOf(ListedModel model) => JsonNamingPolicy.CamelCase.ConvertName(model.Task.ToString());
}
