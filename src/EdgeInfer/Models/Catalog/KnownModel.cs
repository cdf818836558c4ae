namespace EdgeInfer.Models;

/// <summary>A public model that the library knows by its content: where it is published, under which licence, and how to feed and read it.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class KnownModel
{
    private readonly Lazy<ModelManifest> _manifest;

    internal KnownModel(CatalogDocument entry)
    {
        ModelManifest manifest = entry.Manifest.ToManifest();
        (Name, Sha256, SizeBytes, Task) = (entry.Name, entry.Sha256, entry.Bytes, manifest.Task);
        License = manifest.License ?? throw new InvalidOperationException($"The catalogue gives {Name} no licence.");
        Page = new Uri(manifest.Source ?? throw new InvalidOperationException($"The catalogue does not say where {Name} comes from."));
        Source = entry.Url is { } url ? new Uri(url) : PublishedFile.RawOf(Page);
        _manifest = new Lazy<ModelManifest>(() => ManifestReader.WithLabels(manifest, Origin, folder: null));
    }

    /// <summary>Short name, such as <c>yolox_nano</c>.</summary>
    public string Name { get; }

    /// <summary>What its file is called in a <see cref="ModelStore"/> and on a mirror.</summary>
    public string FileName => Name + ".onnx";

    /// <summary>What it does.</summary>
    public ModelTask Task { get; }

    /// <summary>Its licence as an SPDX expression.</summary>
    public string License { get; }

    /// <summary>SHA-256 of the file, lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Size of the file.</summary>
    public long SizeBytes { get; }

    /// <summary>Where it is published, for people: the file in its project's repository, at a fixed commit.</summary>
    public Uri Page { get; }

    /// <summary>Where its bytes are.</summary>
    public Uri Source { get; }

    /// <summary>How to feed and read it, labels included.</summary>
    public ModelManifest Manifest => _manifest.Value;

    internal string Origin => $"the catalogue of known models ({Name})";

    /// <summary><see cref="Name"/>.</summary>
    public override string ToString() => Name;
}
