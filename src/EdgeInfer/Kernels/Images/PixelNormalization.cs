namespace EdgeInfer.Kernels;

/// <summary>
/// From an 8-bit channel value to what the model was trained on: <c>value × Factor[c] + Bias[c]</c>, c being the
/// channel's place in the tensor. Scale, mean, standard deviation and inversion all fold into these two numbers.
/// </summary>
internal readonly struct PixelNormalization
{
    private readonly float[] _factor;
    private readonly float[] _bias;

    /// <param name="channels">Channels of the tensor.</param>
    /// <param name="scale">Multiplies the 8-bit value first, such as 1/255.</param>
    /// <param name="mean">Subtracted after scaling; empty for none, one value for all channels, or one a channel.</param>
    /// <param name="std">Divides last; empty for none, one value for all channels, or one a channel.</param>
    /// <param name="quantization">How 8-bit elements stand for the result; null where they are the result, rounded.</param>
    public PixelNormalization(
        int channels, float scale, ReadOnlySpan<float> mean, ReadOnlySpan<float> std, TensorQuantization? quantization = null)
    {
        Quantization = quantization;
        _factor = new float[channels];
        _bias = new float[channels];
        for (int c = 0; c < channels; c++)
        {
            float divisor = PerChannel(std, c, 1);
            _factor[c] = scale / divisor;
            _bias[c] = -PerChannel(mean, c, 0) / divisor;
        }

        static float PerChannel(ReadOnlySpan<float> values, int channel, float none) =>
            values.Length == 0 ? none : values[values.Length == 1 ? 0 : channel];
    }

    private PixelNormalization(float[] factor, float[] bias, TensorQuantization? quantization) => (_factor, _bias, Quantization) = (factor, bias, quantization);

    public int Channels => _factor.Length;

    public ReadOnlySpan<float> Factor => _factor;

    public ReadOnlySpan<float> Bias => _bias;

    /// <summary>Null for none, and for tensors of floats.</summary>
    public TensorQuantization? Quantization { get; }

    /// <summary>The same normalisation applied to <c>255 − value</c>.</summary>
    public PixelNormalization Inverted()
    {
        var factor = new float[_factor.Length];
        var bias = new float[_bias.Length];
        for (int c = 0; c < factor.Length; c++)
        {
            factor[c] = -_factor[c];
            bias[c] = _bias[c] + 255 * _factor[c];
        }

        return new PixelNormalization(factor, bias, Quantization);
    }
}
