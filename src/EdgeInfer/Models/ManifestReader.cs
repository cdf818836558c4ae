using System.Text.Json;

namespace EdgeInfer.Models;

/// <summary>Reads a manifest from JSON, brings in its labels, and checks its values.</summary>
internal static class ManifestReader
{
    /// <summary>Well beyond any label list; larger files are not manifests.</summary>
    private const long MaxBytes = 16 << 20;

    /// <exception cref="ManifestException">Missing, not JSON, an unknown property, or a value out of range.</exception>
    public static ModelManifest ReadFile(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists) throw new ManifestException($"{path}: no such manifest file; check the path.", path);
            if (file.Length > MaxBytes) throw new ManifestException($"{path}: {file.Length} bytes is too large for a manifest (at most {MaxBytes}); is this the model itself?", path);
            return Parse(File.ReadAllText(path), path, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))) with { ReadFrom = path };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ManifestException($"{path}: the manifest cannot be read ({e.Message}); check its permissions.", path, e);
        }
    }

    /// <param name="json">The manifest.</param>
    /// <param name="origin">What to call it in messages.</param>
    /// <param name="folder">Where a labels file is looked for; null where none can be named.</param>
    /// <exception cref="ManifestException">Not JSON, an unknown property, or a value out of range.</exception>
    public static ModelManifest Parse(string json, string origin, string? folder)
    {
        ManifestDocument? document;
        try
        {
            document = JsonSerializer.Deserialize(json, ManifestJson.Default.ManifestDocument);
        }
        catch (JsonException e)
        {
            string where = e.LineNumber is { } line ? $" (line {line + 1})" : "";
            throw new ManifestException($"{origin}{where}: {ManifestJsonError.Describe(e)} See models/manifest.schema.json.", origin, e);
        }

        if (document is null) throw new ManifestException($"{origin}: expected a manifest object, found null.", origin);
        ModelManifest manifest = WithLabels(document.ToManifest(), origin, folder);
        ManifestRules.Check(manifest, origin);
        return manifest;
    }

    /// <summary>Replaces a label file or set by its labels.</summary>
    public static ModelManifest WithLabels(ModelManifest manifest, string origin, string? folder)
    {
        int given = (manifest.Labels.Count > 0 ? 1 : 0) + (manifest.LabelsFile is null ? 0 : 1) + (manifest.LabelSet is null ? 0 : 1);
        if (given > 1) throw new ManifestException($"{origin}: give only one of labels, labelsFile and labelSet.", origin);
        if (manifest.LabelSet is { } set)
        {
            IReadOnlyList<string> labels = LabelSets.Find(set)
                ?? throw new ManifestException($"{origin}: label set '{set}' is not known; known are {string.Join(", ", LabelSets.Names)}.", origin);
            return manifest with { Labels = labels, LabelSet = null };
        }

        if (manifest.LabelsFile is not { } file) return manifest;
        if (folder is null) throw new ManifestException($"{origin}: labelsFile '{file}' needs a manifest that is a file itself; use labels instead.", origin);
        string path = System.IO.Path.Combine(folder, file);
        try
        {
            return manifest with { Labels = File.ReadAllLines(path), LabelsFile = null };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ManifestException($"{origin}: labelsFile '{path}' cannot be read ({e.Message}).", origin, e);
        }
    }
}
