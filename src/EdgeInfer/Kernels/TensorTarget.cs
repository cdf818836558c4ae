namespace EdgeInfer.Kernels;

/// <summary>A float picture tensor being written: knows where a pixel's channels go and normalises on the way.</summary>
internal readonly ref struct TensorTarget
{
    private readonly Span<float> _tensor;
    private readonly ReadOnlySpan<float> _factor;
    private readonly ReadOnlySpan<float> _bias;
    private readonly int _width;
    private readonly int _pixelStep;
    private readonly int _channelStep;
    private readonly bool _planar;

    public TensorTarget(Span<float> tensor, int width, int height, TensorLayout layout, PixelNormalization normalization)
    {
        _tensor = tensor;
        _factor = normalization.Factor;
        _bias = normalization.Bias;
        _width = width;
        Channels = normalization.Channels;
        // One channel has the same place in both layouts.
        _planar = layout == TensorLayout.Nchw || Channels == 1;
        _pixelStep = _planar ? 1 : Channels;
        _channelStep = _planar ? width * height : 1;
    }

    public int Channels { get; }

    /// <param name="x">Column.</param>
    /// <param name="y">Row.</param>
    /// <param name="value">8-bit scale (0 … 255), at least <see cref="Channels"/> values in tensor order.</param>
    public void Store(int x, int y, ReadOnlySpan<float> value)
    {
        int at = (y * _width + x) * _pixelStep;
        for (int c = 0; c < Channels; c++, at += _channelStep) _tensor[at] = value[c] * _factor[c] + _bias[c];
    }

    public void Fill(ReadOnlySpan<float> value)
    {
        if (_planar)
        {
            for (int c = 0; c < Channels; c++) _tensor.Slice(c * _channelStep, _channelStep).Fill(value[c] * _factor[c] + _bias[c]);
            return;
        }

        for (int at = 0; at < _tensor.Length; at += Channels)
        {
            for (int c = 0; c < Channels; c++) _tensor[at + c] = value[c] * _factor[c] + _bias[c];
        }
    }
}
