using System.Buffers;

namespace EdgeInfer.Imaging;

/// <summary>Pixels that this object owns, in pooled memory: what a codec decodes into and a drawing is made on.</summary>
/// <remarks>
/// Rows are tightly packed. Dispose returns the memory to the pool, after which spans and views taken from the
/// buffer must not be used. Reading from several threads is safe; writing is the caller's to coordinate.
/// </remarks>
public sealed class ImageBuffer : IDisposable
{
    private static int _live;
    private byte[]? _rented;
    private readonly int _length;

    /// <summary>Rents memory for a picture. The pixels are not cleared.</summary>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="format">How a pixel lies in memory: RGB or grey.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or the picture needs more than 2 GiB.</exception>
    /// <exception cref="ArgumentException"><paramref name="format"/> is a YUV format.</exception>
    public ImageBuffer(int width, int height, PixelFormat format)
    {
        StrideBytes = ImageGeometry.PackedStride(width, format);
        _length = (int)ImageGeometry.RequireInterleaved(width, height, StrideBytes, format);
        Width = width;
        Height = height;
        Format = format;
        _rented = ArrayPool<byte>.Shared.Rent(_length);
        Interlocked.Increment(ref _live);
    }

    /// <summary>Buffers created and not yet disposed in this process; tests use it to find leaks.</summary>
    internal static int LiveCount => Volatile.Read(ref _live);

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Bytes from the start of one row to the start of the next: width × bytes per pixel.</summary>
    public int StrideBytes { get; }

    /// <summary>How a pixel lies in memory.</summary>
    public PixelFormat Format { get; }

    /// <summary>All pixels, top row first.</summary>
    /// <exception cref="ObjectDisposedException">The buffer has been disposed.</exception>
    public Span<byte> Pixels => (_rented ?? throw new ObjectDisposedException(nameof(ImageBuffer))).AsSpan(0, _length);

    /// <summary>The bytes of one row.</summary>
    /// <param name="y">Row, 0 … <see cref="Height"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="y"/> is outside the picture.</exception>
    /// <exception cref="ObjectDisposedException">The buffer has been disposed.</exception>
    public Span<byte> GetRow(int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        return Pixels.Slice(y * StrideBytes, StrideBytes);
    }

    /// <summary>A read-only view on the whole picture.</summary>
    /// <exception cref="ObjectDisposedException">The buffer has been disposed.</exception>
    public ImageView AsView() => new(Pixels, Width, Height, StrideBytes, Format);

    /// <summary>A view on the whole picture, as tasks take it.</summary>
    public static implicit operator ImageView(ImageBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        return buffer.AsView();
    }

    /// <summary>
    /// Copies a picture, whatever its stride, into a new buffer of the same format; a YUV picture is converted to
    /// <see cref="PixelFormat.Rgb24"/>, to be shown, drawn on or kept.
    /// </summary>
    /// <remarks>The pixels of a YUV picture are those that tasks see: OpenCV's <c>cvtColor</c>, bit for bit, for <see cref="YuvColor.Bt601"/>.</remarks>
    /// <exception cref="ArgumentException"><paramref name="source"/> is empty.</exception>
    public static ImageBuffer CopyOf(ImageView source)
    {
        if (source.IsEmpty) throw new ArgumentException("The view looks at nothing.", nameof(source));
        bool converts = source.Format.IsYuv();
        var copy = new ImageBuffer(source.Width, source.Height, converts ? PixelFormat.Rgb24 : source.Format);
        for (int y = 0; y < source.Height; y++)
        {
            if (converts) source.YuvPlanes.ToRgb(y, copy.GetRow(y));
            else source.GetRow(y).CopyTo(copy.GetRow(y));
        }

        return copy;
    }

    /// <summary>Returns the memory to the pool. A second call does nothing.</summary>
    public void Dispose()
    {
        byte[]? rented = Interlocked.Exchange(ref _rented, null);
        if (rented is null) return;
        Interlocked.Decrement(ref _live);
        ArrayPool<byte>.Shared.Return(rented);
    }
}
