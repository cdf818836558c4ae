using EdgeInfer.Vips.Interop;

namespace EdgeInfer.Vips;

/// <summary>An encoded picture on its way into the decoder: its bytes, its type, and its name for messages.</summary>
internal readonly struct EncodedPicture
{
    private readonly FileSource? _file;

    public EncodedPicture(FileSource file, ContentFormat format, string path)
        : this(file.Handle, format)
    {
        _file = file;
        Path = path;
    }

    public EncodedPicture(SourceHandle source, ContentFormat format)
    {
        Source = source;
        Format = format;
    }

    public SourceHandle Source { get; }

    public ContentFormat Format { get; }

    /// <summary>The file, or null for a picture in memory.</summary>
    public string? Path { get; }

    /// <summary>What failed below libvips, if anything did.</summary>
    public IOException? ReadFailure => _file?.Failure;
}
