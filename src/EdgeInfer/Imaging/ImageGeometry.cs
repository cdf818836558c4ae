namespace EdgeInfer.Imaging;

/// <summary>The one place where width, height, stride and format are checked against each other.</summary>
internal static class ImageGeometry
{
    /// <returns>Stride of rows without padding.</returns>
    public static int PackedStride(int width, PixelFormat format)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        long stride = RowBytes(width, format);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stride, Array.MaxLength, nameof(width));
        return (int)stride;
    }

    /// <summary>For pixels that are written: whole pixels only.</summary>
    /// <returns>Bytes from the first pixel to the end of the last row; fits an <see cref="int"/>.</returns>
    /// <exception cref="ArgumentException">A YUV format, or sizes that do not match.</exception>
    public static long RequireInterleaved(int width, int height, int strideBytes, PixelFormat format)
    {
        _ = format.BytesPerPixel();
        return RequireValid(width, height, strideBytes, format);
    }

    /// <returns>Bytes from the first pixel to the end of the last row, chroma included; fits an <see cref="int"/>.</returns>
    public static long RequireValid(int width, int height, int strideBytes, PixelFormat format)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        long rowBytes = RowBytes(width, format);
        if (strideBytes < rowBytes)
        {
            throw new ArgumentOutOfRangeException(
                nameof(strideBytes), strideBytes, $"A row of {width} {format} pixels takes {rowBytes} bytes; the stride must not be shorter.");
        }

        long chromaWidth = (width + 1L) / 2, chromaHeight = (height + 1L) / 2;
        long needed = format switch
        {
            PixelFormat.Nv12 or PixelFormat.Nv21 => (height + chromaHeight - 1) * strideBytes + 2 * chromaWidth,
            PixelFormat.I420 or PixelFormat.Yv12 => (long)height * strideBytes + (2 * chromaHeight - 1) * ChromaStride(strideBytes) + chromaWidth,
            _ => (height - 1L) * strideBytes + rowBytes,
        };
        RequireAddressable(width, height, format, needed);
        return needed;
    }

    /// <summary>For planes that lie apart.</summary>
    /// <param name="plane">What to call the plane in a message.</param>
    /// <param name="length">Bytes there are.</param>
    /// <param name="width">Samples in a row.</param>
    /// <param name="height">Rows of samples.</param>
    /// <param name="strideBytes">Bytes from one row to the next.</param>
    /// <param name="step">Bytes from one sample to the next.</param>
    /// <param name="strideName">The parameter to blame for the stride.</param>
    /// <returns>Bytes from the first sample to the last.</returns>
    public static int RequirePlane(string plane, int length, int width, int height, int strideBytes, int step, string strideName)
    {
        long rowBytes = (width - 1L) * step + 1;
        if (strideBytes < rowBytes)
        {
            throw new ArgumentOutOfRangeException(
                strideName, strideBytes, $"A row of {width} samples, {step} bytes apart, takes {rowBytes} bytes; the stride must not be shorter.");
        }

        long needed = (height - 1L) * strideBytes + rowBytes;
        if (length < needed)
        {
            throw new ArgumentException(
                $"The {plane} plane, {width}×{height} samples with a stride of {strideBytes} bytes, needs {needed} bytes; the span has {length}.", plane);
        }

        return (int)needed;
    }

    /// <returns>Stride of the planes of <see cref="PixelFormat.I420"/> chroma.</returns>
    public static int ChromaStride(int strideBytes) => (int)((strideBytes + 1L) / 2);

    private static long RowBytes(int width, PixelFormat format) => format switch
    {
        PixelFormat.Nv12 or PixelFormat.Nv21 => (width + 1L) / 2 * 2,
        PixelFormat.I420 or PixelFormat.Yv12 => width,
        PixelFormat.Yuy2 => (width + 1L) / 2 * 4,
        _ => (long)width * format.BytesPerPixel(),
    };

    private static void RequireAddressable(int width, int height, PixelFormat format, long bytes)
    {
        if (bytes > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(height), height, $"A {width}×{height} {format} picture takes {bytes} bytes; at most {Array.MaxLength} can be addressed.");
        }
    }
}
