using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>
/// The horizontal half of OpenCV's 8-bit <c>INTER_CUBIC</c>: interleaved pixels, each output four weighted neighbours, to floats that hold
/// whole numbers, 2048 times the level.
/// </summary>
/// <remarks>Laid out as <see cref="AreaRow"/>'s sums.</remarks>
internal static class CubicRow
{
    private const int LoadBytes = 8;

    /// <param name="width">The widest vectors to use; one pixel fills 128 bits.</param>
    /// <param name="source">One row of pixels.</param>
    /// <param name="pixelBytes">Bytes a pixel: 1, 3 or 4; the fourth is ignored.</param>
    /// <param name="taps">The columns.</param>
    /// <param name="sums"><see cref="AreaRow.Lanes"/> floats a column.</param>
    public static void Run(SimdWidth width, ReadOnlySpan<byte> source, int pixelBytes, CubicTaps taps, Span<float> sums)
    {
        if (pixelBytes == 1 || width == SimdWidth.Scalar) Scalar(source, pixelBytes, taps, sums, 0, taps.Count);
        else V128(source, pixelBytes, taps, sums);
    }

    /// <remarks>Leaves alone the columns outside <paramref name="from"/> … <paramref name="to"/> − 1.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Scalar(ReadOnlySpan<byte> source, int pixelBytes, CubicTaps taps, Span<float> sums, int from, int to)
    {
        int lanes = AreaRow.Lanes(pixelBytes), last = source.Length / pixelBytes - 1;
        ReadOnlySpan<short> weights = taps.Weights;
        for (int i = from; i < to; i++)
        {
            for (int channel = 0; channel < Math.Min(lanes, 3); channel++)
            {
                int sum = 0;
                for (int k = 0; k < CubicTaps.Taps; k++)
                    sum += source[Math.Clamp(taps.Starts[i] + k, 0, last) * pixelBytes + channel] * weights[CubicTaps.Taps * i + k];
                sums[i * lanes + channel] = sum;
            }
        }
    }

    // Two pixels at a time, multiplied as 16-bit pairs. Columns whose neighbours, or what is fetched with them, lie beyond the row go through
    // the scalar code.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void V128(ReadOnlySpan<byte> source, int pixelBytes, CubicTaps taps, Span<float> sums)
    {
        ReadOnlySpan<int> starts = taps.Starts;
        int from = 0, to = taps.Count;
        while (from < to && starts[from] < 0) from++;
        while (to > from && (starts[to - 1] + 2) * pixelBytes + LoadBytes > source.Length) to--;
        ref byte pixels = ref MemoryMarshal.GetReference(source);
        ref short weights = ref MemoryMarshal.GetReference(taps.Weights);
        ref float target = ref MemoryMarshal.GetReference(sums);
        Vector128<byte> order = RowFilter.PairOrder(pixelBytes);
        for (int i = from; i < to; i++)
        {
            ref byte at = ref Unsafe.Add(ref pixels, starts[i] * pixelBytes);
            ref int pairs = ref Unsafe.As<short, int>(ref Unsafe.Add(ref weights, CubicTaps.Taps * i));
            Vector128<int> sum =
                Lanes.MultiplyAddAdjacent(Pair(ref at, order), Vector128.Create(pairs).AsInt16())
                + Lanes.MultiplyAddAdjacent(Pair(ref Unsafe.Add(ref at, 2 * pixelBytes), order), Vector128.Create(Unsafe.Add(ref pairs, 1)).AsInt16());
            Vector128.ConvertToSingle(sum).StoreUnsafe(ref target, (nuint)(4 * i));
        }

        Scalar(source, pixelBytes, taps, sums, 0, from);
        Scalar(source, pixelBytes, taps, sums, to, taps.Count);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector128<short> Pair(ref byte at, Vector128<byte> order) =>
            Vector128.ShuffleNative(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref at)).AsByte(), order).AsInt16();
    }
}
