using EdgeInfer.Imaging;

namespace EdgeInfer.Tests.Imaging;

/// <summary>A YUV frame as a camera would deliver it, from noise; bytes that belong to no sample are noise as well.</summary>
internal sealed class YuvFrame
{
    private readonly byte[] _memory;
    private readonly int _lead;

    /// <param name="format">A YUV format.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="random">Where the noise comes from.</param>
    /// <param name="padding">Bytes after each row.</param>
    /// <param name="lead">Bytes before the frame, so that it need not be aligned.</param>
    public YuvFrame(PixelFormat format, int width, int height, Random random, int padding = 0, int lead = 0)
    {
        (Format, Width, Height, _lead) = (format, width, height, lead);
        StrideBytes = ImageGeometry.PackedStride(width, format) + padding;
        _memory = new byte[lead + Length(format, width, height, StrideBytes)];
        random.NextBytes(_memory);
    }

    public PixelFormat Format { get; }

    public int Width { get; }

    public int Height { get; }

    public int StrideBytes { get; }

    public Span<byte> Bytes => _memory.AsSpan(_lead);

    public ImageView View(YuvColor color = YuvColor.Bt601) => new(Bytes, Width, Height, StrideBytes, Format, color);

    /// <summary>Exactly the bytes of a frame, from the format's definition.</summary>
    public static int Length(PixelFormat format, int width, int height, int stride)
    {
        int chromaWidth = (width + 1) / 2, chromaHeight = (height + 1) / 2;
        return format switch
        {
            PixelFormat.Yuy2 => (height - 1) * stride + 4 * chromaWidth,
            PixelFormat.Nv12 or PixelFormat.Nv21 => height * stride + (chromaHeight - 1) * stride + 2 * chromaWidth,
            _ => height * stride + (2 * chromaHeight - 1) * ((stride + 1) / 2) + chromaWidth,
        };
    }

    /// <summary>The samples of one pixel, from the format's definition.</summary>
    public (byte Y, byte U, byte V) this[int x, int y]
    {
        get
        {
            int pair = x / 2, chromaRow = y / 2, end = Height * StrideBytes;
            int chromaStride = (StrideBytes + 1) / 2, plane = (Height + 1) / 2 * chromaStride;
            ReadOnlySpan<byte> bytes = Bytes;
            byte luma = bytes[y * StrideBytes + x];
            int twos = end + chromaRow * StrideBytes + 2 * pair, ones = end + chromaRow * chromaStride + pair, quad = y * StrideBytes + 4 * pair;
            return Format switch
            {
                PixelFormat.Nv12 => (luma, bytes[twos], bytes[twos + 1]),
                PixelFormat.Nv21 => (luma, bytes[twos + 1], bytes[twos]),
                PixelFormat.I420 => (luma, bytes[ones], bytes[ones + plane]),
                PixelFormat.Yv12 => (luma, bytes[ones + plane], bytes[ones]),
                _ => (bytes[quad + x % 2 * 2], bytes[quad + 1], bytes[quad + 3]),
            };
        }
    }

    /// <summary>The frame, or a part of it, in RGB, pixel by pixel.</summary>
    public byte[] ToRgb(YuvColor color, int left, int top, int width, int height)
    {
        YuvMatrix matrix = YuvMatrix.For(color);
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
        {
            (byte y, byte u, byte v) = this[left + i % width, top + i / width];
            (rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]) = matrix.ToRgb(y, u, v);
        }

        return rgb;
    }

    public byte[] ToRgb(YuvColor color = YuvColor.Bt601) => ToRgb(color, 0, 0, Width, Height);
}
