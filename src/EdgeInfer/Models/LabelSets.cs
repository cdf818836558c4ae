namespace EdgeInfer.Models;

/// <summary>Class names of well-known data sets, by name.</summary>
internal static class LabelSets
{
    private static readonly Dictionary<string, Lazy<string[]>> Sets = new(StringComparer.Ordinal)
    {
        ["coco-80"] = Embedded("coco-80.json"),
        ["imagenet-1k"] = Embedded("imagenet-1k.json"),
        ["voc-21"] = Embedded("voc-21.json"),
        ["ppocr-en"] = Embedded("ppocr-en.json"),
    };

    public static IEnumerable<string> Names => Sets.Keys;

    /// <returns>The labels, or null where no set has that name.</returns>
    public static IReadOnlyList<string>? Find(string name) => Sets.TryGetValue(name, out Lazy<string[]>? set) ? set.Value : null;

    private static Lazy<string[]> Embedded(string file) => new(() => EmbeddedJson.Read($"labels/{file}", ManifestJson.Default.StringArray));
}
