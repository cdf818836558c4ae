using EdgeInfer.Imaging;
using EdgeInfer.Vips.Interop;
using Microsoft.Win32.SafeHandles;

namespace EdgeInfer.Vips;

/// <summary>Reads and writes picture files through libvips.</summary>
/// <remarks>
/// <para>Reads JPEG, PNG, WebP, TIFF, GIF (first frame) and AVIF, told apart by their content; HEIC where the libvips
/// in use has an HEVC decoder. Nothing else is ever handed to libvips: no SVG, no PDF, no BMP, no raw camera files.
/// Writes JPEG, PNG, WebP, TIFF (LZW), GIF and AVIF.</para>
/// <para>Pixels are those that OpenCV and Pillow decode, which models were trained on: JPEG with libjpeg's exact
/// integer transform and smooth chroma, RGB and grey samples as stored, whatever colour profile is embedded. CMYK
/// goes to sRGB through its profile. 16-bit samples lose their lower byte. <see cref="PixelFormat.Gray8"/> of a colour
/// picture is Rec. 601 luma, 0.299 R + 0.587 G + 0.114 B, rounded to nearest. Pixels with alpha are laid over white
/// where the target has none. Pictures with floating-point, 32-bit or signed samples are refused, because nothing
/// says which of their values is white.</para>
/// <para>A truncated file is refused; damage that the file type's own library only warns of (a JPEG with some
/// bytes wrong) is not, as in OpenCV; those warnings go to the event source <c>EdgeInfer-Vips</c>.</para>
/// <para>Rows are decoded on the calling thread, straight into the result, except where the EXIF orientation turns the
/// picture: that holds it in memory twice for a moment. The first codec of a process loads libvips and sets for the
/// whole process: loaders that libvips marks as untrusted blocked, operation cache off, one worker thread (unless
/// the environment has <c>VIPS_CONCURRENCY</c>). Thread-safe; one object serves all callers.</para>
/// <para>libvips is found through the environment variable <c>EDGEINFER_LIBVIPS</c> (a file, or the folder it is in),
/// else beside the application (package EdgeInfer.Vips.Native), else on the system.</para>
/// </remarks>
public sealed class VipsCodec : IImageCodec
{
    /// <summary>Makes sure that libvips is there.</summary>
    /// <exception cref="LibvipsNotFoundException">libvips could not be loaded; the message says where it was looked for.</exception>
    public VipsCodec() => VipsLibrary.EnsureReady();

    /// <summary>Version of the libvips in use, such as 8.18.7.</summary>
    public static Version LibraryVersion
    {
        get
        {
            VipsLibrary.EnsureReady();
            return new Version(Native.Version(0), Native.Version(1), Native.Version(2));
        }
    }

    /// <inheritdoc />
    public ImageInfo Identify(string path)
    {
        using SafeFileHandle file = Open(path, out ContentFormat format);
        using var source = new FileSource(file);
        return PictureDecoder.Identify(new EncodedPicture(source, format, path));
    }

    /// <inheritdoc />
    public ImageBuffer Decode(string path, ImageDecodeOptions? options = null)
    {
        using SafeFileHandle file = Open(path, out ContentFormat format);
        using var source = new FileSource(file);
        return PictureDecoder.Decode(new EncodedPicture(source, format, path), options ?? ImageDecodeOptions.Default);
    }

    /// <inheritdoc />
    public unsafe ImageBuffer Decode(ReadOnlySpan<byte> encoded, ImageDecodeOptions? options = null)
    {
        if (encoded.IsEmpty) throw PictureErrors.Undecodable(null, ContentFormat.Known, "an empty span (0 bytes)", "Pass the whole encoded file.");
        ReadOnlySpan<byte> head = encoded[..Math.Min(encoded.Length, ContentFormat.SniffLength)];
        ContentFormat format = ContentFormat.Recognise(head) ?? throw PictureErrors.UnknownContent(null, ContentFormat.Known, head);

        fixed (byte* start = encoded)
        {
            using SourceHandle source = Native.SourceFromMemory(start, (nuint)encoded.Length);
            return PictureDecoder.Decode(new EncodedPicture(source, format), options ?? ImageDecodeOptions.Default);
        }
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException"><paramref name="image"/> is empty, or <paramref name="path"/> is.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="quality"/> is not in 1 … 100.</exception>
    /// <remarks>
    /// Types by extension: <c>.jpg .jpeg .png .webp .tif .tiff .gif .avif</c>. JPEG, which has no alpha, gets the
    /// picture over white. PNG, TIFF and GIF ignore <paramref name="quality"/>; GIF reduces to 256 colours. The file
    /// appears under a temporary name in the same folder and is then renamed.
    /// </remarks>
    public void Encode(ImageView image, string path, int quality = 90)
    {
        if (image.IsEmpty) throw new ArgumentException("The view looks at nothing.", nameof(image));
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);

        PictureEncoder.Encode(image, path, SavedFormat.ForFile(path), quality);
    }

    private static SafeFileHandle Open(string path, out ContentFormat format)
    {
        SafeFileHandle file = PictureFile.Open(path, ContentFormat.Known);
        try
        {
            Span<byte> head = stackalloc byte[ContentFormat.SniffLength];
            head = head[..PictureFile.ReadHead(file, path, ContentFormat.Known, head)];
            format = ContentFormat.Recognise(head) ?? throw PictureErrors.UnknownContent(path, ContentFormat.Known, head);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
