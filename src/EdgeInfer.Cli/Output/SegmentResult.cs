using System.Globalization;
using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Output;

/// <summary>The class of every pixel. Owns the map.</summary>
internal sealed record SegmentResult(SegmentationMap Map, StageTimings Timings) : IPictureResult, IMaskedResult, IDisposable
{
    private readonly IReadOnlyList<ClassFraction> _classes = Map.Classes();

    public string Summary => _classes.Count == 1 ? "1 class" : $"{_classes.Count} classes";

    public IEnumerable<string> Lines
    {
        get
        {
            int width = _classes.Max(static c => c.Label.Length);
            return _classes.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Label.PadRight(width)}  {c.Fraction,6:0.0%}"));
        }
    }

    public ImageView Mask => Map.AsView();

    public void WriteTo(Utf8JsonWriter json) => ClassFractionJson.Write(json, _classes);

    public void DrawOn(ImageBuffer image) => image.Draw(Map);

    public void Dispose() => Map.Dispose();
}
