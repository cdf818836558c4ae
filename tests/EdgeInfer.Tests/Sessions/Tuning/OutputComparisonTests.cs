using System.Runtime.InteropServices;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions.Tuning;

public sealed class OutputComparisonTests
{
    [Theory]
    [InlineData(1f, 1.0009f, false)]
    [InlineData(1f, 1.01f, true)]
    [InlineData(1000f, 1001f, false)]
    [InlineData(0f, 0.0005f, false)]
    [InlineData(0f, 0.1f, true)]
    [InlineData(float.NaN, float.NaN, false)]
    [InlineData(1f, float.NaN, true)]
    [InlineData(float.NaN, 1f, true)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity, false)]
    [InlineData(float.PositiveInfinity, float.NegativeInfinity, true)]
    [InlineData(1f, float.PositiveInfinity, true)]
    public void Rounding_is_told_from_a_wrong_value(float reference, float found, bool differs)
    {
        // Among others of about 1, which give the scale.
        float[] one = [1, -1, reference, 1], other = [1, -1, found, 1];

        string? difference = OutputComparison.Difference(TensorElementType.Float32, Bytes(one), Bytes(other), TrialPrecision.Float32);

        Assert.Equal(differs, difference is not null);
        if (differs) Assert.Contains("2", difference);
    }

    [Fact]
    public void Probabilities_near_zero_are_not_compared_digit_by_digit()
    {
        float[] one = [3e-8f, 1e-8f], other = [1.8e-7f, 0];

        Assert.Null(OutputComparison.Difference(TensorElementType.Float32, Bytes(one), Bytes(other), TrialPrecision.Float32));
    }

    [Theory]
    [InlineData((int)TrialPrecision.Exact, 1e-4)]
    [InlineData((int)TrialPrecision.Float32, 1e-3)]
    [InlineData((int)TrialPrecision.Float16, 1e-2)]
    [InlineData((int)TrialPrecision.Int8, 5e-2)]
    public void Each_precision_has_its_tolerance(int precision, double tolerance)
    {
        float[] one = [10, 10];
        float inside = (float)(10 + (19 * tolerance)), outside = (float)(10 + (21 * tolerance));

        Assert.Null(OutputComparison.Difference(TensorElementType.Float32, Bytes(one), Bytes([inside, 10]), (TrialPrecision)precision));
        Assert.NotNull(OutputComparison.Difference(TensorElementType.Float32, Bytes(one), Bytes([outside, 10]), (TrialPrecision)precision));
    }

    [Fact]
    public void A_quantised_model_may_round_one_value_in_a_hundred_the_other_way()
    {
        float[] one = new float[200], two = new float[200], three = new float[200];
        Array.Fill(one, 1);
        Array.Fill(two, 1);
        Array.Fill(three, 1);
        two[7] = two[8] = 1.5f;
        three[7] = three[8] = three[9] = 1.5f;

        Assert.Null(OutputComparison.Difference(TensorElementType.Float32, Bytes(one), Bytes(two), TrialPrecision.Int8));
        Assert.Contains("3 of 200", OutputComparison.Difference(TensorElementType.Float32, Bytes(one), Bytes(three), TrialPrecision.Int8));
    }

    [Fact]
    public void Whole_numbers_may_differ_where_a_tie_falls_the_other_way()
    {
        long[] one = new long[100], two = new long[100], three = new long[100];
        two[5] = 9;
        three[5] = three[6] = 9;

        Assert.Null(OutputComparison.Difference(TensorElementType.Int64, Bytes(one), Bytes(two), TrialPrecision.Float32));
        Assert.Contains("2 of 100", OutputComparison.Difference(TensorElementType.Int64, Bytes(one), Bytes(three), TrialPrecision.Float32));
    }

    [Fact]
    public void Bytes_of_a_quantised_model_may_be_two_steps_apart()
    {
        byte[] one = [100, 100], near = [102, 98], far = [103, 97];

        Assert.Null(OutputComparison.Difference(TensorElementType.UInt8, one, near, TrialPrecision.Int8));
        Assert.NotNull(OutputComparison.Difference(TensorElementType.UInt8, one, far, TrialPrecision.Int8));
        Assert.NotNull(OutputComparison.Difference(TensorElementType.UInt8, one, near, TrialPrecision.Float32));
    }

    [Fact]
    public void Halves_are_compared_as_numbers()
    {
        Half[] one = [(Half)1], near = [(Half)1.01f], far = [(Half)1.1f];

        Assert.Null(OutputComparison.Difference(TensorElementType.Float16, Bytes(one), Bytes(near), TrialPrecision.Float16));
        Assert.NotNull(OutputComparison.Difference(TensorElementType.Float16, Bytes(one), Bytes(far), TrialPrecision.Float16));
    }

    [Fact]
    public void Nothing_but_NaN_tells_nothing()
    {
        Assert.False(OutputComparison.HasNumbers(TensorElementType.Float32, Bytes([float.NaN, float.NaN])));
        Assert.True(OutputComparison.HasNumbers(TensorElementType.Float32, Bytes([float.NaN, 0])));
        Assert.False(OutputComparison.HasNumbers(TensorElementType.Float32, []));
    }

    private static ReadOnlySpan<byte> Bytes<T>(T[] values) where T : unmanaged => MemoryMarshal.AsBytes<T>(values);
}
