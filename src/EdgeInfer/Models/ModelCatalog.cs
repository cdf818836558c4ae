namespace EdgeInfer.Models;

/// <summary>Known public models: sha256 → manifest, embedded from <c>models/catalog.json</c>.</summary>
internal static class ModelCatalog
{
    private static readonly Lazy<CatalogEntry[]> Entries = new(static () =>
        [.. EmbeddedJson.Read("catalog.json", ManifestJson.Default.CatalogDocumentArray)
            .Select(static e => new CatalogEntry(e.Name, e.Sha256, e.Bytes, e.Manifest.ToManifest()))]);

    public static IReadOnlyList<CatalogEntry> All => Entries.Value;

    /// <returns>The entry for these contents, or null. Hashes only files whose size is that of a known model.</returns>
    public static CatalogEntry? Find(ModelSource model)
    {
        foreach (CatalogEntry entry in Entries.Value)
        {
            if (entry.Bytes == model.SizeBytes && entry.Sha256.Equals(model.Sha256, StringComparison.OrdinalIgnoreCase)) return entry;
        }

        return null;
    }
}
