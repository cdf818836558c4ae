using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>float32 vectors to int8 with one scale each: value ≈ int8 · scale, symmetric, zero point 0.</summary>
/// <remarks>
/// scale = max|value| / 127, each value divided by it and rounded to the nearest (ties to even), so int8 is −127 … 127 and
/// the error at most scale / 2. A quarter of the memory of float32. A vector of zeros, or so small that its scale is no
/// normal float32 (max|value| below about 1.5e−36), gives zeros and scale 0; one that holds NaN or ±∞ gives zeros and scale
/// NaN, so that it cannot rank in a search. All paths agree bit for bit. Thread-safe.
/// </remarks>
internal static class Int8Quantization
{
    /// <summary>The largest magnitude written: −128 stays unused, so that negating a vector negates its int8 values.</summary>
    public const int MaxMagnitude = 127;

    /// <summary>Items per thread at a time: 256 KiB of floats.</summary>
    private const int GrainElements = 64 * 1024;

    /// <param name="vector">Any length.</param>
    /// <param name="destination">Same length.</param>
    /// <returns>The scale: 0, a normal float32, or NaN.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static float Run(ReadOnlySpan<float> vector, Span<sbyte> destination)
    {
        if (vector.Length != destination.Length)
            throw new ArgumentException($"{vector.Length} elements, but room for {destination.Length}.", nameof(destination));

        float scale = vector.IsEmpty ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(vector)) / MaxMagnitude;
        if (!float.IsNormal(scale))
        {
            destination.Clear();
            return float.IsFinite(scale) ? 0 : float.NaN;
        }

        if (Vector128.IsHardwareAccelerated)
            DivideV128(vector, scale, destination);
        else
            DivideScalar(vector, scale, destination);
        return scale;
    }

    /// <summary>Quantises every row by its own scale.</summary>
    /// <param name="rows">n × <paramref name="dimension"/>, row-major.</param>
    /// <param name="dimension">From 1.</param>
    /// <param name="destination">As many elements as <paramref name="rows"/>.</param>
    /// <param name="scales">n, one per row.</param>
    /// <param name="parallelism">Threads; they share whole rows.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static unsafe void RunRows(
        ReadOnlySpan<float> rows, int dimension, Span<sbyte> destination, Span<float> scales, KernelParallelism parallelism)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (rows.Length != destination.Length)
            throw new ArgumentException($"{rows.Length} elements, but room for {destination.Length}.", nameof(destination));
        if (rows.Length != (long)scales.Length * dimension)
            throw new ArgumentException($"{rows.Length} elements are not {scales.Length} rows (one per scale) of {dimension}.", nameof(scales));

        fixed (float* from = rows, rowScales = scales)
        fixed (sbyte* to = destination)
        {
            parallelism.Run(new Rows(from, to, rowScales, dimension), scales.Length, Math.Max(1, GrainElements / dimension));
        }
    }

    internal static void DivideScalar(ReadOnlySpan<float> vector, float scale, Span<sbyte> destination)
    {
        for (int i = 0; i < vector.Length; i++) destination[i] = (sbyte)MathF.Round(vector[i] / scale);
    }

    internal static void DivideV128(ReadOnlySpan<float> vector, float scale, Span<sbyte> destination)
    {
        ref float from = ref MemoryMarshal.GetReference(vector);
        ref sbyte to = ref MemoryMarshal.GetReference(destination);
        Vector128<float> divisor = Vector128.Create(scale);
        int i = 0;
        for (; i <= vector.Length - Vector128<sbyte>.Count; i += Vector128<sbyte>.Count)
        {
            Vector128<short> lower = Vector128.Narrow(Four(ref from, i, divisor), Four(ref from, i + 4, divisor));
            Vector128<short> upper = Vector128.Narrow(Four(ref from, i + 8, divisor), Four(ref from, i + 12, divisor));
            Vector128.Narrow(lower, upper).StoreUnsafe(ref to, (nuint)i);
        }

        DivideScalar(vector[i..], scale, destination[i..]);

        static Vector128<int> Four(ref float from, int index, Vector128<float> divisor) =>
            Vector128.ConvertToInt32Native(Vector128.Round(Vector128.LoadUnsafe(ref from, (nuint)index) / divisor));
    }

    private readonly unsafe struct Rows(float* from, sbyte* to, float* scales, int dimension) : IRangeWork
    {
        public void Run(RangeQueue ranges, int worker)
        {
            while (ranges.TryTake(out int start, out int end))
            {
                for (int row = start; row < end; row++)
                {
                    nint offset = (nint)row * dimension;
                    scales[row] = Int8Quantization.Run(
                        new ReadOnlySpan<float>(from + offset, dimension), new Span<sbyte>(to + offset, dimension));
                }
            }
        }
    }
}
