namespace EdgeInfer.Imaging;

/// <summary>What a codec decodes to, and how large a picture it accepts.</summary>
public sealed record ImageDecodeOptions
{
    /// <summary>RGB24, at most 16,384 × 16,384 and 100 megapixels.</summary>
    public static ImageDecodeOptions Default { get; } = new();

    /// <summary>Pixel format of the result: <see cref="PixelFormat.Rgb24"/> (the default), or any other that is not YUV.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a defined format.</exception>
    /// <exception cref="ArgumentException">A YUV format.</exception>
    public PixelFormat Format
    {
        get;
        init
        {
            _ = value.BytesPerPixel();
            field = value;
        }
    } = PixelFormat.Rgb24;

    /// <summary>Longest side accepted, in pixels, at least 1; default 16,384. Checked before any pixel is decoded.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative.</exception>
    public int MaxDimension
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 16_384;

    /// <summary>Most pixels accepted (width × height), at least 1; default 100,000,000. Checked before any pixel is decoded.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative.</exception>
    public long MaxPixels
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 100_000_000;
}
