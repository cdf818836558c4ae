namespace EdgeInfer.Imaging;

/// <summary>Turns encoded pictures into pixels and back. Implemented by the packages that bring an image library.</summary>
/// <remarks>
/// Pictures are recognised by content, not by file name; the EXIF orientation is applied, so that pixels are upright;
/// colours come out as sRGB; transparency over a format without alpha is flattened on white. Implementations are
/// thread-safe.
/// </remarks>
public interface IImageCodec
{
    /// <summary>Reads the header only.</summary>
    /// <param name="path">A picture file.</param>
    /// <exception cref="ImageDecodeException">The file is missing or is not a picture this codec knows.</exception>
    ImageInfo Identify(string path);

    /// <summary>Decodes a file.</summary>
    /// <param name="path">A picture file.</param>
    /// <param name="options">Target format and limits; null means <see cref="ImageDecodeOptions.Default"/>.</param>
    /// <returns>Upright pixels; the caller disposes them.</returns>
    /// <exception cref="ImageDecodeException">Missing, empty, truncated, unknown, or larger than the limits allow.</exception>
    ImageBuffer Decode(string path, ImageDecodeOptions? options = null);

    /// <summary>Decodes a picture held in memory.</summary>
    /// <param name="encoded">The whole encoded picture.</param>
    /// <param name="options">Target format and limits; null means <see cref="ImageDecodeOptions.Default"/>.</param>
    /// <returns>Upright pixels; the caller disposes them.</returns>
    /// <exception cref="ImageDecodeException">Empty, truncated, unknown, or larger than the limits allow.</exception>
    ImageBuffer Decode(ReadOnlySpan<byte> encoded, ImageDecodeOptions? options = null);

    /// <summary>Encodes to a file; the type follows the file's extension (<c>.jpg</c>, <c>.png</c>, <c>.webp</c>, …).</summary>
    /// <param name="image">The pixels, of any format; YUV is stored as RGB.</param>
    /// <param name="path">The file, written whole or not at all; an existing one is replaced.</param>
    /// <param name="quality">1 … 100 for lossy types; default 90.</param>
    /// <exception cref="ImageEncodeException">Unknown extension, missing folder, disk full.</exception>
    void Encode(ImageView image, string path, int quality = 90);
}
