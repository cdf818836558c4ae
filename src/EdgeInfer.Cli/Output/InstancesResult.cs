using System.Globalization;
using System.Numerics;
using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Vision;

namespace EdgeInfer.Cli.Output;

/// <summary>Objects and their pixels; as a mask, the class of the best object at each pixel. Owns the mask.</summary>
internal sealed class InstancesResult : IPictureResult, IMaskedResult, IDisposable
{
    /// <summary>In the mask: no object.</summary>
    private const byte Nothing = 255;

    private readonly IReadOnlyList<SegmentedObject> _objects;
    private readonly ImageBuffer _mask;

    public InstancesResult(IReadOnlyList<SegmentedObject> objects, StageTimings timings, int width, int height)
    {
        (_objects, Timings) = (objects, timings);
        _mask = new ImageBuffer(width, height, PixelFormat.Gray8);
        _mask.Pixels.Fill(Nothing);
        // The best last, so that it is on top.
        for (int i = objects.Count - 1; i >= 0; i--)
        {
            InstanceMask mask = objects[i].Mask;
            for (int y = 0; y < mask.Height; y++)
            {
                ReadOnlySpan<byte> row = mask.Pixels.Slice(y * mask.Width, mask.Width);
                Span<byte> target = _mask.GetRow(mask.Y + y).Slice(mask.X, mask.Width);
                for (int x = 0; x < row.Length; x++)
                {
                    if (row[x] != 0) target[x] = (byte)Math.Min(objects[i].ClassId, Nothing - 1);
                }
            }
        }
    }

    public StageTimings Timings { get; }

    public string Summary => _objects.Count switch { 0 => "nothing found", 1 => "1 object", var n => $"{n} objects" };

    public IEnumerable<string> Lines
    {
        get
        {
            int width = _objects.Count == 0 ? 0 : _objects.Max(static o => o.Label.Length);
            return _objects.Select(o => string.Create(
                CultureInfo.InvariantCulture,
                $"{o.Label.PadRight(width)}  {o.Score,5:0.0%}  x {o.Box.X1,6:0.0} … {o.Box.X2,6:0.0}  y {o.Box.Y1,6:0.0} … {o.Box.Y2,6:0.0}  {o.Mask.Area} pixels"));
        }
    }

    public ImageView Mask => _mask.AsView();

    public void WriteTo(Utf8JsonWriter json)
    {
        ClassFractionJson.Write(json, Classes());
        json.WriteStartArray("instances");
        foreach (SegmentedObject found in _objects)
        {
            json.WriteStartObject();
            json.WriteNumber("class_id", found.ClassId);
            json.WriteString("label", found.Label);
            json.WriteNumber("score", JsonNumber.Round(found.Score, 5));
            JsonNumber.WriteBox(json, found.Box);
            json.WriteStartArray("polygon");
            foreach (Vector2 point in found.Mask.Polygon())
            {
                json.WriteStartArray();
                json.WriteNumberValue(JsonNumber.Round(point.X, 2));
                json.WriteNumberValue(JsonNumber.Round(point.Y, 2));
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public void DrawOn(ImageBuffer image) => image.Draw(_objects);

    public void Dispose() => _mask.Dispose();

    /// <summary>Shares of the picture by class, the largest first; pixels without an object belong to none.</summary>
    private IEnumerable<ClassFraction> Classes()
    {
        var counts = new int[Nothing + 1];
        foreach (byte id in _mask.Pixels) counts[id]++;
        double all = (double)_mask.Width * _mask.Height;
        return _objects.DistinctBy(static o => o.ClassId)
            .Select(o => new ClassFraction(o.ClassId, o.Label, (float)(counts[Math.Min(o.ClassId, Nothing - 1)] / all)))
            .OrderByDescending(static c => c.Fraction);
    }
}
