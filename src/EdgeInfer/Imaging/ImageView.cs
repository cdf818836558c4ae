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
    private readonly ReadOnlySpan<byte> _u;
    private readonly ReadOnlySpan<byte> _v;
    private readonly ChromaLayout _chroma;

    /// <summary>Looks at rows without padding: the stride is the shortest that the format allows, width × bytes per pixel for RGB and grey.</summary>
    /// <inheritdoc cref="ImageView(ReadOnlySpan{byte}, int, int, int, PixelFormat)"/>
    public ImageView(ReadOnlySpan<byte> pixels, int width, int height, PixelFormat format)
        : this(pixels, width, height, ImageGeometry.PackedStride(width, format), format)
    {
    }

    /// <summary>Looks at rows that lie <paramref name="strideBytes"/> apart; of a YUV format, at <see cref="YuvColor.Bt601"/> colours.</summary>
    /// <param name="pixels">
    /// At least <c>(height − 1) × strideBytes + width × bytes per pixel</c> bytes, top row first; of a YUV format, all planes as
    /// <see cref="PixelFormat"/> describes them.
    /// </param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="strideBytes">
    /// Bytes from the start of one row to the start of the next, at least what a row takes: width × bytes per pixel; of
    /// YUV formats, see <see cref="PixelFormat"/>.
    /// </param>
    /// <param name="format">How a pixel lies in memory.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or the stride is shorter than a row.</exception>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> is too short for these sizes.</exception>
    public ImageView(ReadOnlySpan<byte> pixels, int width, int height, int strideBytes, PixelFormat format)
        : this(pixels, width, height, strideBytes, format, YuvColor.Bt601)
    {
    }

    /// <summary>Looks at a camera frame whose colours are not OpenCV's default.</summary>
    /// <param name="pixels">All planes, as <see cref="PixelFormat"/> describes them.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="strideBytes">Bytes from the start of one row to the start of the next, at least what a row takes.</param>
    /// <param name="format">How a pixel lies in memory.</param>
    /// <param name="color">What a YUV picture's numbers mean; without meaning for other formats.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, the stride is shorter than a row, or a value is not defined.</exception>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> is too short for these sizes.</exception>
    public ImageView(ReadOnlySpan<byte> pixels, int width, int height, int strideBytes, PixelFormat format, YuvColor color)
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
        if (!format.IsYuv()) return;

        RequireDefined(color);
        if (format == PixelFormat.Yuy2)
        {
            _u = Pixels[1..];
            _v = Pixels[3..];
            _chroma = new ChromaLayout(strideBytes, 4, 2, 0, 0, 0, color);
            return;
        }

        ReadOnlySpan<byte> chroma = Pixels[(height * strideBytes)..];
        Pixels = Pixels[..((height - 1) * strideBytes + width)];
        if (format is PixelFormat.Nv12 or PixelFormat.Nv21)
        {
            _u = chroma[(format == PixelFormat.Nv12 ? 0 : 1)..];
            _v = chroma[(format == PixelFormat.Nv12 ? 1 : 0)..];
            _chroma = new ChromaLayout(strideBytes, 2, 1, 1, 0, 0, color);
            return;
        }

        int chromaStride = ImageGeometry.ChromaStride(strideBytes), plane = (height + 1) / 2 * chromaStride;
        _u = chroma[(format == PixelFormat.I420 ? 0 : plane)..];
        _v = chroma[(format == PixelFormat.I420 ? plane : 0)..];
        _chroma = new ChromaLayout(chromaStride, 1, 1, 1, 0, 0, color);
    }

    private ImageView(
        ReadOnlySpan<byte> luma, int strideBytes, ReadOnlySpan<byte> u, ReadOnlySpan<byte> v, ChromaLayout chroma, int width, int height, PixelFormat format)
    {
        Pixels = luma;
        Width = width;
        Height = height;
        StrideBytes = strideBytes;
        Format = format;
        _u = u;
        _v = v;
        _chroma = chroma;
    }

    /// <summary>
    /// Looks at a YUV 4:2:0 picture whose planes lie anywhere: Android's <c>YUV_420_888</c>, a decoder's frame with rows that pad
    /// the height.
    /// </summary>
    /// <param name="luma">At least <c>(height − 1) × lumaStrideBytes + width</c> bytes.</param>
    /// <param name="lumaStrideBytes">Bytes from one row of luma to the next, at least <paramref name="width"/>.</param>
    /// <param name="u">U samples (Cb), (width + 1) / 2 in a row, (height + 1) / 2 rows; of semi-planar frames the chroma plane, from its first U on.</param>
    /// <param name="v">As many V samples (Cr); may share memory with <paramref name="u"/>.</param>
    /// <param name="chromaStrideBytes">Bytes from one row of chroma to the next.</param>
    /// <param name="chromaPixelStride">Bytes from one U to the next and from one V to the next: 1 where they are alone, 2 where they alternate.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="color">What the numbers mean.</param>
    /// <returns>A view whose format is <see cref="PixelFormat.I420"/>, whatever the strides.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, a stride is shorter than a row, or the colour is not defined.</exception>
    /// <exception cref="ArgumentException">A plane is too short for these sizes.</exception>
    public static ImageView FromYuvPlanes(
        ReadOnlySpan<byte> luma, int lumaStrideBytes, ReadOnlySpan<byte> u, ReadOnlySpan<byte> v, int chromaStrideBytes, int chromaPixelStride,
        int width, int height, YuvColor color = YuvColor.Bt601)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chromaPixelStride);
        RequireDefined(color);
        int chromaWidth = (int)((width + 1L) / 2), chromaHeight = (int)((height + 1L) / 2);
        int lumaBytes = ImageGeometry.RequirePlane(nameof(luma), luma.Length, width, height, lumaStrideBytes, 1, nameof(lumaStrideBytes));
        int uBytes = ImageGeometry.RequirePlane(nameof(u), u.Length, chromaWidth, chromaHeight, chromaStrideBytes, chromaPixelStride, nameof(chromaStrideBytes));
        int vBytes = ImageGeometry.RequirePlane(nameof(v), v.Length, chromaWidth, chromaHeight, chromaStrideBytes, chromaPixelStride, nameof(chromaStrideBytes));
        return new ImageView(
            luma[..lumaBytes], lumaStrideBytes, u[..uBytes], v[..vBytes],
            new ChromaLayout(chromaStrideBytes, chromaPixelStride, 1, 1, 0, 0, color), width, height, PixelFormat.I420);
    }

    /// <summary>
    /// All bytes from the first pixel to the end of the last row, padding between rows included. Of a YUV picture in several
    /// planes, the luma plane only.
    /// </summary>
    public ReadOnlySpan<byte> Pixels { get; }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Bytes from the start of one row to the start of the next; of a YUV picture in several planes, of its luma.</summary>
    public int StrideBytes { get; }

    /// <summary>How a pixel lies in memory.</summary>
    public PixelFormat Format { get; }

    /// <summary>What a YUV picture's numbers mean; <see cref="YuvColor.Bt601"/>, without meaning, for other formats.</summary>
    public YuvColor Color => _chroma.Color;

    /// <summary>True for <c>default(ImageView)</c>, which looks at nothing and is refused everywhere.</summary>
    public bool IsEmpty => Width == 0;

    /// <summary>The samples of a YUV picture.</summary>
    internal YuvPlanes YuvPlanes => new(Pixels, StrideBytes, _u, _v, _chroma, Width);

    /// <summary>The bytes of one row, without padding.</summary>
    /// <param name="y">Row, 0 … <see cref="Height"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="y"/> is outside the picture.</exception>
    /// <exception cref="NotSupportedException">A YUV picture: a row of it is not a run of whole pixels.</exception>
    public ReadOnlySpan<byte> GetRow(int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        if (Format.IsYuv())
            throw new NotSupportedException($"A row of a {Format} picture is not a run of whole pixels; ImageBuffer.CopyOf converts it to Rgb24.");

        return Pixels.Slice(y * StrideBytes, Width * Format.BytesPerPixel());
    }

    /// <summary>A view on a part of this picture; nothing is copied. Of a YUV picture, too, the part may begin at any pixel.</summary>
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

        if (!Format.IsYuv()) return new ImageView(Pixels[(y * StrideBytes + x * Format.BytesPerPixel())..], width, height, StrideBytes, Format);

        int lumaStep = _chroma.LumaStep, chroma = _chroma.RowOf(y) * _chroma.StrideBytes + _chroma.ColumnOf(x) * _chroma.Step;
        return new ImageView(
            Pixels.Slice(y * StrideBytes + x * lumaStep, (height - 1) * StrideBytes + (width - 1) * lumaStep + 1),
            StrideBytes, _u[chroma..], _v[chroma..], _chroma.Crop(x, y), width, height, Format);
    }

    private static void RequireDefined(YuvColor color)
    {
        if (color is < YuvColor.Bt601 or > YuvColor.Bt709Full) throw new ArgumentOutOfRangeException(nameof(color), color, "Not a YUV colour.");
    }
}
