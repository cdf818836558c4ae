using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>A map of scores to a mask of bytes: 1 where the score is above the threshold, else 0.</summary>
/// <remarks>Equal to the threshold is 0, as in DB's <c>pred &gt; thresh</c>; NaN is 0. All paths agree bit for bit.</remarks>
internal static class MapThreshold
{
    /// <param name="map">Scores, any range.</param>
    /// <param name="threshold">In the scores' unit.</param>
    /// <param name="mask">Same length.</param>
    /// <returns>How many are above.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static int Run(ReadOnlySpan<float> map, float threshold, Span<byte> mask)
    {
        if (map.Length != mask.Length)
            throw new ArgumentException($"The map has {map.Length} values, but the mask has room for {mask.Length}.", nameof(mask));
        if (Vector256.IsHardwareAccelerated) return V256(map, threshold, mask);
        return Vector128.IsHardwareAccelerated ? V128(map, threshold, mask) : Scalar(map, threshold, mask);
    }

    internal static int Scalar(ReadOnlySpan<float> map, float threshold, Span<byte> mask)
    {
        int above = 0;
        for (int i = 0; i < map.Length; i++)
        {
            byte value = map[i] > threshold ? (byte)1 : (byte)0;
            mask[i] = value;
            above += value;
        }

        return above;
    }

    internal static int V128(ReadOnlySpan<float> map, float threshold, Span<byte> mask)
    {
        ref float from = ref MemoryMarshal.GetReference(map);
        ref byte to = ref MemoryMarshal.GetReference(mask);
        Vector128<float> limit = Vector128.Create(threshold);
        int i = 0, above = 0;
        for (; i <= map.Length - 16; i += 16)
        {
            Vector128<short> low = Vector128.Narrow(Above(ref from, i), Above(ref from, i + 4));
            Vector128<short> high = Vector128.Narrow(Above(ref from, i + 8), Above(ref from, i + 12));
            Vector128<byte> bits = Vector128.Narrow(low, high).AsByte();
            (bits & Vector128<byte>.One).StoreUnsafe(ref to, (nuint)i);
            above += BitOperations.PopCount(bits.ExtractMostSignificantBits());
        }

        return above + Scalar(map[i..], threshold, mask[i..]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        Vector128<int> Above(ref float start, int at) => Vector128.GreaterThan(Vector128.LoadUnsafe(ref start, (nuint)at), limit).AsInt32();
    }

    internal static int V256(ReadOnlySpan<float> map, float threshold, Span<byte> mask)
    {
        ref float from = ref MemoryMarshal.GetReference(map);
        ref byte to = ref MemoryMarshal.GetReference(mask);
        Vector256<float> limit = Vector256.Create(threshold);
        int i = 0, above = 0;
        for (; i <= map.Length - 32; i += 32)
        {
            Vector256<short> low = Vector256.Narrow(Above(ref from, i), Above(ref from, i + 8));
            Vector256<short> high = Vector256.Narrow(Above(ref from, i + 16), Above(ref from, i + 24));
            Vector256<byte> bits = Vector256.Narrow(low, high).AsByte();
            (bits & Vector256<byte>.One).StoreUnsafe(ref to, (nuint)i);
            above += BitOperations.PopCount(bits.ExtractMostSignificantBits());
        }

        return above + Scalar(map[i..], threshold, mask[i..]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        Vector256<int> Above(ref float start, int at) => Vector256.GreaterThan(Vector256.LoadUnsafe(ref start, (nuint)at), limit).AsInt32();
    }
}
