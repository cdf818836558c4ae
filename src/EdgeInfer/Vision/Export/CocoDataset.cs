using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EdgeInfer.Vision;

/// <summary>Found objects of many pictures as a COCO data set, which annotation tools and evaluators read.</summary>
/// <remarks>
/// Categories have the model's class numbers, from 0; COCO's own data sets number theirs otherwise: match by name. Each annotation
/// has its <c>score</c>, as in COCO's result files; a turned box is written as its upright bounds and its corners as
/// <c>segmentation</c>. Not thread-safe.
/// </remarks>
public sealed class CocoDataset
{
    private readonly IReadOnlyList<string> _labels;
    private readonly List<(string File, int Width, int Height, IReadOnlyList<Detection> Found)> _images = [];

    /// <param name="labels">The model's class names, in its order; may be empty, categories are then those that were found.</param>
    public CocoDataset(IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        _labels = labels;
    }

    /// <summary>Pictures added so far.</summary>
    public int ImageCount => _images.Count;

    /// <summary>Adds a picture, also one where nothing was found.</summary>
    /// <param name="fileName">As it shall be called in the data set.</param>
    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="height">The picture's height in pixels.</param>
    /// <param name="detections">Boxes in pixels of the picture; must not change later.</param>
    public void Add(string fileName, int width, int height, IReadOnlyList<Detection> detections)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        ArgumentNullException.ThrowIfNull(detections);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        _images.Add((fileName, width, height, detections));
    }

    /// <summary>Writes the data set as JSON.</summary>
    public void WriteTo(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteStartArray("images");
        for (int i = 0; i < _images.Count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("id", i + 1);
            json.WriteString("file_name", _images[i].File);
            json.WriteNumber("width", _images[i].Width);
            json.WriteNumber("height", _images[i].Height);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("categories");
        foreach ((int id, string name) in Categories())
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("name", name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("annotations");
        int annotation = 0;
        for (int i = 0; i < _images.Count; i++)
        {
            foreach (Detection detection in _images[i].Found) Write(json, detection, i + 1, ++annotation);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private SortedDictionary<int, string> Categories()
    {
        var categories = new SortedDictionary<int, string>();
        for (int i = 0; i < _labels.Count; i++) categories[i] = _labels[i];
        foreach (Detection detection in _images.SelectMany(static i => i.Found)) categories.TryAdd(detection.ClassId, detection.Label);
        return categories;
    }

    private static void Write(Utf8JsonWriter json, in Detection detection, int image, int id)
    {
        BoundingBox box = detection.Box;
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteNumber("image_id", image);
        json.WriteNumber("category_id", detection.ClassId);
        json.WriteStartArray("bbox");
        foreach (float value in (ReadOnlySpan<float>)[box.X1, box.Y1, box.Width, box.Height]) json.WriteNumberValue(Rounded(value));
        json.WriteEndArray();
        json.WriteNumber("area", Rounded(detection.Oriented is { } t ? t.Width * t.Height : box.Area));
        json.WriteNumber("iscrowd", 0);
        json.WriteNumber("score", Math.Round((decimal)detection.Score, 5));
        if (detection.Oriented is { } turned)
        {
            json.WriteStartArray("segmentation");
            json.WriteStartArray();
            foreach (Vector2 corner in turned.GetCorners())
            {
                json.WriteNumberValue(Rounded(corner.X));
                json.WriteNumberValue(Rounded(corner.Y));
            }

            json.WriteEndArray();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static decimal Rounded(float value) => Math.Round((decimal)value, 2);
}
