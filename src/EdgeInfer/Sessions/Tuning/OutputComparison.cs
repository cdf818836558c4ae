using System.Globalization;
using System.Runtime.InteropServices;

namespace EdgeInfer.Sessions;

/// <summary>Tells rounding from a wrong result.</summary>
/// <remarks>
/// Floats: |x − r| ≤ tolerance × (|r| + s), where s is the root mean square of the reference's finite values and at least 0.01:
/// relative, with a floor that grows with the output's scale. What is NaN or infinite in one must be the same in the other. Whole numbers
/// (classes, indices) come of comparing floats, where a tie may fall either way: one in a hundred may differ; 8-bit ones of
/// a quantised model by two steps.
/// </remarks>
internal static class OutputComparison
{
    private const double MostTies = 0.01;
    // Probabilities of next to nothing differ by as much as others do.
    private const double SmallestScale = 1e-2;
    private const int QuantizedSteps = 2;

    public static double Tolerance(TrialPrecision precision) => precision switch
    {
        TrialPrecision.Exact => 1e-4,
        TrialPrecision.Float32 => 1e-3,
        TrialPrecision.Float16 => 1e-2,
        _ => 5e-2,
    };

    /// <returns>In words, how the two differ; null where that is rounding.</returns>
    public static string? Difference(TensorElementType type, ReadOnlySpan<byte> reference, ReadOnlySpan<byte> found, TrialPrecision precision)
    {
        if (reference.Length != found.Length) return $"has {found.Length} bytes where the CPU gives {reference.Length}";
        switch (type)
        {
            case TensorElementType.Float32 or TensorElementType.Float64 or TensorElementType.Float16 or TensorElementType.BFloat16:
                return OfFloats(Widen(type, reference), Widen(type, found), precision);
            case TensorElementType.UInt8 or TensorElementType.Int8:
                int steps = precision == TrialPrecision.Int8 ? QuantizedSteps : 0;
                int far = 0;
                for (int i = 0; i < reference.Length; i++)
                {
                    int apart = type == TensorElementType.UInt8 ? reference[i] - found[i] : (sbyte)reference[i] - (sbyte)found[i];
                    if (Math.Abs(apart) > steps) far++;
                }

                return OfCount(far, reference.Length);
            default:
                int size = type.SizeInBytes();
                int other = 0;
                for (int i = 0; i < reference.Length; i += size)
                {
                    if (!reference.Slice(i, size).SequenceEqual(found.Slice(i, size))) other++;
                }

                return OfCount(other, reference.Length / size);
        }
    }

    /// <summary>Whether there is a value that a wrong one can be told from.</summary>
    public static bool HasNumbers(TensorElementType type, ReadOnlySpan<byte> bytes) => bytes.Length > 0
        && (type is not (TensorElementType.Float32 or TensorElementType.Float64 or TensorElementType.Float16 or TensorElementType.BFloat16)
            || Array.Exists(Widen(type, bytes), static value => double.IsFinite(value)));

    private static string? OfFloats(double[] reference, double[] found, TrialPrecision precision)
    {
        double sum = 0;
        int finite = 0;
        foreach (double value in reference)
        {
            if (!double.IsFinite(value)) continue;
            sum += value * value;
            finite++;
        }

        double tolerance = Tolerance(precision), scale = Math.Max(finite == 0 ? 0 : Math.Sqrt(sum / finite), SmallestScale);
        int far = 0, worst = -1;
        double worstExcess = 0;
        for (int i = 0; i < reference.Length; i++)
        {
            double r = reference[i], x = found[i];
            // Also NaN with NaN, and an infinity with itself.
            if (r.Equals(x)) continue;
            if (double.IsNaN(x)) return $"is not a number at {i} where the CPU gives {Text(r)}";
            if (!double.IsFinite(r) || !double.IsFinite(x)) return $"is {Text(x)} at {i} where the CPU gives {Text(r)}";
            double excess = Math.Abs(x - r) / (tolerance * (Math.Abs(r) + scale));
            if (excess <= 1) continue;
            far++;
            if (excess > worstExcess) (worst, worstExcess) = (i, excess);
        }

        if (far == 0 || (precision == TrialPrecision.Int8 && far <= MostTies * reference.Length)) return null;
        return string.Create(CultureInfo.InvariantCulture,
            $"differs in {far} of {reference.Length} values, most at {worst}: {Text(found[worst])} where the CPU gives {Text(reference[worst])} (tolerance {tolerance:0.####} of the value and of the mean)");
    }

    private static string? OfCount(int differing, int count) => differing <= MostTies * count
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"differs in {differing} of {count} values (1 in 100 may)");

    private static double[] Widen(TensorElementType type, ReadOnlySpan<byte> bytes)
    {
        double[] wide = new double[bytes.Length / type.SizeInBytes()];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = type switch
            {
                TensorElementType.Float32 => MemoryMarshal.Cast<byte, float>(bytes)[i],
                TensorElementType.Float16 => (double)MemoryMarshal.Cast<byte, Half>(bytes)[i],
                TensorElementType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)MemoryMarshal.Cast<byte, ushort>(bytes)[i] << 16),
                _ => MemoryMarshal.Cast<byte, double>(bytes)[i],
            };
        }

        return wide;
    }

    private static string Text(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
