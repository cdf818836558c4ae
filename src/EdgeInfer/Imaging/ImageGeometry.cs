namespace EdgeInfer.Imaging;

/// <summary>The one place where width, height, stride and format are checked against each other.</summary>
internal static class ImageGeometry
{
    /// <returns>Stride of rows without padding.</returns>
    public static int PackedStride(int width, PixelFormat format)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Array.MaxLength / format.BytesPerPixel());
        return width * format.BytesPerPixel();
    }

    /// <returns>Bytes from the first pixel to the end of the last row; fits an <see cref="int"/>.</returns>
    public static long RequireValid(int width, int height, int strideBytes, PixelFormat format)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        long rowBytes = (long)width * format.BytesPerPixel();
        if (strideBytes < rowBytes)
        {
            throw new ArgumentOutOfRangeException(
                nameof(strideBytes), strideBytes, $"A row of {width} {format} pixels takes {rowBytes} bytes; the stride must not be shorter.");
        }

        long needed = (height - 1L) * strideBytes + rowBytes;
        if (needed > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(height), height, $"A {width}×{height} {format} picture takes {needed} bytes; at most {Array.MaxLength} can be addressed.");
        }

        return needed;
    }
}
