using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class Int8QuantizationTests
{
    [Theory]
    [InlineData(1f)]
    [InlineData(1e-34f)]
    [InlineData(1e37f)]
    public void Error_is_at_most_half_a_step(float magnitude)
    {
        var data = VectorData.New();
        for (int length = 1; length <= 70; length++)
        {
            float[] vector = [.. data.Gaussian(length).Select(value => value * magnitude)];
            // A few values may all be near 0, where the smallest magnitude has no scale.
            vector[0] = magnitude;
            sbyte[] quantized = new sbyte[length];

            float scale = Int8Quantization.Run(vector, quantized);

            Assert.Equal(vector.Max(Math.Abs) / 127, scale);
            Assert.Equal(127, quantized.Max(static value => Math.Abs((int)value)));
            for (int i = 0; i < length; i++)
                Assert.True(Math.Abs(quantized[i] * (double)scale - vector[i]) <= scale * 0.50001, $"seed {data.Seed}, length {length}, element {i}");
        }
    }

    [Fact]
    public void Paths_agree_bit_for_bit_and_round_ties_to_even()
    {
        float[] ties = [.. Enumerable.Range(-254, 509).Select(static i => i / 2f)];
        sbyte[] scalar = new sbyte[ties.Length], v128 = new sbyte[ties.Length];
        Int8Quantization.DivideScalar(ties, 1, scalar);
        Int8Quantization.DivideV128(ties, 1, v128);
        Assert.Equal([.. ties.Select(static value => (sbyte)Math.Round(value, MidpointRounding.ToEven))], scalar);
        Assert.Equal(scalar, v128);
    }

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(1e-37f, 0f)]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(float.NegativeInfinity, float.NaN)]
    public void Vectors_without_a_scale_give_zeros(float value, float expectedScale)
    {
        sbyte[] quantized = new sbyte[20];
        Array.Fill(quantized, (sbyte)5);
        float[] vector = new float[20];
        vector[11] = value;
        Assert.Equal(expectedScale, Int8Quantization.Run(vector, quantized));
        Assert.All(quantized, static q => Assert.Equal(0, q));
        Assert.Equal(0, Int8Quantization.Run([], []));
    }

    [Fact]
    public void Rows_are_quantized_each_by_itself_on_any_number_of_threads()
    {
        const int Dimension = 513, Rows = 700;
        var data = VectorData.New();
        float[] rows = data.Gaussian(Rows * Dimension), expectedScales = new float[Rows], scales = new float[Rows];
        sbyte[] expected = new sbyte[rows.Length], actual = new sbyte[rows.Length];
        for (int row = 0; row < Rows; row++)
            expectedScales[row] = Int8Quantization.Run(rows.AsSpan(row * Dimension, Dimension), expected.AsSpan(row * Dimension, Dimension));

        Int8Quantization.RunRows(rows, Dimension, actual, scales, KernelParallelism.AllProcessors);

        Assert.True(actual.AsSpan().SequenceEqual(expected), $"seed {data.Seed}");
        Assert.Equal(expectedScales, scales);
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_named()
    {
        Assert.Contains("3 elements, but room for 2", Assert.Throws<ArgumentException>(() => Int8Quantization.Run(new float[3], new sbyte[2])).Message, StringComparison.Ordinal);
        Assert.Contains("6 elements, but room for 5", Assert.Throws<ArgumentException>(() => Int8Quantization.RunRows(new float[6], 3, new sbyte[5], new float[2], default)).Message, StringComparison.Ordinal);
        Assert.Contains("6 elements are not 3 rows", Assert.Throws<ArgumentException>(() => Int8Quantization.RunRows(new float[6], 3, new sbyte[6], new float[3], default)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Int8Quantization.RunRows([], 0, [], [], default));
    }
}
