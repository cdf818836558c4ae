using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>From a model's output values to 8-bit levels: <c>round(value × Factor[c] + Bias[c])</c>, clipped to 0 … 255.</summary>
internal readonly struct OutputLevels
{
    private readonly float[] _factor;
    private readonly float[] _bias;

    private OutputLevels(float[] factor, float[] bias) => (_factor, _bias) = (factor, bias);

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

        return manifest.OutputRange is [var black, var white] ? Between(black, white, input.Channels) : new(factor, bias);

        static float PerChannel(IReadOnlyList<float> values, int channel, float none) => values.Count == 0 ? none : values[values.Count == 1 ? 0 : channel];
    }

    /// <summary>One channel, from black to white; 0 to 1 where the manifest gives no range.</summary>
    public static OutputLevels Alpha(ModelManifest manifest) =>
        manifest.OutputRange is [var black, var white] ? Between(black, white, 1) : Between(0, 1, 1);

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
            // Clipped, then half a level more before cutting off: rounded. NaN is not above 0.
            levels[i] = (byte)(level > 0 ? Math.Min(level, 255) + 0.5f : 0);
        }
    }

    private static OutputLevels Between(float black, float white, int channels)
    {
        var factor = new float[channels];
        var bias = new float[channels];
        factor.AsSpan().Fill(255 / (white - black));
        bias.AsSpan().Fill(-black * 255 / (white - black));
        return new(factor, bias);
    }
}
