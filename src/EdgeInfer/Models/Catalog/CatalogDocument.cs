namespace EdgeInfer.Models;

/// <summary>An entry of <c>models/catalog.json</c> as it stands there.</summary>
internal sealed class CatalogDocument
{
    public string Name { get; set; } = "";

    public string Sha256 { get; set; } = "";

    public long Bytes { get; set; }

    /// <summary>Where the bytes are, where that does not follow from the page that the manifest names as source.</summary>
    public string? Url { get; set; }

    public ManifestDocument Manifest { get; set; } = new();
}
