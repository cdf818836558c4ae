using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class L2NormalizationTests
{
    [Theory]
    [InlineData(1f)]
    [InlineData(1e-42f)]
    [InlineData(1e-25f)]
    [InlineData(1e25f)]
    [InlineData(3e37f)]
    public void Agrees_with_float64_at_every_length_and_magnitude(float magnitude)
    {
        var data = VectorData.New();
        for (int length = 1; length <= 70; length++)
        {
            float[] vector = [.. data.Gaussian(length).Select(value => value * magnitude)];
            double norm = Math.Sqrt(vector.Sum(static value => (double)value * value));
            if (norm == 0) continue;
            float[] unit = new float[length];

            Assert.Equal(norm, L2Normalization.Run(vector, unit), norm * 1e-14);

            for (int i = 0; i < length; i++)
            {
                float expected = (float)(vector[i] / norm);
                Assert.True(unit[i] >= MathF.BitDecrement(expected) && unit[i] <= MathF.BitIncrement(expected), $"seed {data.Seed}, length {length}, element {i}");
            }
        }
    }

    [Fact]
    public void Paths_agree()
    {
        var data = VectorData.New();
        for (int length = 0; length <= 70; length++)
        {
            float[] vector = data.Gaussian(length);
            double expected = L2Normalization.SumOfSquaresScalar(vector);
            Assert.Equal(expected, L2Normalization.SumOfSquaresV128(vector), expected * 1e-14);
            Assert.Equal(expected, L2Normalization.SumOfSquaresV256(vector), expected * 1e-14);

            float[] scalar = new float[length], v128 = new float[length], v256 = new float[length];
            L2Normalization.ScaleScalar(vector, 0.3, scalar);
            L2Normalization.ScaleV128(vector, 0.3, v128);
            L2Normalization.ScaleV256(vector, 0.3, v256);
            Assert.Equal(scalar, v128);
            Assert.Equal(scalar, v256);
        }
    }

    [Fact]
    public void Zeros_stay_zeros()
    {
        float[] vector = [0, -0f, 0], unit = [7, 7, 7];
        Assert.Equal(0, L2Normalization.Run(vector, unit));
        Assert.Equal([0, 0, 0], unit);
        Assert.Equal(0, L2Normalization.Run([], []));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Not_finite_becomes_all_NaN(float bad)
    {
        for (int at = 0; at < 19; at++)
        {
            float[] vector = new float[19];
            vector[at] = bad;
            Assert.Equal(double.NaN, L2Normalization.Run(vector, vector));
            Assert.All(vector, static value => Assert.True(float.IsNaN(value)));
        }
    }

    [Fact]
    public void Rows_are_normalised_each_by_itself_on_any_number_of_threads()
    {
        const int Dimension = 513, Rows = 700;
        var data = VectorData.New();
        float[] rows = data.Gaussian(Rows * Dimension), expected = new float[rows.Length], single = new float[rows.Length];
        for (int row = 0; row < Rows; row++)
            L2Normalization.Run(rows.AsSpan(row * Dimension, Dimension), expected.AsSpan(row * Dimension, Dimension));

        L2Normalization.RunRows(rows, Dimension, single, KernelParallelism.SingleThreaded);
        L2Normalization.RunRows(rows, Dimension, rows, KernelParallelism.AllProcessors);

        Assert.True(single.AsSpan().SequenceEqual(expected), $"seed {data.Seed}");
        Assert.True(rows.AsSpan().SequenceEqual(expected), $"seed {data.Seed}");
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_named()
    {
        Assert.Contains("3 elements, but room for 2", Assert.Throws<ArgumentException>(() => L2Normalization.Run(new float[3], new float[2])).Message, StringComparison.Ordinal);
        Assert.Contains("6 elements, but room for 5", Assert.Throws<ArgumentException>(() => L2Normalization.RunRows(new float[6], 3, new float[5], default)).Message, StringComparison.Ordinal);
        Assert.Contains("7 elements", Assert.Throws<ArgumentException>(() => L2Normalization.RunRows(new float[7], 3, new float[7], default)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => L2Normalization.RunRows([], 0, [], default));
    }
}
