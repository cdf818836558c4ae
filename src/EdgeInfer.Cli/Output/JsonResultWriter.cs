using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Output;

/// <summary>An array with one object a picture on standard output, written as results come.</summary>
internal sealed class JsonResultWriter : IResultWriter
{
    private readonly RunningModels _models;
    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly Utf8JsonWriter _json;

    public JsonResultWriter(RunningModels models)
    {
        _models = models;
        // Labels and paths stay readable; this is no HTML.
        _json = new Utf8JsonWriter(_output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _json.WriteStartArray();
    }

    public bool HoldBack { private get; set => field = value && !Console.IsOutputRedirected; }

    public void Write(PictureReport report)
    {
        StageTimings timings = report.Result.Timings;
        _json.WriteStartObject();
        _json.WriteString("image", report.Image);
        _json.WriteNumber("width", report.Width);
        _json.WriteNumber("height", report.Height);
        _json.WriteString("model", _models.Names);
        _json.WriteString("provider", _models.Providers);
        _json.WriteStartObject("timings_ms");
        _json.WriteNumber("decode", Milliseconds(report.Decode));
        _json.WriteNumber("pre", Milliseconds(timings.Preprocess));
        _json.WriteNumber("infer", Milliseconds(timings.Inference));
        _json.WriteNumber("post", Milliseconds(timings.Postprocess));
        _json.WriteEndObject();
        report.Result.WriteTo(_json);
        _json.WriteEndObject();
        if (!HoldBack) _json.Flush();
    }

    public void Dispose()
    {
        _json.WriteEndArray();
        _json.Dispose();
        _output.WriteByte((byte)'\n');
        _output.Dispose();
    }

    private static decimal Milliseconds(TimeSpan time) => JsonNumber.Round(time.TotalMilliseconds, 3);
}
