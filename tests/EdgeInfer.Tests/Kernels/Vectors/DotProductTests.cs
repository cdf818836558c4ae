using System.Runtime.Intrinsics;
using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed unsafe class DotProductTests
{
    private delegate float FloatDot(float* a, float* b, int length);

    private delegate int Int8Dot(short* a, sbyte* b, int length);

    // Wider vectors than the processor has run in software, so every path is tested everywhere.
    private static readonly FloatDot[] FloatPaths = [DotProduct.Run, DotProduct.Scalar, DotProduct.V128, DotProduct.V256, DotProduct.V512];
    private static readonly Int8Dot[] Int8Paths = [DotProduct.Run, DotProduct.Scalar, DotProduct.V128, DotProduct.V256, DotProduct.V512];

    public static TheoryData<int> Paths => [0, 1, 2, 3, 4];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Float32_agrees_with_float64(int path)
    {
        var data = VectorData.New();
        for (int length = 0; length <= 4 * Vector512<float>.Count * 4 + 3; length++)
        {
            // One element in, so that no vector is aligned.
            float[] a = data.Gaussian(length + 1), b = data.Gaussian(length + 1);
            double expected = 0, magnitude = 0;
            for (int i = 1; i <= length; i++)
            {
                expected += (double)a[i] * b[i];
                magnitude += Math.Abs((double)a[i] * b[i]);
            }

            fixed (float* pa = a, pb = b)
            {
                float actual = FloatPaths[path](pa + 1, pb + 1, length);
                Assert.True(Math.Abs(actual - expected) <= length * Math.ScaleB(1, -24) * magnitude, $"seed {data.Seed}, length {length}: {actual}, expected {expected}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Int8_is_exact(int path)
    {
        var data = VectorData.New();
        for (int length = 0; length <= 4 * Vector512<sbyte>.Count + 3; length++)
        {
            sbyte[] a = data.Int8(length + 1), b = data.Int8(length + 1);
            short[] widened = [.. a.Select(static value => (short)value)];
            long expected = 0;
            for (int i = 1; i <= length; i++) expected += a[i] * b[i];

            fixed (short* pa = widened)
            fixed (sbyte* pb = b)
            {
                Assert.True(Int8Paths[path](pa + 1, pb + 1, length) == expected, $"seed {data.Seed}, length {length}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Longest_int8_vector_does_not_overflow(int path)
    {
        short[] a = new short[DotProduct.MaxInt8Length];
        sbyte[] b = new sbyte[DotProduct.MaxInt8Length];
        Array.Fill(a, (short)-128);
        Array.Fill(b, (sbyte)-128);
        fixed (short* pa = a)
        fixed (sbyte* pb = b)
        {
            Assert.Equal(DotProduct.MaxInt8Length * 16384L, Int8Paths[path](pa, pb, b.Length));
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void NaN_anywhere_makes_the_sum_NaN(int path)
    {
        const int Length = 77;
        for (int at = 0; at < Length; at++)
        {
            float[] a = new float[Length], b = new float[Length];
            b[at] = float.NaN;
            fixed (float* pa = a, pb = b) Assert.True(float.IsNaN(FloatPaths[path](pa, pb, Length)), $"at {at}");
        }
    }
}
