using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>Weighted sums of pixels in float to planar 8-bit levels: times a factor, rounded to the nearest, ties to even, held within 0 … 255.</summary>
/// <remarks>Planes are whole numbers of <see cref="RowBlend.Multiple"/> columns long, so that there is no remainder; sums behind the last column may be anything.</remarks>
internal static class SumsToLevels
{
    /// <param name="width">The widest vectors to use; more than 128 bits do not pay, since bytes would have to cross lanes.</param>
    /// <param name="sums">One float a column, or four, of which the fourth is ignored.</param>
    /// <param name="lanes">Floats a column: 1 or 4.</param>
    /// <param name="factor">Multiplies each sum.</param>
    /// <param name="levels">One plane, or three.</param>
    /// <param name="planeStride">Elements from one plane to the next.</param>
    public static void Run(SimdWidth width, ReadOnlySpan<float> sums, int lanes, float factor, Span<byte> levels, int planeStride)
    {
        Debug.Assert(planeStride % RowBlend.Multiple == 0 && sums.Length == planeStride * lanes && levels.Length == planeStride * (lanes == 1 ? 1 : 3));
        if (width == SimdWidth.Scalar) Scalar(sums, lanes, factor, levels, planeStride);
        else V128(sums, lanes, factor, levels, planeStride);
    }

    public static void Scalar(ReadOnlySpan<float> sums, int lanes, float factor, Span<byte> levels, int planeStride)
    {
        for (int plane = 0; plane < levels.Length / planeStride; plane++)
        {
            Span<byte> target = levels.Slice(plane * planeStride, planeStride);
            for (int i = 0; i < target.Length; i++) target[i] = (byte)MathF.Round(float.MinNative(float.MaxNative(sums[i * lanes + plane] * factor, 0), 255));
        }
    }

    public static void V128(ReadOnlySpan<float> sums, int lanes, float factor, Span<byte> levels, int planeStride)
    {
        ref float source = ref MemoryMarshal.GetReference(sums);
        ref byte target = ref MemoryMarshal.GetReference(levels);
        nuint stride = (nuint)planeStride;
        Vector128<float> factors = Vector128.Create(factor);
        for (nuint i = 0; i < stride; i += 16)
        {
            if (lanes == 1)
            {
                Sixteen(ref source, i, factors).StoreUnsafe(ref target, i);
                continue;
            }

            Planes.FromPixels(
                Sixteen(ref source, 4 * i, factors), Sixteen(ref source, 4 * i + 16, factors),
                Sixteen(ref source, 4 * i + 32, factors), Sixteen(ref source, 4 * i + 48, factors),
                out Vector128<byte> first, out Vector128<byte> second, out Vector128<byte> third);
            first.StoreUnsafe(ref target, i);
            second.StoreUnsafe(ref target, i + stride);
            third.StoreUnsafe(ref target, i + 2 * stride);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector128<byte> Sixteen(ref float sums, nuint at, Vector128<float> factors) => Vector128.Narrow(
            Vector128.Narrow(Four(ref sums, at, factors), Four(ref sums, at + 4, factors)),
            Vector128.Narrow(Four(ref sums, at + 8, factors), Four(ref sums, at + 12, factors)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector128<uint> Four(ref float sums, nuint at, Vector128<float> factors)
        {
            Vector128<float> held = Vector128.MinNative(
                Vector128.MaxNative(Vector128.LoadUnsafe(ref sums, at) * factors, Vector128<float>.Zero), Vector128.Create(255f));
            return Vector128.ConvertToInt32Native(Vector128.Round(held)).AsUInt32();
        }
    }
}
