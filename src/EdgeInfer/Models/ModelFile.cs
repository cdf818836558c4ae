using EdgeInfer.Sessions;

namespace EdgeInfer.Models;

/// <summary>A model to load, wherever it lies: on the disk, in memory, or inside an assembly; with its manifest, where that does not lie beside it.</summary>
/// <remarks>
/// Names a model and loads nothing: that is done by whoever takes it, as often as it is given to somebody. Immutable and thread-safe.
/// </remarks>
public sealed record ModelFile
{
    private readonly Func<ModelContent> _content;

    private ModelFile(string name, string? path, Func<ModelContent> content) => (Name, Path, _content) = (name, path, content);

    /// <summary>What messages call it: the file's name, or the one given.</summary>
    public string Name { get; }

    /// <summary>Where it lies on the disk; null where it is in memory.</summary>
    public string? Path { get; }

    /// <summary>How to feed and read it, unless the options of who loads it say otherwise; default null: found as for every model.</summary>
    public ModelManifest? Manifest { get; init; }

    /// <param name="path">An ONNX or ORT-format file; external data is looked for beside it.</param>
    public static ModelFile FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new ModelFile(System.IO.Path.GetFileName(path), path, () => ModelContent.OfFile(path));
    }

    /// <param name="bytes">The whole file, which must not need external data. Kept, and not to be changed.</param>
    /// <param name="name">What to call it in messages.</param>
    public static ModelFile FromBytes(byte[] bytes, string name)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new ModelFile(name, null, () => ModelContent.OfBytes(bytes, name));
    }

    /// <summary>For bytes that need not stay in memory, such as an assembly's resource: they are read while the model is loaded and then let go.</summary>
    /// <param name="open">
    /// Gives a new stream over the whole file, with a length, from any thread; called several times while the model is loaded, and again where
    /// another provider takes over.
    /// </param>
    /// <param name="name">What to call it in messages.</param>
    public static ModelFile FromStream(Func<Stream> open, string name)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new ModelFile(name, null, () => ModelContent.OfStream(open, name));
    }

    /// <exception cref="ModelLoadException">There is no such file, or it cannot be a model.</exception>
    internal ModelContent ToContent() => _content();
}
