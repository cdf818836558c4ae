using EdgeInfer.Providers;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>Where a model comes from: a file, or bytes in memory.</summary>
/// <remarks>Bytes are kept for as long as a session may have to load them again.</remarks>
internal sealed class ModelContent
{
    private readonly DateTime _written;
    private readonly Lazy<ModelFacts?> _facts;
    private readonly Lazy<ModelFingerprint> _fingerprint;

    private ModelContent(string name, string? path, long size, byte[]? bytes)
    {
        Name = name;
        Path = path;
        SizeBytes = size;
        Bytes = bytes;
        _facts = new Lazy<ModelFacts?>(() => ModelFactsReader.TryRead(Open));
        _fingerprint = new Lazy<ModelFingerprint>(ReadFingerprint);
        if (path is not null) _written = File.GetLastWriteTimeUtc(path);
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>Full path; null for bytes.</summary>
    public string? Path { get; }

    /// <summary>Size of the file or the bytes, external data not included.</summary>
    public long SizeBytes { get; }

    /// <summary>Bytes in memory; null for a file.</summary>
    public byte[]? Bytes { get; }

    /// <summary>What its structure says, read on first use (some milliseconds); null for ORT format and whatever else is no complete ONNX file.</summary>
    public ModelFacts? Facts => _facts.Value;

    /// <summary>What tells it from every other model, read on first use: hashing takes some milliseconds for every ten megabytes.</summary>
    /// <exception cref="ModelLoadException">The file cannot be read any more.</exception>
    public ModelFingerprint Fingerprint => _fingerprint.Value;

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
    public Stream Open() => Path is null ? new MemoryStream(Bytes!, writable: false) : File.OpenRead(Path);

    /// <exception cref="OnnxRuntimeException">The model, or the provider, is refused.</exception>
    public InferenceSession Create(SessionOptions options) =>
        Path is null ? new InferenceSession(Bytes!, options) : new InferenceSession(Path, options);

    /// <returns>Why loading it again would give another model than the one that is running; null where it would not.</returns>
    public string? WhyChanged()
    {
        if (Path is null) return null;
        var file = new FileInfo(Path);
        if (!file.Exists) return "the model file is no longer there";
        return file.Length == SizeBytes && file.LastWriteTimeUtc == _written ? null : "the model file has changed since it was loaded";
    }

    private ModelFingerprint ReadFingerprint()
    {
        try
        {
            return ModelFingerprint.Of(this);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException($"{Path}: the model file cannot be read ({e.Message}); check its permissions.", Path, e);
        }
    }
}
