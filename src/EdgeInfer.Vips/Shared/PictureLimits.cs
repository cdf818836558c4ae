namespace EdgeInfer.Imaging;

/// <summary>Holds the size a header announces against the limits, before any pixel is decoded.</summary>
internal static class PictureLimits
{
    /// <exception cref="ImageDecodeException">The picture is larger than the limits allow.</exception>
    public static void Require(string? path, int width, int height, ImageDecodeOptions options)
    {
        if (Math.Max(width, height) > options.MaxDimension)
        {
            throw PictureErrors.TooLarge(path, width, height, $"{options.MaxDimension} pixels a side", nameof(options.MaxDimension));
        }

        // Above this an array cannot hold the pixels, whatever the limits say.
        long most = Math.Min(options.MaxPixels, Array.MaxLength / options.Format.BytesPerPixel());
        if ((long)width * height > most)
        {
            throw PictureErrors.TooLarge(path, width, height, $"{most} pixels", nameof(options.MaxPixels));
        }
    }
}
