using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>From a model's output values to 8-bit levels: <c>value × Factor[c] + Bias[c]</c>, rounded or cut off, clipped to 0 … 255.</summary>
/// <remarks>
/// Luma is cut off, as PyTorch's tutorial on super-resolution and the models after it do; the result is half a level darker, but the
/// reference's. Colours and opacity are rounded.
/// </remarks>
internal readonly struct OutputLevels
{
    /// <summary>Added before cutting off: float error must not turn a whole level into the one below.</summary>
    private const float Whole = 1 / 256f;

    private readonly float[] _factor;
    private readonly float[] _bias;
    private readonly float _rounding;

    private OutputLevels(float[] factor, float[] bias, float rounding) => (_factor, _bias, _rounding) = (factor, bias, rounding);

    /// <summary>Where the manifest gives no range: the input's own scale, undone.</summary>
    public static OutputLevels LikeInput(ModelManifest manifest)
    {
        ImageInputSpec input = manifest.Input;
        var factor = new float[input.Channels];
        var bias = new float[input.Channels];
        for (int c = 0; c < factor.Length; c++)
        {
            float std = PerChannel(input.Std, c, 1), mean = PerChannel(input.Mean, c, 0);
            (factor[c], bias[c]) = (std / input.Scale, mean / input.Scale);
        }

        float rounding = input.Channels == 1 ? Whole : 0.5f;
        return manifest.OutputRange is [var black, var white] ? Between(black, white, input.Channels, rounding) : new(factor, bias, rounding);

        static float PerChannel(IReadOnlyList<float> values, int channel, float none) => values.Count == 0 ? none : values[values.Count == 1 ? 0 : channel];
    }

    /// <summary>One channel, from black to white; 0 to 1 where the manifest gives no range.</summary>
    public static OutputLevels Alpha(ModelManifest manifest) =>
        manifest.OutputRange is [var black, var white] ? Between(black, white, 1, 0.5f) : Between(0, 1, 1, 0.5f);

    /// <summary>Converts values of one channel.</summary>
    /// <param name="values">Any; NaN becomes 0.</param>
    /// <param name="channel">In the tensor's order.</param>
    /// <param name="levels">Receives one level each.</param>
    public void Write(ReadOnlySpan<float> values, int channel, Span<byte> levels)
    {
        float factor = _factor[channel], bias = _bias[channel];
        for (int i = 0; i < values.Length; i++)
        {
            float level = values[i] * factor + bias;
            // NaN is not above 0.
            levels[i] = (byte)(level > 0 ? Math.Min(level, 255) + _rounding : 0);
        }
    }

    private static OutputLevels Between(float black, float white, int channels, float rounding)
    {
        var factor = new float[channels];
        var bias = new float[channels];
        factor.AsSpan().Fill(255 / (white - black));
        bias.AsSpan().Fill(-black * 255 / (white - black));
        return new(factor, bias, rounding);
    }
}
