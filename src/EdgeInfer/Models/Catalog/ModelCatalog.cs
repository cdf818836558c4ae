using EdgeInfer.Providers;

namespace EdgeInfer.Models;

/// <summary>Public models that the library knows by their content, and how to run: <c>models/catalog.json</c>, compiled in.</summary>
/// <remarks>They are not part of the library: a <see cref="ModelStore"/> gets them where they are published. Thread-safe.</remarks>
public static class ModelCatalog
{
    private const int MostSuggestions = 3;

    private static readonly Lazy<KnownModel[]> Entries = new(static () =>
        [.. EmbeddedJson.Read("catalog.json", ManifestJson.Default.CatalogDocumentArray).Select(static e => new KnownModel(e))]);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<KnownModel> All => Entries.Value;

    /// <param name="name">A model's short name, capitals or not.</param>
    /// <returns>The model, or null where none has that name.</returns>
    public static KnownModel? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Array.Find(Entries.Value, m => m.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>What somebody may have meant by a name that is not in the catalogue.</summary>
    /// <returns>Up to three models, the nearest first; empty where nothing comes near.</returns>
    public static IReadOnlyList<KnownModel> Suggest(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return [.. NearestNames.Find(name, Entries.Value.Select(static m => m.Name), MostSuggestions).Select(static n => Find(n)!)];
    }

    /// <returns>The model with these contents, or null. Hashes only files whose size is that of a known model.</returns>
    internal static KnownModel? Find(ModelSource model)
    {
        foreach (KnownModel entry in Entries.Value)
        {
            if (entry.SizeBytes == model.SizeBytes && entry.Sha256.Equals(model.Sha256, StringComparison.OrdinalIgnoreCase)) return entry;
        }

        return null;
    }
}
