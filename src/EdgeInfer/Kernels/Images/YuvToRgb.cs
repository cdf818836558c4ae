using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using EdgeInfer.Imaging;

namespace EdgeInfer.Kernels;

/// <summary>Rows of Y, U and V, a sample of each for every pixel, to red, green and blue in their place: <see cref="YuvMatrix"/>.</summary>
/// <remarks>
/// The vectors compute the same in 16 bits: each coefficient is <c>c₂ × 2¹⁴ + c₁ × 2⁷ + c₀</c> with c₁ and c₀ in −64 … 63, the sums of
/// each power fit, and what a lower sum is over its power is carried to the next, rounded down, which loses nothing. Only the
/// highest may overflow; it saturates, far above white. Rows are whole numbers of <see cref="RowBlend.Multiple"/> elements long, so that
/// there is no remainder.
/// </remarks>
internal static class YuvToRgb
{
    // One half, in units of the highest part.
    private const short HalfHigh = YuvMatrix.Half >> (2 * Digits.Bits);

    /// <param name="width">The widest vectors to use.</param>
    /// <param name="matrix">What the numbers mean.</param>
    /// <param name="first">Y; becomes red.</param>
    /// <param name="second">U; becomes green.</param>
    /// <param name="third">V; becomes blue.</param>
    public static void Run(SimdWidth width, in YuvMatrix matrix, Span<byte> first, Span<byte> second, Span<byte> third)
    {
        Debug.Assert(first.Length % RowBlend.Multiple == 0 && second.Length == first.Length && third.Length == first.Length);
        switch (width)
        {
            case SimdWidth.V512: V512(in matrix, first, second, third); break;
            case SimdWidth.V256: V256(in matrix, first, second, third); break;
            case SimdWidth.V128: V128(in matrix, first, second, third); break;
            default: Scalar(in matrix, first, second, third); break;
        }
    }

    public static void Scalar(in YuvMatrix matrix, Span<byte> first, Span<byte> second, Span<byte> third)
    {
        for (int i = 0; i < first.Length; i++)
            (first[i], second[i], third[i]) = matrix.ToRgb(first[i], second[i], third[i]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void V128(in YuvMatrix matrix, Span<byte> first, Span<byte> second, Span<byte> third)
    {
        ref byte ys = ref MemoryMarshal.GetReference(first);
        ref byte us = ref MemoryMarshal.GetReference(second);
        ref byte vs = ref MemoryMarshal.GetReference(third);
        Digits luma = new(matrix.Luma), redV = new(matrix.RedV), greenU = new(matrix.GreenU), greenV = new(matrix.GreenV), blueU = new(matrix.BlueU);
        Vector128<short> luma0 = Vector128.Create(luma.Low), luma1 = Vector128.Create(luma.Middle), luma2 = Vector128.Create(luma.High);
        Vector128<short> redV0 = Vector128.Create(redV.Low), redV1 = Vector128.Create(redV.Middle), redV2 = Vector128.Create(redV.High);
        Vector128<short> greenU0 = Vector128.Create(greenU.Low), greenU1 = Vector128.Create(greenU.Middle), greenU2 = Vector128.Create(greenU.High);
        Vector128<short> greenV0 = Vector128.Create(greenV.Low), greenV1 = Vector128.Create(greenV.Middle), greenV2 = Vector128.Create(greenV.High);
        Vector128<short> blueU0 = Vector128.Create(blueU.Low), blueU1 = Vector128.Create(blueU.Middle), blueU2 = Vector128.Create(blueU.High);
        Vector128<byte> black = Vector128.Create((byte)matrix.Black);
        for (nuint i = 0; i < (nuint)first.Length; i += (nuint)Vector128<byte>.Count)
        {
            (Vector128<ushort> yLower, Vector128<ushort> yUpper) = Lanes.WidenInLanes(Vector128.Max(Vector128.LoadUnsafe(ref ys, i), black) - black);
            (Vector128<ushort> uLower, Vector128<ushort> uUpper) = Lanes.WidenInLanes(Vector128.LoadUnsafe(ref us, i));
            (Vector128<ushort> vLower, Vector128<ushort> vUpper) = Lanes.WidenInLanes(Vector128.LoadUnsafe(ref vs, i));
            Vector128<short> redLower, greenLower, blueLower, redUpper, greenUpper, blueUpper;
            {
                Vector128<short> y = yLower.AsInt16(), u = uLower.AsInt16() - Vector128.Create((short)128), v = vLower.AsInt16() - Vector128.Create((short)128);
                Vector128<short> low = y * luma0, middle = y * luma1, high = y * luma2 + Vector128.Create(HalfHigh);
                redLower = Level(low + v * redV0, middle + v * redV1, high, v * redV2);
                greenLower = Level(low + u * greenU0 + v * greenV0, middle + u * greenU1 + v * greenV1, high, u * greenU2 + v * greenV2);
                blueLower = Level(low + u * blueU0, middle + u * blueU1, high, u * blueU2);
            }
            {
                Vector128<short> y = yUpper.AsInt16(), u = uUpper.AsInt16() - Vector128.Create((short)128), v = vUpper.AsInt16() - Vector128.Create((short)128);
                Vector128<short> low = y * luma0, middle = y * luma1, high = y * luma2 + Vector128.Create(HalfHigh);
                redUpper = Level(low + v * redV0, middle + v * redV1, high, v * redV2);
                greenUpper = Level(low + u * greenU0 + v * greenV0, middle + u * greenU1 + v * greenV1, high, u * greenU2 + v * greenV2);
                blueUpper = Level(low + u * blueU0, middle + u * blueU1, high, u * blueU2);
            }

            Lanes.NarrowInLanes(redLower, redUpper).StoreUnsafe(ref ys, i);
            Lanes.NarrowInLanes(greenLower, greenUpper).StoreUnsafe(ref us, i);
            Lanes.NarrowInLanes(blueLower, blueUpper).StoreUnsafe(ref vs, i);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector128<short> Level(Vector128<short> low, Vector128<short> middle, Vector128<short> high, Vector128<short> highChroma)
        {
            Vector128<short> carry = (middle + (low >> Digits.Bits)) >> Digits.Bits;
            return Vector128.AddSaturate(Vector128.AddSaturate(high, highChroma), carry) >> (YuvMatrix.Bits - 2 * Digits.Bits);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void V256(in YuvMatrix matrix, Span<byte> first, Span<byte> second, Span<byte> third)
    {
        ref byte ys = ref MemoryMarshal.GetReference(first);
        ref byte us = ref MemoryMarshal.GetReference(second);
        ref byte vs = ref MemoryMarshal.GetReference(third);
        Digits luma = new(matrix.Luma), redV = new(matrix.RedV), greenU = new(matrix.GreenU), greenV = new(matrix.GreenV), blueU = new(matrix.BlueU);
        Vector256<short> luma0 = Vector256.Create(luma.Low), luma1 = Vector256.Create(luma.Middle), luma2 = Vector256.Create(luma.High);
        Vector256<short> redV0 = Vector256.Create(redV.Low), redV1 = Vector256.Create(redV.Middle), redV2 = Vector256.Create(redV.High);
        Vector256<short> greenU0 = Vector256.Create(greenU.Low), greenU1 = Vector256.Create(greenU.Middle), greenU2 = Vector256.Create(greenU.High);
        Vector256<short> greenV0 = Vector256.Create(greenV.Low), greenV1 = Vector256.Create(greenV.Middle), greenV2 = Vector256.Create(greenV.High);
        Vector256<short> blueU0 = Vector256.Create(blueU.Low), blueU1 = Vector256.Create(blueU.Middle), blueU2 = Vector256.Create(blueU.High);
        Vector256<byte> black = Vector256.Create((byte)matrix.Black);
        for (nuint i = 0; i < (nuint)first.Length; i += (nuint)Vector256<byte>.Count)
        {
            (Vector256<ushort> yLower, Vector256<ushort> yUpper) = Lanes.WidenInLanes(Vector256.Max(Vector256.LoadUnsafe(ref ys, i), black) - black);
            (Vector256<ushort> uLower, Vector256<ushort> uUpper) = Lanes.WidenInLanes(Vector256.LoadUnsafe(ref us, i));
            (Vector256<ushort> vLower, Vector256<ushort> vUpper) = Lanes.WidenInLanes(Vector256.LoadUnsafe(ref vs, i));
            Vector256<short> redLower, greenLower, blueLower, redUpper, greenUpper, blueUpper;
            {
                Vector256<short> y = yLower.AsInt16(), u = uLower.AsInt16() - Vector256.Create((short)128), v = vLower.AsInt16() - Vector256.Create((short)128);
                Vector256<short> low = y * luma0, middle = y * luma1, high = y * luma2 + Vector256.Create(HalfHigh);
                redLower = Level(low + v * redV0, middle + v * redV1, high, v * redV2);
                greenLower = Level(low + u * greenU0 + v * greenV0, middle + u * greenU1 + v * greenV1, high, u * greenU2 + v * greenV2);
                blueLower = Level(low + u * blueU0, middle + u * blueU1, high, u * blueU2);
            }
            {
                Vector256<short> y = yUpper.AsInt16(), u = uUpper.AsInt16() - Vector256.Create((short)128), v = vUpper.AsInt16() - Vector256.Create((short)128);
                Vector256<short> low = y * luma0, middle = y * luma1, high = y * luma2 + Vector256.Create(HalfHigh);
                redUpper = Level(low + v * redV0, middle + v * redV1, high, v * redV2);
                greenUpper = Level(low + u * greenU0 + v * greenV0, middle + u * greenU1 + v * greenV1, high, u * greenU2 + v * greenV2);
                blueUpper = Level(low + u * blueU0, middle + u * blueU1, high, u * blueU2);
            }

            Lanes.NarrowInLanes(redLower, redUpper).StoreUnsafe(ref ys, i);
            Lanes.NarrowInLanes(greenLower, greenUpper).StoreUnsafe(ref us, i);
            Lanes.NarrowInLanes(blueLower, blueUpper).StoreUnsafe(ref vs, i);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<short> Level(Vector256<short> low, Vector256<short> middle, Vector256<short> high, Vector256<short> highChroma)
        {
            Vector256<short> carry = (middle + (low >> Digits.Bits)) >> Digits.Bits;
            return Vector256.AddSaturate(Vector256.AddSaturate(high, highChroma), carry) >> (YuvMatrix.Bits - 2 * Digits.Bits);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void V512(in YuvMatrix matrix, Span<byte> first, Span<byte> second, Span<byte> third)
    {
        ref byte ys = ref MemoryMarshal.GetReference(first);
        ref byte us = ref MemoryMarshal.GetReference(second);
        ref byte vs = ref MemoryMarshal.GetReference(third);
        Digits luma = new(matrix.Luma), redV = new(matrix.RedV), greenU = new(matrix.GreenU), greenV = new(matrix.GreenV), blueU = new(matrix.BlueU);
        Vector512<short> luma0 = Vector512.Create(luma.Low), luma1 = Vector512.Create(luma.Middle), luma2 = Vector512.Create(luma.High);
        Vector512<short> redV0 = Vector512.Create(redV.Low), redV1 = Vector512.Create(redV.Middle), redV2 = Vector512.Create(redV.High);
        Vector512<short> greenU0 = Vector512.Create(greenU.Low), greenU1 = Vector512.Create(greenU.Middle), greenU2 = Vector512.Create(greenU.High);
        Vector512<short> greenV0 = Vector512.Create(greenV.Low), greenV1 = Vector512.Create(greenV.Middle), greenV2 = Vector512.Create(greenV.High);
        Vector512<short> blueU0 = Vector512.Create(blueU.Low), blueU1 = Vector512.Create(blueU.Middle), blueU2 = Vector512.Create(blueU.High);
        Vector512<byte> black = Vector512.Create((byte)matrix.Black);
        for (nuint i = 0; i < (nuint)first.Length; i += (nuint)Vector512<byte>.Count)
        {
            (Vector512<ushort> yLower, Vector512<ushort> yUpper) = Lanes.WidenInLanes(Vector512.Max(Vector512.LoadUnsafe(ref ys, i), black) - black);
            (Vector512<ushort> uLower, Vector512<ushort> uUpper) = Lanes.WidenInLanes(Vector512.LoadUnsafe(ref us, i));
            (Vector512<ushort> vLower, Vector512<ushort> vUpper) = Lanes.WidenInLanes(Vector512.LoadUnsafe(ref vs, i));
            Vector512<short> redLower, greenLower, blueLower, redUpper, greenUpper, blueUpper;
            {
                Vector512<short> y = yLower.AsInt16(), u = uLower.AsInt16() - Vector512.Create((short)128), v = vLower.AsInt16() - Vector512.Create((short)128);
                Vector512<short> low = y * luma0, middle = y * luma1, high = y * luma2 + Vector512.Create(HalfHigh);
                redLower = Level(low + v * redV0, middle + v * redV1, high, v * redV2);
                greenLower = Level(low + u * greenU0 + v * greenV0, middle + u * greenU1 + v * greenV1, high, u * greenU2 + v * greenV2);
                blueLower = Level(low + u * blueU0, middle + u * blueU1, high, u * blueU2);
            }
            {
                Vector512<short> y = yUpper.AsInt16(), u = uUpper.AsInt16() - Vector512.Create((short)128), v = vUpper.AsInt16() - Vector512.Create((short)128);
                Vector512<short> low = y * luma0, middle = y * luma1, high = y * luma2 + Vector512.Create(HalfHigh);
                redUpper = Level(low + v * redV0, middle + v * redV1, high, v * redV2);
                greenUpper = Level(low + u * greenU0 + v * greenV0, middle + u * greenU1 + v * greenV1, high, u * greenU2 + v * greenV2);
                blueUpper = Level(low + u * blueU0, middle + u * blueU1, high, u * blueU2);
            }

            Lanes.NarrowInLanes(redLower, redUpper).StoreUnsafe(ref ys, i);
            Lanes.NarrowInLanes(greenLower, greenUpper).StoreUnsafe(ref us, i);
            Lanes.NarrowInLanes(blueLower, blueUpper).StoreUnsafe(ref vs, i);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector512<short> Level(Vector512<short> low, Vector512<short> middle, Vector512<short> high, Vector512<short> highChroma)
        {
            Vector512<short> carry = (middle + (low >> Digits.Bits)) >> Digits.Bits;
            return Vector512.AddSaturate(Vector512.AddSaturate(high, highChroma), carry) >> (YuvMatrix.Bits - 2 * Digits.Bits);
        }
    }

    /// <summary>A coefficient in three parts.</summary>
    private readonly struct Digits
    {
        public const int Bits = 7;

        public Digits(int value)
        {
            Low = Lowest(value);
            value = (value - Low) >> Bits;
            Middle = Lowest(value);
            High = (short)((value - Middle) >> Bits);

            static short Lowest(int value) => (short)((value << (32 - Bits)) >> (32 - Bits));
        }

        public short Low { get; }

        public short Middle { get; }

        public short High { get; }
    }
}
