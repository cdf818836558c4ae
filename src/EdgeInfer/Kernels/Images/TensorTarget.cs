using System.Runtime.InteropServices;

namespace EdgeInfer.Kernels;

/// <summary>A picture tensor being written: knows its element type and where a row's channels go, and normalises on the way.</summary>
internal readonly ref struct TensorTarget
{
    private readonly SimdWidth _simd;
    private readonly Span<byte> _tensor;
    private readonly TensorElement _element;
    private readonly PixelNormalization _normalization;
    private readonly int _width;
    private readonly int _height;
    private readonly int _channels;
    private readonly bool _planar;

    private TensorTarget(
        SimdWidth simd, Span<byte> tensor, TensorElement element, int width, int height, TensorLayout layout, PixelNormalization normalization)
    {
        _simd = simd;
        _tensor = tensor;
        _element = element;
        _normalization = normalization;
        _width = width;
        _height = height;
        _channels = normalization.Channels;
        // One channel has the same place in both layouts.
        _planar = layout == TensorLayout.Nchw || _channels == 1;
    }

    private enum TensorElement
    {
        Float32,
        Float16,
        UInt8,
        Int8,
    }

    /// <typeparam name="T"><see cref="float"/>, <see cref="Half"/>, <see cref="byte"/> or <see cref="sbyte"/>.</typeparam>
    /// <exception cref="ArgumentException">Another type, or floats and a quantisation.</exception>
    public static TensorTarget Of<T>(SimdWidth simd, Span<T> tensor, int width, int height, TensorLayout layout, PixelNormalization normalization)
        where T : unmanaged
    {
        TensorElement element =
            typeof(T) == typeof(float) ? TensorElement.Float32
            : typeof(T) == typeof(Half) ? TensorElement.Float16
            : typeof(T) == typeof(byte) ? TensorElement.UInt8
            : typeof(T) == typeof(sbyte) ? TensorElement.Int8
            : throw new ArgumentException($"A picture fills a tensor of float, Half, byte or sbyte, not of {typeof(T).Name}.", nameof(tensor));
        if (normalization.Quantization is { } quantization && (element is TensorElement.Float32 or TensorElement.Float16))
            throw new ArgumentException($"A tensor of {typeof(T).Name} cannot be quantised ({quantization}).", nameof(normalization));
        return new TensorTarget(simd, MemoryMarshal.AsBytes(tensor), element, width, height, layout, normalization);
    }

    /// <summary>Writes neighbouring pixels of one row.</summary>
    /// <param name="x">First column.</param>
    /// <param name="y">Row.</param>
    /// <param name="count">Pixels.</param>
    /// <param name="levels">Planar levels of the source's channels.</param>
    /// <param name="planeStride">Elements from one plane to the next.</param>
    /// <param name="order">Which plane feeds which channel.</param>
    public void StoreRow(int x, int y, int count, ReadOnlySpan<byte> levels, int planeStride, PlaneOrder order)
    {
        switch (_element)
        {
            case TensorElement.Float32: StoreRow<float, SingleElement>(default, x, y, count, levels, planeStride, order); break;
            case TensorElement.Float16: StoreRow<Half, HalfElement>(default, x, y, count, levels, planeStride, order); break;
            case TensorElement.UInt8: StoreBytes(x, y, count, levels, planeStride, order); break;
            default: StoreRow<sbyte, IntegerElement<sbyte>>(new(_normalization.Quantization), x, y, count, levels, planeStride, order); break;
        }
    }

    // Levels that are elements already are copied.
    private void StoreBytes(int x, int y, int count, ReadOnlySpan<byte> levels, int planeStride, PlaneOrder order)
    {
        var element = new IntegerElement<byte>(_normalization.Quantization);
        bool keeps = !order.Luma;
        for (int c = 0; c < _channels; c++) keeps &= element.Keeps(_normalization.Factor[c], _normalization.Bias[c]);
        if (!keeps)
        {
            StoreRow<byte, IntegerElement<byte>>(element, x, y, count, levels, planeStride, order);
            return;
        }

        int pixel = y * _width + x, plane = _width * _height;
        ReadOnlySpan<byte> first = levels.Slice(order.First * planeStride, count);
        ReadOnlySpan<byte> second = levels.Slice(order.Second * planeStride, count);
        ReadOnlySpan<byte> third = levels.Slice(order.Third * planeStride, count);
        if (!_planar)
        {
            ChannelInterleave.Run(_simd, first, second, third, _tensor.Slice(3 * pixel, 3 * count));
            return;
        }

        first.CopyTo(_tensor[pixel..]);
        if (_channels == 1) return;
        second.CopyTo(_tensor[(plane + pixel)..]);
        third.CopyTo(_tensor[(2 * plane + pixel)..]);
    }

    private void StoreRow<T, TElement>(TElement element, int x, int y, int count, ReadOnlySpan<byte> levels, int planeStride, PlaneOrder order)
        where T : unmanaged where TElement : struct, ITensorElement<T>
    {
        Span<T> tensor = MemoryMarshal.Cast<byte, T>(_tensor);
        ReadOnlySpan<float> factor = _normalization.Factor, bias = _normalization.Bias;
        int pixel = y * _width + x;
        ReadOnlySpan<byte> first = levels.Slice(order.First * planeStride, count);
        if (_channels == 1 && !order.Luma)
        {
            LevelsToTensor.Planar(_simd, first, factor[0], bias[0], element, tensor.Slice(pixel, count));
            return;
        }

        ReadOnlySpan<byte> second = levels.Slice(order.Second * planeStride, count);
        ReadOnlySpan<byte> third = levels.Slice(order.Third * planeStride, count);
        if (order.Luma)
        {
            LevelsToTensor.Luma(_simd, first, second, third, factor[0], bias[0], element, tensor.Slice(pixel, count));
        }
        else if (_planar)
        {
            int plane = _width * _height;
            LevelsToTensor.Planar(_simd, first, factor[0], bias[0], element, tensor.Slice(pixel, count));
            LevelsToTensor.Planar(_simd, second, factor[1], bias[1], element, tensor.Slice(plane + pixel, count));
            LevelsToTensor.Planar(_simd, third, factor[2], bias[2], element, tensor.Slice(2 * plane + pixel, count));
        }
        else
        {
            LevelsToTensor.Interleaved(_simd, first, second, third, factor, bias, element, tensor.Slice(3 * pixel, 3 * count));
        }
    }

    /// <summary>Gives every pixel outside a rectangle one colour; an empty rectangle leaves none out.</summary>
    /// <param name="x0">First column of the rectangle.</param>
    /// <param name="x1">The column after its last.</param>
    /// <param name="y0">First row of the rectangle.</param>
    /// <param name="y1">The row after its last.</param>
    /// <param name="color">8-bit scale (0 … 255), one value a channel.</param>
    public void FillAround(int x0, int x1, int y0, int y1, ReadOnlySpan<float> color)
    {
        if (x0 >= x1 || y0 >= y1)
        {
            Fill(0, _width * _height, color);
            return;
        }

        // What lies between the end of one covered row and the start of the next is one run of memory.
        Fill(0, y0 * _width + x0, color);
        if (x1 - x0 < _width)
        {
            for (int y = y0; y < y1 - 1; y++) Fill(y * _width + x1, (y + 1) * _width + x0, color);
        }

        Fill((y1 - 1) * _width + x1, _width * _height, color);
    }

    private void Fill(int fromPixel, int toPixel, ReadOnlySpan<float> color)
    {
        switch (_element)
        {
            case TensorElement.Float32: Fill<float, SingleElement>(default, fromPixel, toPixel, color); break;
            case TensorElement.Float16: Fill<Half, HalfElement>(default, fromPixel, toPixel, color); break;
            case TensorElement.UInt8: Fill<byte, IntegerElement<byte>>(new(_normalization.Quantization), fromPixel, toPixel, color); break;
            default: Fill<sbyte, IntegerElement<sbyte>>(new(_normalization.Quantization), fromPixel, toPixel, color); break;
        }
    }

    private void Fill<T, TElement>(TElement element, int fromPixel, int toPixel, ReadOnlySpan<float> color)
        where T : unmanaged where TElement : struct, ITensorElement<T>
    {
        Span<T> tensor = MemoryMarshal.Cast<byte, T>(_tensor);
        ReadOnlySpan<float> factor = _normalization.Factor, bias = _normalization.Bias;
        if (_planar)
        {
            int plane = _width * _height;
            for (int c = 0; c < _channels; c++) tensor[(c * plane + fromPixel)..(c * plane + toPixel)].Fill(element.From(color[c] * factor[c] + bias[c]));
            return;
        }

        Span<T> run = tensor[(fromPixel * _channels)..(toPixel * _channels)];
        for (int c = 0; c < Math.Min(run.Length, _channels); c++) run[c] = element.From(color[c] * factor[c] + bias[c]);
        // The filled part doubles with each copy.
        for (int done = _channels; done < run.Length; done *= 2) run[..Math.Min(done, run.Length - done)].CopyTo(run[done..]);
    }
}
