using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace EdgeInfer.Kernels;

/// <summary>Σ aᵢ·bᵢ of float32 vectors, and of int8 vectors in exact integers.</summary>
/// <remarks>
/// On raw pointers, because the gallery search runs them on several threads over memory it has pinned. Several
/// accumulators hide the latency of the additions. The int8 sums are the same on every path; the float sums differ by
/// the order of their additions, at most by length · 2⁻²⁴ · Σ|aᵢ·bᵢ|.
/// </remarks>
internal static unsafe class DotProduct
{
    /// <summary>The longest int8 vector whose sum fits 32 bits whatever it holds (−128 · −128 at every place).</summary>
    public const int MaxInt8Length = int.MaxValue / (128 * 128);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Run(float* a, float* b, int length)
    {
        if (Vector512.IsHardwareAccelerated) return V512(a, b, length);
        if (Vector256.IsHardwareAccelerated) return V256(a, b, length);
        return Vector128.IsHardwareAccelerated ? V128(a, b, length) : Scalar(a, b, length);
    }

    /// <param name="a">The query, widened once for all rows: each element −128 … 127.</param>
    /// <param name="b">A row.</param>
    /// <param name="length">At most <see cref="MaxInt8Length"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Run(short* a, sbyte* b, int length)
    {
        if (Vector512.IsHardwareAccelerated) return V512(a, b, length);
        if (Vector256.IsHardwareAccelerated) return V256(a, b, length);
        return Vector128.IsHardwareAccelerated ? V128(a, b, length) : Scalar(a, b, length);
    }

    public static float Scalar(float* a, float* b, int length)
    {
        float sum = 0;
        for (int i = 0; i < length; i++) sum += a[i] * b[i];
        return sum;
    }

    public static int Scalar(short* a, sbyte* b, int length)
    {
        int sum = 0;
        for (int i = 0; i < length; i++) sum += a[i] * b[i];
        return sum;
    }

    public static float V128(float* a, float* b, int length)
    {
        const int Step = 4;
        Vector128<float> s0 = default, s1 = default, s2 = default, s3 = default;
        int i = 0;
        for (; i <= length - 4 * Step; i += 4 * Step)
        {
            s0 = Vector128.MultiplyAddEstimate(Vector128.Load(a + i), Vector128.Load(b + i), s0);
            s1 = Vector128.MultiplyAddEstimate(Vector128.Load(a + i + Step), Vector128.Load(b + i + Step), s1);
            s2 = Vector128.MultiplyAddEstimate(Vector128.Load(a + i + 2 * Step), Vector128.Load(b + i + 2 * Step), s2);
            s3 = Vector128.MultiplyAddEstimate(Vector128.Load(a + i + 3 * Step), Vector128.Load(b + i + 3 * Step), s3);
        }

        for (; i <= length - Step; i += Step)
            s0 = Vector128.MultiplyAddEstimate(Vector128.Load(a + i), Vector128.Load(b + i), s0);
        return Vector128.Sum((s0 + s1) + (s2 + s3)) + Scalar(a + i, b + i, length - i);
    }

    public static float V256(float* a, float* b, int length)
    {
        const int Step = 8;
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
        int i = 0;
        for (; i <= length - 4 * Step; i += 4 * Step)
        {
            s0 = Vector256.MultiplyAddEstimate(Vector256.Load(a + i), Vector256.Load(b + i), s0);
            s1 = Vector256.MultiplyAddEstimate(Vector256.Load(a + i + Step), Vector256.Load(b + i + Step), s1);
            s2 = Vector256.MultiplyAddEstimate(Vector256.Load(a + i + 2 * Step), Vector256.Load(b + i + 2 * Step), s2);
            s3 = Vector256.MultiplyAddEstimate(Vector256.Load(a + i + 3 * Step), Vector256.Load(b + i + 3 * Step), s3);
        }

        for (; i <= length - Step; i += Step)
            s0 = Vector256.MultiplyAddEstimate(Vector256.Load(a + i), Vector256.Load(b + i), s0);
        return Vector256.Sum((s0 + s1) + (s2 + s3)) + Scalar(a + i, b + i, length - i);
    }

    public static float V512(float* a, float* b, int length)
    {
        const int Step = 16;
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
        int i = 0;
        for (; i <= length - 4 * Step; i += 4 * Step)
        {
            s0 = Vector512.MultiplyAddEstimate(Vector512.Load(a + i), Vector512.Load(b + i), s0);
            s1 = Vector512.MultiplyAddEstimate(Vector512.Load(a + i + Step), Vector512.Load(b + i + Step), s1);
            s2 = Vector512.MultiplyAddEstimate(Vector512.Load(a + i + 2 * Step), Vector512.Load(b + i + 2 * Step), s2);
            s3 = Vector512.MultiplyAddEstimate(Vector512.Load(a + i + 3 * Step), Vector512.Load(b + i + 3 * Step), s3);
        }

        for (; i <= length - Step; i += Step)
            s0 = Vector512.MultiplyAddEstimate(Vector512.Load(a + i), Vector512.Load(b + i), s0);
        return Vector512.Sum((s0 + s1) + (s2 + s3)) + Scalar(a + i, b + i, length - i);
    }

    public static int V128(short* a, sbyte* b, int length)
    {
        const int Step = 8;
        Vector128<int> s0 = default, s1 = default;
        int i = 0;
        for (; i <= length - 2 * Step; i += 2 * Step)
        {
            Vector128<sbyte> row = Vector128.Load(b + i);
            s0 += MultiplyAddPairs(Vector128.Load(a + i), Vector128.WidenLower(row));
            s1 += MultiplyAddPairs(Vector128.Load(a + i + Step), Vector128.WidenUpper(row));
        }

        return Vector128.Sum(s0 + s1) + Scalar(a + i, b + i, length - i);
    }

    public static int V256(short* a, sbyte* b, int length)
    {
        const int Step = 16;
        Vector256<int> s0 = default, s1 = default;
        int i = 0;
        for (; i <= length - 2 * Step; i += 2 * Step)
        {
            s0 += MultiplyAddPairs(Vector256.Load(a + i), Widen(Vector128.Load(b + i)));
            s1 += MultiplyAddPairs(Vector256.Load(a + i + Step), Widen(Vector128.Load(b + i + Step)));
        }

        return Vector256.Sum(s0 + s1) + Scalar(a + i, b + i, length - i);
    }

    public static int V512(short* a, sbyte* b, int length)
    {
        const int Step = 32;
        Vector512<int> s0 = default, s1 = default;
        int i = 0;
        for (; i <= length - 2 * Step; i += 2 * Step)
        {
            s0 += MultiplyAddPairs(Vector512.Load(a + i), Widen(Vector256.Load(b + i)));
            s1 += MultiplyAddPairs(Vector512.Load(a + i + Step), Widen(Vector256.Load(b + i + Step)));
        }

        return Vector512.Sum(s0 + s1) + Scalar(a + i, b + i, length - i);
    }

    /// <summary>Eight products as four sums of two. Which two differs by machine; their total does not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> MultiplyAddPairs(Vector128<short> a, Vector128<short> b)
    {
        if (Sse2.IsSupported) return Sse2.MultiplyAddAdjacent(a, b);
        if (AdvSimd.IsSupported) return AdvSimd.MultiplyWideningUpperAndAdd(AdvSimd.MultiplyWideningLower(a.GetLower(), b.GetLower()), a, b);
        return Vector128.WidenLower(a) * Vector128.WidenLower(b) + Vector128.WidenUpper(a) * Vector128.WidenUpper(b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> MultiplyAddPairs(Vector256<short> a, Vector256<short> b) => Avx2.IsSupported
        ? Avx2.MultiplyAddAdjacent(a, b)
        : Vector256.Create(MultiplyAddPairs(a.GetLower(), b.GetLower()), MultiplyAddPairs(a.GetUpper(), b.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> MultiplyAddPairs(Vector512<short> a, Vector512<short> b) => Avx512BW.IsSupported
        ? Avx512BW.MultiplyAddAdjacent(a, b)
        : Vector512.Create(MultiplyAddPairs(a.GetLower(), b.GetLower()), MultiplyAddPairs(a.GetUpper(), b.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Widen(Vector128<sbyte> values) => Avx2.IsSupported
        ? Avx2.ConvertToVector256Int16(values)
        : Vector256.Create(Vector128.WidenLower(values), Vector128.WidenUpper(values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Widen(Vector256<sbyte> values) => Avx512BW.IsSupported
        ? Avx512BW.ConvertToVector512Int16(values)
        : Vector512.Create(Widen(values.GetLower()), Widen(values.GetUpper()));
}
