namespace EdgeInfer.Imaging;

/// <summary>Facts about a <see cref="PixelFormat"/>.</summary>
public static class PixelFormatExtensions
{
    /// <summary>Bytes that one pixel takes: 1, 3 or 4.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="format"/> is not a defined format.</exception>
    /// <exception cref="ArgumentException"><paramref name="format"/> is a YUV format, whose pixels share bytes.</exception>
    public static int BytesPerPixel(this PixelFormat format) => format switch
    {
        PixelFormat.Rgb24 or PixelFormat.Bgr24 => 3,
        PixelFormat.Rgba32 or PixelFormat.Bgra32 => 4,
        PixelFormat.Gray8 => 1,
        _ when format.IsYuv() => throw new ArgumentException(
            $"Expected an RGB or grey format, got {format}, whose pixels share their chroma bytes; ImageBuffer.CopyOf converts such a picture to Rgb24.",
            nameof(format)),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a pixel format."),
    };

    /// <summary>Whether luma and chroma are kept apart, so that there are no bytes of a single pixel.</summary>
    public static bool IsYuv(this PixelFormat format) => format is >= PixelFormat.Nv12 and <= PixelFormat.Yuy2;
}
