namespace EdgeInfer.Kernels;

/// <summary>A float picture tensor being written: knows where a row's channels go and normalises on the way.</summary>
internal readonly ref struct TensorTarget
{
    private readonly SimdWidth _simd;
    private readonly Span<float> _tensor;
    private readonly ReadOnlySpan<float> _factor;
    private readonly ReadOnlySpan<float> _bias;
    private readonly int _width;
    private readonly int _height;
    private readonly int _channels;
    private readonly bool _planar;

    public TensorTarget(SimdWidth simd, Span<float> tensor, int width, int height, TensorLayout layout, PixelNormalization normalization)
    {
        _simd = simd;
        _tensor = tensor;
        _factor = normalization.Factor;
        _bias = normalization.Bias;
        _width = width;
        _height = height;
        _channels = normalization.Channels;
        // One channel has the same place in both layouts.
        _planar = layout == TensorLayout.Nchw || _channels == 1;
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
        int pixel = y * _width + x;
        ReadOnlySpan<byte> first = levels.Slice(order.First * planeStride, count);
        if (_channels == 1 && !order.Luma)
        {
            LevelsToTensor.Planar(_simd, first, _factor[0], _bias[0], _tensor.Slice(pixel, count));
            return;
        }

        ReadOnlySpan<byte> second = levels.Slice(order.Second * planeStride, count);
        ReadOnlySpan<byte> third = levels.Slice(order.Third * planeStride, count);
        if (order.Luma)
        {
            LevelsToTensor.Luma(_simd, first, second, third, _factor[0], _bias[0], _tensor.Slice(pixel, count));
        }
        else if (_planar)
        {
            int plane = _width * _height;
            LevelsToTensor.Planar(_simd, first, _factor[0], _bias[0], _tensor.Slice(pixel, count));
            LevelsToTensor.Planar(_simd, second, _factor[1], _bias[1], _tensor.Slice(plane + pixel, count));
            LevelsToTensor.Planar(_simd, third, _factor[2], _bias[2], _tensor.Slice(2 * plane + pixel, count));
        }
        else
        {
            LevelsToTensor.Interleaved(_simd, first, second, third, _factor, _bias, _tensor.Slice(3 * pixel, 3 * count));
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
        if (_planar)
        {
            int plane = _width * _height;
            for (int c = 0; c < _channels; c++) _tensor[(c * plane + fromPixel)..(c * plane + toPixel)].Fill(color[c] * _factor[c] + _bias[c]);
            return;
        }

        Span<float> run = _tensor[(fromPixel * _channels)..(toPixel * _channels)];
        for (int c = 0; c < Math.Min(run.Length, _channels); c++) run[c] = color[c] * _factor[c] + _bias[c];
        // The filled part doubles with each copy.
        for (int done = _channels; done < run.Length; done *= 2) run[..Math.Min(done, run.Length - done)].CopyTo(run[done..]);
    }
}
