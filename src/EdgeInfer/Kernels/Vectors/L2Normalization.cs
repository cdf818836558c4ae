using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>Vectors to length 1, so that the dot product of two is the cosine of their angle.</summary>
/// <remarks>
/// Squares are summed in float64, where the square of no float32 overflows or vanishes: tiny (subnormal) and huge vectors
/// come out as exact as any other. A vector of zeros has no direction and stays zeros; one that holds NaN or ±∞ becomes
/// all NaN, so that it cannot rank in a search. Paths agree within 1 ULP. Thread-safe.
/// </remarks>
internal static class L2Normalization
{
    /// <summary>Items per thread at a time: 256 KiB of floats.</summary>
    private const int GrainElements = 64 * 1024;

    /// <param name="vector">Any length.</param>
    /// <param name="destination">Same length; may be the same memory, but must not overlap otherwise.</param>
    /// <returns>The length the vector had: 0 for zeros, NaN where it holds NaN or ±∞. Can exceed float32's range.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Run(ReadOnlySpan<float> vector, Span<float> destination)
    {
        if (vector.Length != destination.Length)
            throw new ArgumentException($"{vector.Length} elements, but room for {destination.Length}.", nameof(destination));

        double norm = Math.Sqrt(SumOfSquares(vector));
        if (!double.IsFinite(norm))
        {
            destination.Fill(float.NaN);
            return double.NaN;
        }

        if (norm == 0)
            destination.Clear();
        else
            Scale(vector, 1 / norm, destination);
        return norm;
    }

    /// <summary>Normalises every row.</summary>
    /// <param name="rows">n × <paramref name="dimension"/>, row-major.</param>
    /// <param name="dimension">From 1.</param>
    /// <param name="destination">Same length; may be the same memory, but must not overlap otherwise.</param>
    /// <param name="parallelism">Threads; they share whole rows.</param>
    /// <exception cref="ArgumentException">The lengths differ, or are no multiple of the dimension.</exception>
    public static unsafe void RunRows(ReadOnlySpan<float> rows, int dimension, Span<float> destination, KernelParallelism parallelism)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (rows.Length != destination.Length)
            throw new ArgumentException($"{rows.Length} elements, but room for {destination.Length}.", nameof(destination));
        if (rows.Length % dimension != 0)
            throw new ArgumentException($"{rows.Length} elements are no whole number of rows of {dimension}.", nameof(rows));

        fixed (float* from = rows, to = destination)
        {
            parallelism.Run(new Rows(from, to, dimension), rows.Length / dimension, Math.Max(1, GrainElements / dimension));
        }
    }

    internal static double SumOfSquares(ReadOnlySpan<float> vector) =>
        Vector256.IsHardwareAccelerated ? SumOfSquaresV256(vector)
        : Vector128.IsHardwareAccelerated ? SumOfSquaresV128(vector)
        : SumOfSquaresScalar(vector);

    internal static double SumOfSquaresScalar(ReadOnlySpan<float> vector)
    {
        double sum = 0;
        foreach (float value in vector) sum += (double)value * value;
        return sum;
    }

    internal static double SumOfSquaresV128(ReadOnlySpan<float> vector)
    {
        ref float first = ref MemoryMarshal.GetReference(vector);
        Vector128<double> s0 = default, s1 = default;
        int i = 0;
        for (; i <= vector.Length - Vector128<float>.Count; i += Vector128<float>.Count)
        {
            (Vector128<double> lower, Vector128<double> upper) = Vector128.Widen(Vector128.LoadUnsafe(ref first, (nuint)i));
            s0 += lower * lower;
            s1 += upper * upper;
        }

        return Vector128.Sum(s0 + s1) + SumOfSquaresScalar(vector[i..]);
    }

    internal static double SumOfSquaresV256(ReadOnlySpan<float> vector)
    {
        ref float first = ref MemoryMarshal.GetReference(vector);
        Vector256<double> s0 = default, s1 = default;
        int i = 0;
        for (; i <= vector.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref first, (nuint)i));
            s0 += lower * lower;
            s1 += upper * upper;
        }

        return Vector256.Sum(s0 + s1) + SumOfSquaresScalar(vector[i..]);
    }

    private static void Scale(ReadOnlySpan<float> vector, double factor, Span<float> destination)
    {
        if (Vector256.IsHardwareAccelerated)
            ScaleV256(vector, factor, destination);
        else if (Vector128.IsHardwareAccelerated)
            ScaleV128(vector, factor, destination);
        else
            ScaleScalar(vector, factor, destination);
    }

    internal static void ScaleScalar(ReadOnlySpan<float> vector, double factor, Span<float> destination)
    {
        for (int i = 0; i < vector.Length; i++) destination[i] = (float)(vector[i] * factor);
    }

    internal static void ScaleV128(ReadOnlySpan<float> vector, double factor, Span<float> destination)
    {
        ref float from = ref MemoryMarshal.GetReference(vector);
        ref float to = ref MemoryMarshal.GetReference(destination);
        int i = 0;
        for (; i <= vector.Length - Vector128<float>.Count; i += Vector128<float>.Count)
        {
            (Vector128<double> lower, Vector128<double> upper) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)i));
            Vector128.Narrow(lower * factor, upper * factor).StoreUnsafe(ref to, (nuint)i);
        }

        ScaleScalar(vector[i..], factor, destination[i..]);
    }

    internal static void ScaleV256(ReadOnlySpan<float> vector, double factor, Span<float> destination)
    {
        ref float from = ref MemoryMarshal.GetReference(vector);
        ref float to = ref MemoryMarshal.GetReference(destination);
        int i = 0;
        for (; i <= vector.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref from, (nuint)i));
            Vector256.Narrow(lower * factor, upper * factor).StoreUnsafe(ref to, (nuint)i);
        }

        ScaleScalar(vector[i..], factor, destination[i..]);
    }

    private readonly unsafe struct Rows(float* from, float* to, int dimension) : IRangeWork
    {
        public void Run(RangeQueue ranges, int worker)
        {
            while (ranges.TryTake(out int start, out int end))
            {
                for (int row = start; row < end; row++)
                {
                    nint offset = (nint)row * dimension;
                    L2Normalization.Run(new ReadOnlySpan<float>(from + offset, dimension), new Span<float>(to + offset, dimension));
                }
            }
        }
    }
}
