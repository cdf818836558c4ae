using EdgeInfer.Imaging;
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

    /// <param name="part">What of the picture is damaged.</param>
    /// <param name="failure">What libvips says; where reading the file failed below it, that is reported instead.</param>
    public ImageDecodeException Damaged(string part, VipsException failure)
    {
        Exception cause = _file?.Failure ?? (Exception)failure;
        string remedy =
            failure.IsMissingFeature ? "Use the libvips of the package EdgeInfer.Vips.Native." :
            Format.Name == "heif" ? "Convert it to JPEG or AVIF: HEIC needs an HEVC decoder, which most builds of libvips lack." :
            "Copy or download it again.";
        return PictureErrors.Damaged(Path, Format.Name, part, cause.Message, remedy, cause);
    }
}
