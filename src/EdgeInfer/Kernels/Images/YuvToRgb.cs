using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using EdgeInfer.Imaging;

namespace EdgeInfer.Kernels;

/// <summary>Rows of Y, U and V, a sample of each for every pixel, to red, green and blue in their place: <see cref="YuvMatrix"/>.</summary>
/// <remarks>Rows are whole numbers of <see cref="RowBlend.Multiple"/> elements long, so that there is no remainder.</remarks>
internal static class YuvToRgb
{
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
        Vector128<int> luma = Vector128.Create(matrix.Luma), redV = Vector128.Create(matrix.RedV), blueU = Vector128.Create(matrix.BlueU);
        Vector128<int> greenU = Vector128.Create(matrix.GreenU), greenV = Vector128.Create(matrix.GreenV), half = Vector128.Create(YuvMatrix.Half);
        Vector128<byte> black = Vector128.Create((byte)matrix.Black);
        Vector128<ushort> zero = Vector128.Create((ushort)128);
        for (nuint i = 0; i < (nuint)first.Length; i += (nuint)Vector128<byte>.Count)
        {
            (Vector128<ushort> y0, Vector128<ushort> y2) = Vector128.Widen(Vector128.Max(Vector128.LoadUnsafe(ref ys, i), black) - black);
            (Vector128<ushort> u0, Vector128<ushort> u2) = Vector128.Widen(Vector128.LoadUnsafe(ref us, i));
            (Vector128<ushort> v0, Vector128<ushort> v2) = Vector128.Widen(Vector128.LoadUnsafe(ref vs, i));
            (Vector128<int> lumas0, Vector128<int> lumas1) = Vector128.Widen(y0.AsInt16());
            (Vector128<int> lumas2, Vector128<int> lumas3) = Vector128.Widen(y2.AsInt16());
            (Vector128<int> blues0, Vector128<int> blues1) = Vector128.Widen((u0 - zero).AsInt16());
            (Vector128<int> blues2, Vector128<int> blues3) = Vector128.Widen((u2 - zero).AsInt16());
            (Vector128<int> reds0, Vector128<int> reds1) = Vector128.Widen((v0 - zero).AsInt16());
            (Vector128<int> reds2, Vector128<int> reds3) = Vector128.Widen((v2 - zero).AsInt16());
            lumas0 = lumas0 * luma + half;
            lumas1 = lumas1 * luma + half;
            lumas2 = lumas2 * luma + half;
            lumas3 = lumas3 * luma + half;
            Levels(lumas0 + reds0 * redV, lumas1 + reds1 * redV, lumas2 + reds2 * redV, lumas3 + reds3 * redV).StoreUnsafe(ref ys, i);
            Levels(
                lumas0 + blues0 * greenU + reds0 * greenV, lumas1 + blues1 * greenU + reds1 * greenV,
                lumas2 + blues2 * greenU + reds2 * greenV, lumas3 + blues3 * greenU + reds3 * greenV).StoreUnsafe(ref us, i);
            Levels(lumas0 + blues0 * blueU, lumas1 + blues1 * blueU, lumas2 + blues2 * blueU, lumas3 + blues3 * blueU).StoreUnsafe(ref vs, i);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector128<byte> Levels(Vector128<int> a, Vector128<int> b, Vector128<int> c, Vector128<int> d)
        {
            // 16 bits hold every sum.
            Vector128<short> lower = Vector128.Narrow(a >> YuvMatrix.Bits, b >> YuvMatrix.Bits), upper = Vector128.Narrow(c >> YuvMatrix.Bits, d >> YuvMatrix.Bits);
            Vector128<short> most = Vector128.Create((short)255);
            return Vector128.Narrow(
                Vector128.Min(Vector128.Max(lower, Vector128<short>.Zero), most).AsUInt16(),
                Vector128.Min(Vector128.Max(upper, Vector128<short>.Zero), most).AsUInt16());
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void V256(in YuvMatrix matrix, Span<byte> first, Span<byte> second, Span<byte> third)
    {
        ref byte ys = ref MemoryMarshal.GetReference(first);
        ref byte us = ref MemoryMarshal.GetReference(second);
        ref byte vs = ref MemoryMarshal.GetReference(third);
        Vector256<int> luma = Vector256.Create(matrix.Luma), redV = Vector256.Create(matrix.RedV), blueU = Vector256.Create(matrix.BlueU);
        Vector256<int> greenU = Vector256.Create(matrix.GreenU), greenV = Vector256.Create(matrix.GreenV), half = Vector256.Create(YuvMatrix.Half);
        Vector256<byte> black = Vector256.Create((byte)matrix.Black);
        Vector256<ushort> zero = Vector256.Create((ushort)128);
        for (nuint i = 0; i < (nuint)first.Length; i += (nuint)Vector256<byte>.Count)
        {
            (Vector256<ushort> y0, Vector256<ushort> y2) = Vector256.Widen(Vector256.Max(Vector256.LoadUnsafe(ref ys, i), black) - black);
            (Vector256<ushort> u0, Vector256<ushort> u2) = Vector256.Widen(Vector256.LoadUnsafe(ref us, i));
            (Vector256<ushort> v0, Vector256<ushort> v2) = Vector256.Widen(Vector256.LoadUnsafe(ref vs, i));
            (Vector256<int> lumas0, Vector256<int> lumas1) = Vector256.Widen(y0.AsInt16());
            (Vector256<int> lumas2, Vector256<int> lumas3) = Vector256.Widen(y2.AsInt16());
            (Vector256<int> blues0, Vector256<int> blues1) = Vector256.Widen((u0 - zero).AsInt16());
            (Vector256<int> blues2, Vector256<int> blues3) = Vector256.Widen((u2 - zero).AsInt16());
            (Vector256<int> reds0, Vector256<int> reds1) = Vector256.Widen((v0 - zero).AsInt16());
            (Vector256<int> reds2, Vector256<int> reds3) = Vector256.Widen((v2 - zero).AsInt16());
            lumas0 = lumas0 * luma + half;
            lumas1 = lumas1 * luma + half;
            lumas2 = lumas2 * luma + half;
            lumas3 = lumas3 * luma + half;
            Levels(lumas0 + reds0 * redV, lumas1 + reds1 * redV, lumas2 + reds2 * redV, lumas3 + reds3 * redV).StoreUnsafe(ref ys, i);
            Levels(
                lumas0 + blues0 * greenU + reds0 * greenV, lumas1 + blues1 * greenU + reds1 * greenV,
                lumas2 + blues2 * greenU + reds2 * greenV, lumas3 + blues3 * greenU + reds3 * greenV).StoreUnsafe(ref us, i);
            Levels(lumas0 + blues0 * blueU, lumas1 + blues1 * blueU, lumas2 + blues2 * blueU, lumas3 + blues3 * blueU).StoreUnsafe(ref vs, i);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<byte> Levels(Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d)
        {
            // 16 bits hold every sum.
            Vector256<short> lower = Vector256.Narrow(a >> YuvMatrix.Bits, b >> YuvMatrix.Bits), upper = Vector256.Narrow(c >> YuvMatrix.Bits, d >> YuvMatrix.Bits);
            Vector256<short> most = Vector256.Create((short)255);
            return Vector256.Narrow(
                Vector256.Min(Vector256.Max(lower, Vector256<short>.Zero), most).AsUInt16(),
                Vector256.Min(Vector256.Max(upper, Vector256<short>.Zero), most).AsUInt16());
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void V512(in YuvMatrix matrix, Span<byte> first, Span<byte> second, Span<byte> third)
    {
        ref byte ys = ref MemoryMarshal.GetReference(first);
        ref byte us = ref MemoryMarshal.GetReference(second);
        ref byte vs = ref MemoryMarshal.GetReference(third);
        Vector512<int> luma = Vector512.Create(matrix.Luma), redV = Vector512.Create(matrix.RedV), blueU = Vector512.Create(matrix.BlueU);
        Vector512<int> greenU = Vector512.Create(matrix.GreenU), greenV = Vector512.Create(matrix.GreenV), half = Vector512.Create(YuvMatrix.Half);
        Vector512<byte> black = Vector512.Create((byte)matrix.Black);
        Vector512<ushort> zero = Vector512.Create((ushort)128);
        for (nuint i = 0; i < (nuint)first.Length; i += (nuint)Vector512<byte>.Count)
        {
            (Vector512<ushort> y0, Vector512<ushort> y2) = Vector512.Widen(Vector512.Max(Vector512.LoadUnsafe(ref ys, i), black) - black);
            (Vector512<ushort> u0, Vector512<ushort> u2) = Vector512.Widen(Vector512.LoadUnsafe(ref us, i));
            (Vector512<ushort> v0, Vector512<ushort> v2) = Vector512.Widen(Vector512.LoadUnsafe(ref vs, i));
            (Vector512<int> lumas0, Vector512<int> lumas1) = Vector512.Widen(y0.AsInt16());
            (Vector512<int> lumas2, Vector512<int> lumas3) = Vector512.Widen(y2.AsInt16());
            (Vector512<int> blues0, Vector512<int> blues1) = Vector512.Widen((u0 - zero).AsInt16());
            (Vector512<int> blues2, Vector512<int> blues3) = Vector512.Widen((u2 - zero).AsInt16());
            (Vector512<int> reds0, Vector512<int> reds1) = Vector512.Widen((v0 - zero).AsInt16());
            (Vector512<int> reds2, Vector512<int> reds3) = Vector512.Widen((v2 - zero).AsInt16());
            lumas0 = lumas0 * luma + half;
            lumas1 = lumas1 * luma + half;
            lumas2 = lumas2 * luma + half;
            lumas3 = lumas3 * luma + half;
            Levels(lumas0 + reds0 * redV, lumas1 + reds1 * redV, lumas2 + reds2 * redV, lumas3 + reds3 * redV).StoreUnsafe(ref ys, i);
            Levels(
                lumas0 + blues0 * greenU + reds0 * greenV, lumas1 + blues1 * greenU + reds1 * greenV,
                lumas2 + blues2 * greenU + reds2 * greenV, lumas3 + blues3 * greenU + reds3 * greenV).StoreUnsafe(ref us, i);
            Levels(lumas0 + blues0 * blueU, lumas1 + blues1 * blueU, lumas2 + blues2 * blueU, lumas3 + blues3 * blueU).StoreUnsafe(ref vs, i);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector512<byte> Levels(Vector512<int> a, Vector512<int> b, Vector512<int> c, Vector512<int> d)
        {
            // 16 bits hold every sum.
            Vector512<short> lower = Vector512.Narrow(a >> YuvMatrix.Bits, b >> YuvMatrix.Bits), upper = Vector512.Narrow(c >> YuvMatrix.Bits, d >> YuvMatrix.Bits);
            Vector512<short> most = Vector512.Create((short)255);
            return Vector512.Narrow(
                Vector512.Min(Vector512.Max(lower, Vector512<short>.Zero), most).AsUInt16(),
                Vector512.Min(Vector512.Max(upper, Vector512<short>.Zero), most).AsUInt16());
        }
    }
}
