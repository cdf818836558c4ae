using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class PixelNormalizationTests
{
    [Fact]
    public void Scale_mean_and_deviation_fold_into_factor_and_bias()
    {
        float[] mean = [0.485f, 0.456f, 0.406f], std = [0.229f, 0.224f, 0.225f];
        var normalization = new PixelNormalization(3, 1 / 255f, mean, std);

        for (int value = 0; value < 256; value++)
        {
            for (int c = 0; c < 3; c++)
                Assert.Equal((value / 255.0 - mean[c]) / std[c], value * (double)normalization.Factor[c] + normalization.Bias[c], 1e-6);
        }
    }

    [Fact]
    public void Without_mean_and_deviation_only_the_scale_counts()
    {
        var normalization = new PixelNormalization(1, 2, [], []);
        Assert.Equal(1, normalization.Channels);
        Assert.Equal((2, 0), (normalization.Factor[0], normalization.Bias[0]));
    }

    [Fact]
    public void One_number_holds_for_all_channels()
    {
        var normalization = new PixelNormalization(3, 1, [127], [128]);
        Assert.Equal([1 / 128f, 1 / 128f, 1 / 128f], normalization.Factor.ToArray());
        Assert.Equal([-127 / 128f, -127 / 128f, -127 / 128f], normalization.Bias.ToArray());
    }

    [Fact]
    public void Inverted_takes_255_minus_the_value()
    {
        var normalization = new PixelNormalization(3, 1 / 255f, [0.5f, 0.4f, 0.3f], [0.2f, 0.3f, 0.4f]);
        PixelNormalization inverted = normalization.Inverted();

        for (int value = 0; value < 256; value++)
        {
            for (int c = 0; c < 3; c++)
            {
                Assert.Equal(
                    (255 - value) * (double)normalization.Factor[c] + normalization.Bias[c],
                    value * (double)inverted.Factor[c] + inverted.Bias[c], 1e-5);
            }
        }
    }
}
