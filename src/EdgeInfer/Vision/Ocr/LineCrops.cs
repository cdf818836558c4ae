using System.Buffers;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>The straightened pixels of a few lines, in pooled memory.</summary>
internal readonly ref struct LineCrops : IDisposable
{
    private readonly byte[] _pixels;
    private readonly Span<FoundLine> _lines;
    private readonly PixelFormat _format;

    /// <param name="image">The picture; not YUV.</param>
    /// <param name="lines">Where to cut.</param>
    public LineCrops(ImageView image, Span<FoundLine> lines)
    {
        _lines = lines;
        _format = image.Format;
        int length = 0;
        foreach (ref readonly FoundLine line in lines) length = checked(length + Bytes(in line));
        _pixels = ArrayPool<byte>.Shared.Rent(length);
        for (int i = 0; i < lines.Length; i++) Cut(image, i);
    }

    /// <summary>One line's pixels.</summary>
    public ImageView this[int index] => new(Memory(index), _lines[index].Place.CropWidth, _lines[index].Place.CropHeight, _format);

    /// <summary>Cuts a line out anew, as it is turned now.</summary>
    public void Cut(ImageView image, int index)
    {
        ref readonly FoundLine line = ref _lines[index];
        int width = line.Place.CropWidth;
        var target = new PixelTarget(Memory(index), width, line.Place.CropHeight, width * _format.BytesPerPixel(), _format);
        Warp.Perspective(image, line.Place.Straighten(line.UpsideDown), WarpSampling.Bicubic, WarpBorder.Replicate, [], target);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_pixels);

    private Span<byte> Memory(int index)
    {
        int from = 0;
        for (int i = 0; i < index; i++) from += Bytes(in _lines[i]);
        return _pixels.AsSpan(from, Bytes(in _lines[index]));
    }

    private int Bytes(in FoundLine line) => checked(line.Place.CropWidth * line.Place.CropHeight * _format.BytesPerPixel());
}
