namespace EdgeInfer.Imaging;

/// <summary>
/// A read-only window on pixels that somebody else owns: a camera frame, a bitmap, an <see cref="ImageBuffer"/>.
/// This is how every picture enters the library; no pixel is copied.
/// </summary>
/// <remarks>
/// Row 0 is the top row. Rows start <see cref="StrideBytes"/> apart; the bytes between the end of a row and the
/// start of the next are never read. The view lives no longer than the memory behind it. Safe to read from
/// several threads as long as nobody writes the memory.
/// </remarks>
public readonly ref struct ImageView
{
    /// <summary>Looks at tightly packed rows: the stride is <paramref name="width"/> × bytes per pixel.</summary>
    /// <inheritdoc cref="ImageView(ReadOnlySpan{byte}, int, int, int, PixelFormat)"/>
    public ImageView(ReadOnlySpan<byte> pixels, int width, int height, PixelFormat format)
        : this(pixels, width, height, ImageGeometry.PackedStride(width, format), format)
    {
    }

    /// <summary>Looks at rows that lie <paramref name="strideBytes"/> apart.</summary>
    /// <param name="pixels">At least <c>(height − 1) × strideBytes + width × bytes per pixel</c> bytes, top row first.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="strideBytes">Bytes from the start of one row to the start of the next, at least width × bytes per pixel.</param>
    /// <param name="format">How a pixel lies in memory.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or the stride is shorter than a row.</exception>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> is too short for these sizes.</exception>
    public ImageView(ReadOnlySpan<byte> pixels, int width, int height, int strideBytes, PixelFormat format)
    {
        long needed = ImageGeometry.RequireValid(width, height, strideBytes, format);
        if (pixels.Length < needed)
        {
            throw new ArgumentException(
                $"Pixels of a {width}×{height} {format} picture with a stride of {strideBytes} bytes need {needed} bytes; the span has {pixels.Length}.",
                nameof(pixels));
        }

        Pixels = pixels[..(int)needed];
        Width = width;
        Height = height;
        StrideBytes = strideBytes;
        Format = format;
    }

    /// <summary>All bytes from the first pixel to the end of the last row, padding between rows included.</summary>
    public ReadOnlySpan<byte> Pixels { get; }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Bytes from the start of one row to the start of the next.</summary>
    public int StrideBytes { get; }

    /// <summary>How a pixel lies in memory.</summary>
    public PixelFormat Format { get; }

    /// <summary>True for <c>default(ImageView)</c>, which looks at nothing and is refused everywhere.</summary>
    public bool IsEmpty => Width == 0;

    /// <summary>The bytes of one row, without padding.</summary>
    /// <param name="y">Row, 0 … <see cref="Height"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="y"/> is outside the picture.</exception>
    public ReadOnlySpan<byte> GetRow(int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        return Pixels.Slice(y * StrideBytes, Width * Format.BytesPerPixel());
    }

    /// <summary>A view on a part of this picture; nothing is copied.</summary>
    /// <param name="x">Left column of the part.</param>
    /// <param name="y">Top row of the part.</param>
    /// <param name="width">Columns of the part, at least 1.</param>
    /// <param name="height">Rows of the part, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is empty or reaches outside the picture.</exception>
    public ImageView Crop(int x, int y, int width, int height)
    {
        if (x < 0 || y < 0 || width <= 0 || height <= 0 || width > Width - x || height > Height - y)
        {
            throw new ArgumentOutOfRangeException(
                nameof(x), $"({x}, {y}, {width}, {height})", $"The part must lie inside the {Width}×{Height} picture and not be empty.");
        }

        return new ImageView(Pixels[(y * StrideBytes + x * Format.BytesPerPixel())..], width, height, StrideBytes, Format);
    }
}
