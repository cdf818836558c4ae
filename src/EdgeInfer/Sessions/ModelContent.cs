using EdgeInfer.Providers;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>Where a model comes from: a file, bytes in memory, or a stream that can be opened again.</summary>
/// <remarks>Bytes are kept for as long as a session may have to load them again; a stream's are not.</remarks>
internal sealed class ModelContent
{
    private readonly DateTime _written;
    private readonly Lazy<ModelFacts?> _facts;
    private readonly Lazy<ModelFingerprint> _fingerprint;
    private readonly byte[]? _bytes;
    private readonly Func<Stream> _open;

    private ModelContent(string name, string? path, long size, Func<Stream> open, byte[]? bytes = null)
    {
        Name = name;
        Path = path;
        SizeBytes = size;
        _open = open;
        _bytes = bytes;
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

    /// <summary>What its structure says, read on first use (some milliseconds); null for ORT format and whatever else is no complete ONNX file.</summary>
    public ModelFacts? Facts => _facts.Value;

    /// <summary>What tells it from every other model, read on first use: hashing takes some milliseconds for every ten megabytes.</summary>
    /// <exception cref="ModelLoadException">The file cannot be read any more.</exception>
    public ModelFingerprint Fingerprint => _fingerprint.Value;

    /// <exception cref="ModelLoadException">There is no such file, or it cannot be a model.</exception>
    public static ModelContent OfFile(string path)
    {
        string fullPath = System.IO.Path.GetFullPath(path);
        return new ModelContent(System.IO.Path.GetFileName(fullPath), fullPath, ModelFileCheck.RequirePlausible(fullPath), () => File.OpenRead(fullPath));
    }

    /// <exception cref="ModelLoadException">The bytes cannot be a model.</exception>
    public static ModelContent OfBytes(byte[] model, string name)
    {
        ModelFileCheck.RequirePlausible(model, name);
        return new ModelContent(name, null, model.Length, () => new MemoryStream(model, writable: false), model);
    }

    /// <exception cref="ModelLoadException">The bytes cannot be a model.</exception>
    public static ModelContent OfStream(Func<Stream> open, string name)
    {
        using Stream stream = open();
        ModelFileCheck.RequirePlausible(stream, name);
        if (stream.Length > Array.MaxLength) throw new ModelLoadException($"{name}: {stream.Length} bytes are more than fit into memory in one piece; load the model from a file.", name);
        return new ModelContent(name, null, stream.Length, open);
    }

    /// <summary>A stream over all its bytes.</summary>
    public Stream Open() => _open();

    /// <exception cref="OnnxRuntimeException">The model, or the provider, is refused.</exception>
    public InferenceSession Create(SessionOptions options) =>
        Path is null ? new InferenceSession(_bytes ?? Read(), options) : new InferenceSession(Path, options);

    /// <returns>Why loading it again would give another model than the one that is running; null where it would not.</returns>
    public string? WhyChanged()
    {
        if (Path is null) return null;
        var file = new FileInfo(Path);
        if (!file.Exists) return "the model file is no longer there";
        return file.Length == SizeBytes && file.LastWriteTimeUtc == _written ? null : "the model file has changed since it was loaded";
    }

    /// <summary>ONNX Runtime's C# API takes a model from an array only, which it needs no longer once it has made its session.</summary>
    private byte[] Read()
    {
        using Stream stream = _open();
        byte[] bytes = GC.AllocateUninitializedArray<byte>(checked((int)SizeBytes));
        stream.ReadExactly(bytes);
        return bytes;
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
