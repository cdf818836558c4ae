using EdgeInfer.Imaging;
using Microsoft.Win32.SafeHandles;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using ImageInfo = EdgeInfer.Imaging.ImageInfo;

namespace EdgeInfer.ImageSharp;

/// <summary>Reads and writes picture files through SixLabors.ImageSharp: managed code only, on every platform .NET runs on.</summary>
/// <remarks>
/// <para>Reads and writes JPEG, PNG, WebP, TIFF, GIF (first frame) and BMP. Colour profiles are not applied. Transparency
/// over a format without alpha is flattened on white; <see cref="PixelFormat.Gray8"/> of a colour picture is Rec. 601 luma,
/// rounded to nearest. JPEG pixels differ by a few levels from those of libjpeg, which models were trained on: its
/// transform and chroma filter are others. Where results must match a reference exactly, use EdgeInfer.Vips.</para>
/// <para>An encoded file is held in memory while it is decoded. A truncated one is refused, although ImageSharp itself
/// would fill the rest. Thread-safe; one object serves all callers.</para>
/// </remarks>
public sealed class ImageSharpCodec : IImageCodec
{
    private const string Known = "JPEG, PNG, WebP, TIFF, GIF or BMP";

    private static readonly Configuration Formats = new(
        new JpegConfigurationModule(),
        new PngConfigurationModule(),
        new WebpConfigurationModule(),
        new TiffConfigurationModule(),
        new GifConfigurationModule(),
        new BmpConfigurationModule())
    {
        PreferContiguousImageBuffers = true,

        // Callers bring their own parallelism, and the processor's cores belong to inference.
        MaxDegreeOfParallelism = 1,
    };

    private static readonly DecoderOptions FirstFrame = new() { Configuration = Formats, MaxFrames = 1 };

    /// <inheritdoc />
    public ImageInfo Identify(string path) => ReadHeader(ReadFile(path), path);

    /// <inheritdoc />
    public ImageBuffer Decode(string path, ImageDecodeOptions? options = null) =>
        Decode(ReadFile(path), path, options ?? ImageDecodeOptions.Default);

    /// <inheritdoc />
    public ImageBuffer Decode(ReadOnlySpan<byte> encoded, ImageDecodeOptions? options = null)
    {
        if (encoded.IsEmpty) throw PictureErrors.Undecodable(null, Known, "an empty span (0 bytes)", "Pass the whole encoded file.");
        return Decode(encoded, null, options ?? ImageDecodeOptions.Default);
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException"><paramref name="image"/> is empty, or <paramref name="path"/> is.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="quality"/> is not in 1 … 100.</exception>
    /// <remarks>
    /// Types by extension: <c>.jpg .jpeg .png .webp .tif .tiff .gif .bmp</c>. JPEG and BMP get the picture over white.
    /// Only JPEG and WebP use <paramref name="quality"/>. The file appears under a temporary name in the same folder and
    /// is then renamed.
    /// </remarks>
    public void Encode(ImageView image, string path, int quality = 90)
    {
        if (image.IsEmpty) throw new ArgumentException("The view looks at nothing.", nameof(image));
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);

        (IImageEncoder encoder, bool hasAlpha) = EncoderFor(path, quality);
        using var encoded = new MemoryStream();
        try
        {
            using Image picture = Storable(image, hasAlpha);
            picture.Save(encoded, encoder);
        }
        catch (Exception e) when (e is ImageFormatException or ImageProcessingException or NotSupportedException or ArgumentException)
        {
            throw PictureErrors.Unencodable(
                path,
                "a picture that the file type can hold",
                $"{image.Width}×{image.Height} {image.Format}, refused by the encoder ({e.Message})",
                "Shrink it or choose another file type.",
                e);
        }

        AtomicFile.Write(path, encoded.GetBuffer().AsSpan(0, (int)encoded.Length));
    }

    private static byte[] ReadFile(string path)
    {
        using SafeFileHandle file = PictureFile.Open(path, Known);
        long length = RandomAccess.GetLength(file);
        if (length > Array.MaxLength)
        {
            throw PictureErrors.Undecodable(path, Known, $"a file of {length} bytes", "Read it with EdgeInfer.Vips.");
        }

        var content = new byte[length];
        int read = PictureFile.ReadHead(file, path, Known, content);
        return read == length ? content : content[..read];
    }

    private static ImageBuffer Decode(ReadOnlySpan<byte> encoded, string? path, ImageDecodeOptions options)
    {
        ImageInfo info = ReadHeader(encoded, path);
        PictureLimits.Require(path, info.Width, info.Height, options);
        if (!WholePicture.IsComplete(encoded, info.ContentFormat))
        {
            throw PictureErrors.Damaged(path, info.ContentFormat, "image data", "the file ends too early", "Copy or download it again.", null);
        }

        try
        {
            // JPEG has no alpha; with the others it may hide in a palette, so it is always asked for.
            return info.ContentFormat == "jpeg" ? Decode<Rgb24>(encoded, options.Format) : Decode<Rgba32>(encoded, options.Format);
        }
        catch (Exception e) when (IsAboutThePicture(e))
        {
            throw PictureErrors.Damaged(path, info.ContentFormat, "image data", OneLine(e), "Copy or download it again.", e);
        }
    }

    private static ImageBuffer Decode<TPixel>(ReadOnlySpan<byte> encoded, PixelFormat format)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using Image<TPixel> image = Image.Load<TPixel>(FirstFrame, encoded);
        image.Mutate(picture => picture.AutoOrient());
        return image.ToImageBuffer(format);
    }

    private static ImageInfo ReadHeader(ReadOnlySpan<byte> encoded, string? path)
    {
        try
        {
            SixLabors.ImageSharp.ImageInfo header = Image.Identify(FirstFrame, encoded);
            string name = (header.Metadata.DecodedImageFormat?.Name ?? "unknown").ToLowerInvariant();

            // EXIF orientations 5 to 8 lie on their side.
            bool sideways = header.Metadata.ExifProfile is { } exif
                && exif.TryGetValue(ExifTag.Orientation, out IExifValue<ushort>? orientation)
                && orientation.Value is >= 5 and <= 8;
            return sideways ? new ImageInfo(header.Height, header.Width, name) : new ImageInfo(header.Width, header.Height, name);
        }
        catch (UnknownImageFormatException)
        {
            throw PictureErrors.UnknownContent(path, Known, encoded[..Math.Min(encoded.Length, 64)]);
        }
        catch (Exception e) when (IsAboutThePicture(e))
        {
            throw PictureErrors.Undecodable(path, Known, $"a header that cannot be read ({OneLine(e)})", "Copy or download it again.", e);
        }
    }

    // On damaged bytes ImageSharp's decoders throw whatever they run into, an index out of range for one.
    private static bool IsAboutThePicture(Exception e) => e is not (ImageDecodeException or OutOfMemoryException);

    private static string OneLine(Exception e) => e.Message.ReplaceLineEndings(" ").Trim().TrimEnd('.');

    private static Image Storable(ImageView image, bool hasAlpha)
    {
        bool transparent = image.Format is PixelFormat.Rgba32 or PixelFormat.Bgra32;
        if (!transparent || hasAlpha) return image.ToImage();

        using var flat = new ImageBuffer(image.Width, image.Height, PixelFormat.Rgb24);
        for (int y = 0; y < image.Height; y++) PixelRow.Convert(image.GetRow(y), image.Format, flat.GetRow(y), PixelFormat.Rgb24);
        return flat.AsView().ToImage();
    }

    private static (IImageEncoder Encoder, bool HasAlpha) EncoderFor(string path, int quality) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".jpg" or ".jpeg" => (new JpegEncoder { Quality = quality }, false),
            ".png" => (new PngEncoder(), true),
            ".webp" => (new WebpEncoder { Quality = quality }, true),
            ".tif" or ".tiff" => (new TiffEncoder(), true),
            ".gif" => (new GifEncoder(), true),
            ".bmp" => (new BmpEncoder(), false),
            string extension => throw PictureErrors.Unencodable(
                path,
                "a name ending in .jpg, .jpeg, .png, .webp, .tif, .tiff, .gif or .bmp",
                extension.Length > 0 ? $"'{extension}'" : "no extension",
                "Choose one of these."),
        };
}
