using EdgeInfer.Imaging;

namespace EdgeInfer.Kernels;

/// <summary>Pixels to write that somebody else owns: the counterpart of <see cref="ImageView"/>.</summary>
/// <remarks>The bytes between the end of a row and the start of the next are never written.</remarks>
internal readonly ref struct PixelTarget
{
    /// <param name="pixels">At least <c>(height − 1) × strideBytes + width × bytes per pixel</c> bytes, top row first.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="strideBytes">Bytes from the start of one row to the start of the next.</param>
    /// <param name="format">How a pixel lies in memory.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or the stride is shorter than a row.</exception>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> is too short for these sizes, or the format is a YUV format.</exception>
    public PixelTarget(Span<byte> pixels, int width, int height, int strideBytes, PixelFormat format)
    {
        long needed = ImageGeometry.RequireInterleaved(width, height, strideBytes, format);
        if (pixels.Length < needed)
        {
            throw new ArgumentException(
                $"A {width}×{height} {format} picture with a stride of {strideBytes} bytes needs {needed} bytes; the span has {pixels.Length}.",
                nameof(pixels));
        }

        Pixels = pixels[..(int)needed];
        Width = width;
        Height = height;
        StrideBytes = strideBytes;
        Format = format;
    }

    public Span<byte> Pixels { get; }

    public int Width { get; }

    public int Height { get; }

    public int StrideBytes { get; }

    public PixelFormat Format { get; }

    public static implicit operator PixelTarget(ImageBuffer buffer) =>
        new(buffer.Pixels, buffer.Width, buffer.Height, buffer.StrideBytes, buffer.Format);

    /// <summary>The bytes of one row, without padding.</summary>
    public Span<byte> GetRow(int y) => Pixels.Slice(y * StrideBytes, Width * Format.BytesPerPixel());

    /// <summary>Refuses a source that is empty, of a YUV or another format, or in the same memory.</summary>
    /// <exception cref="ArgumentException">As said.</exception>
    public void RequireCompatible(ImageView source)
    {
        if (source.IsEmpty) throw new ArgumentException("The picture is empty.", nameof(source));
        if (Width == 0) throw new ArgumentException("The destination is empty.");
        if (source.Format.IsYuv())
            throw new ArgumentException($"The source is {source.Format}, whose pixels share bytes: convert it with ImageBuffer.CopyOf first.", nameof(source));
        if (source.Format != Format) throw new ArgumentException($"The source is {source.Format}, the destination {Format}: formats must be the same.", nameof(source));
        if (source.Pixels.Overlaps(Pixels)) throw new ArgumentException("The source and the destination share memory.");
    }

    /// <summary>Refuses a source whose picture would not fill this one exactly.</summary>
    /// <exception cref="ArgumentException">As said.</exception>
    public void RequireSize(int width, int height)
    {
        if (width != Width || height != Height)
            throw new ArgumentException($"The result is {width}×{height}; the destination is {Width}×{Height}.");
    }
}
