using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Output;

/// <summary>A new picture, which is itself what is written. Owns it.</summary>
internal sealed record UpscaleResult(ImageBuffer Picture, int Scale, StageTimings Timings) : IPictureResult, IDisposable
{
    public string Summary => $"{Picture.Width}×{Picture.Height} ({Scale}×)";

    public IEnumerable<string> Lines => [];

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteNumber("scale", Scale);
        json.WriteNumber("out_width", Picture.Width);
        json.WriteNumber("out_height", Picture.Height);
    }

    public void DrawOn(ImageBuffer image)
    {
    }

    public ImageBuffer Show(ImageBuffer image) => Picture;

    public void Dispose() => Picture.Dispose();
}
