using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>Where a model comes from: a file, or bytes in memory.</summary>
/// <remarks>Bytes are kept for as long as a session may have to load them again.</remarks>
internal sealed class ModelContent
{
    private readonly byte[]? _bytes;
    private readonly DateTime _written;
    private readonly Lazy<string?> _identity;

    private ModelContent(string name, string? path, long size, byte[]? bytes)
    {
        Name = name;
        Path = path;
        SizeBytes = size;
        _bytes = bytes;
        _identity = new Lazy<string?>(() => ModelFactsReader.TryIdentify(Open, System.IO.Path.GetDirectoryName(path)));
        if (path is not null) _written = File.GetLastWriteTimeUtc(path);
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>Full path; null for bytes.</summary>
    public string? Path { get; }

    /// <summary>Size of the file or the bytes, external data not included.</summary>
    public long SizeBytes { get; }

    /// <summary>What tells this model from every other, to keep things for it; computed on first use, null where it cannot be read.</summary>
    public string? Identity => _identity.Value;

    /// <exception cref="ModelLoadException">There is no such file, or it cannot be a model.</exception>
    public static ModelContent OfFile(string path)
    {
        string fullPath = System.IO.Path.GetFullPath(path);
        return new ModelContent(System.IO.Path.GetFileName(fullPath), fullPath, ModelFileCheck.RequirePlausible(fullPath), null);
    }

    /// <exception cref="ModelLoadException">The bytes cannot be a model.</exception>
    public static ModelContent OfBytes(byte[] model, string name)
    {
        ModelFileCheck.RequirePlausible(model, name);
        return new ModelContent(name, null, model.Length, model);
    }

    /// <summary>A stream over all its bytes.</summary>
    public Stream Open() => Path is null ? new MemoryStream(_bytes!, writable: false) : File.OpenRead(Path);

    /// <summary>The same for the tuner.</summary>
    public TrialModel ForTrials() => new(Name, Path, _bytes);

    /// <exception cref="OnnxRuntimeException">The model, or the provider, is refused.</exception>
    public InferenceSession Create(SessionOptions options) =>
        Path is null ? new InferenceSession(_bytes!, options) : new InferenceSession(Path, options);

    /// <returns>Why loading it again would give another model than the one that is running; null where it would not.</returns>
    public string? WhyChanged()
    {
        if (Path is null) return null;
        var file = new FileInfo(Path);
        if (!file.Exists) return "the model file is no longer there";
        return file.Length == SizeBytes && file.LastWriteTimeUtc == _written ? null : "the model file has changed since it was loaded";
    }
}
