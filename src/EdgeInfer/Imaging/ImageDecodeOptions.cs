namespace EdgeInfer.Imaging;

/// <summary>What a codec decodes to, and how large a picture it accepts.</summary>
public sealed record ImageDecodeOptions
{
    /// <summary>RGB24, at most 16,384 × 16,384 and 100 megapixels.</summary>
    public static ImageDecodeOptions Default { get; } = new();

    /// <summary>Pixel format of the result: <see cref="PixelFormat.Rgb24"/> (the default), or any other.</summary>
    public PixelFormat Format { get; init; } = PixelFormat.Rgb24;

    /// <summary>Longest side accepted, in pixels; default 16,384. Checked before any pixel is decoded.</summary>
    public int MaxDimension { get; init; } = 16_384;

    /// <summary>Most pixels accepted (width × height); default 100,000,000. Checked before any pixel is decoded.</summary>
    public long MaxPixels { get; init; } = 100_000_000;
}
