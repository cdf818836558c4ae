using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>The horizontal half of OpenCV's 8-bit <c>INTER_AREA</c> where it shrinks: interleaved pixels, each output a weighted sum of neighbours, to floats.</summary>
/// <remarks>
/// Products are added one by one from the left, each sum rounded to float and nothing fused, because OpenCV does so. Pixels of several
/// bytes take up four floats each, a channel a lane, of which the fourth has no meaning.
/// </remarks>
internal static class AreaRow
{
    private const int LoadBytes = 4;

    /// <summary>Floats a column.</summary>
    public static int Lanes(int pixelBytes) => pixelBytes == 1 ? 1 : 4;

    /// <param name="width">The widest vectors to use; one pixel fills 128 bits.</param>
    /// <param name="source">One row of pixels.</param>
    /// <param name="pixelBytes">Bytes a pixel: 1, 3 or 4; the fourth is ignored.</param>
    /// <param name="taps">The columns.</param>
    /// <param name="sums"><see cref="Lanes"/> floats a column.</param>
    public static void Run(SimdWidth width, ReadOnlySpan<byte> source, int pixelBytes, AreaTaps taps, Span<float> sums)
    {
        int from = pixelBytes == 1 || width == SimdWidth.Scalar ? 0 : V128(source, pixelBytes, taps, sums);
        Scalar(source, pixelBytes, taps, sums, from);
    }

    /// <remarks>Leaves alone the columns before <paramref name="from"/>.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Scalar(ReadOnlySpan<byte> source, int pixelBytes, AreaTaps taps, Span<float> sums, int from)
    {
        int lanes = Lanes(pixelBytes);
        for (int i = from; i < taps.Count; i++)
        {
            ReadOnlySpan<float> weights = taps.Weights(i);
            for (int channel = 0; channel < Math.Min(lanes, 3); channel++)
            {
                int at = taps.Starts[i] * pixelBytes + channel;
                float sum = 0;
                foreach (float weight in weights)
                {
                    sum += source[at] * weight;
                    at += pixelBytes;
                }

                sums[i * lanes + channel] = sum;
            }
        }
    }

    /// <returns>How many columns are done: a pixel of three bytes is fetched as four, so the last of a row is left out.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int V128(ReadOnlySpan<byte> source, int pixelBytes, AreaTaps taps, Span<float> sums)
    {
        ReadOnlySpan<int> starts = taps.Starts, counts = taps.Counts;
        int safe = taps.Count;
        while (safe > 0 && (starts[safe - 1] + counts[safe - 1] - 1) * pixelBytes + LoadBytes > source.Length) safe--;
        ref byte pixels = ref MemoryMarshal.GetReference(source);
        ref float weights = ref MemoryMarshal.GetReference(taps.AllWeights);
        ref float target = ref MemoryMarshal.GetReference(sums);
        int stride = taps.Stride;
        for (int i = 0; i < safe; i++)
        {
            ref byte at = ref Unsafe.Add(ref pixels, starts[i] * pixelBytes);
            ref float weight = ref Unsafe.Add(ref weights, i * stride);
            Vector128<float> sum = Vector128<float>.Zero;
            for (int left = counts[i]; left > 0; left--)
            {
                Vector128<byte> pixel = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(ref at)).AsByte();
                sum += Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(pixel)).AsInt32()) * weight;
                at = ref Unsafe.Add(ref at, pixelBytes);
                weight = ref Unsafe.Add(ref weight, 1);
            }

            sum.StoreUnsafe(ref target, (nuint)(4 * i));
        }

        return safe;
    }
}
