using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>
/// The vertical half of OpenCV's 8-bit <c>INTER_LINEAR</c>: two rows of <see cref="RowLerp"/> to 8-bit levels,
/// <c>((w0 × top >> 16) + (w1 × bottom >> 16) + 2) >> 2</c>.
/// </summary>
/// <remarks>Rows are whole numbers of <see cref="Multiple"/> elements long, so that there is no remainder.</remarks>
internal static class RowBlend
{
    /// <summary>What every length is a multiple of.</summary>
    public const int Multiple = 64;

    public static void Run(SimdWidth width, ReadOnlySpan<short> top, ReadOnlySpan<short> bottom, short topWeight, short bottomWeight, Span<byte> levels)
    {
        Debug.Assert(levels.Length % Multiple == 0 && top.Length == levels.Length && bottom.Length == levels.Length);
        switch (width)
        {
            case SimdWidth.V512: V512(top, bottom, topWeight, bottomWeight, levels); break;
            case SimdWidth.V256: V256(top, bottom, topWeight, bottomWeight, levels); break;
            case SimdWidth.V128: V128(top, bottom, topWeight, bottomWeight, levels); break;
            default: Scalar(top, bottom, topWeight, bottomWeight, levels); break;
        }
    }

    public static void Scalar(ReadOnlySpan<short> top, ReadOnlySpan<short> bottom, short topWeight, short bottomWeight, Span<byte> levels)
    {
        for (int i = 0; i < levels.Length; i++)
            levels[i] = (byte)(((topWeight * top[i] >> 16) + (bottomWeight * bottom[i] >> 16) + 2) >> 2);
    }

    public static void V128(ReadOnlySpan<short> top, ReadOnlySpan<short> bottom, short topWeight, short bottomWeight, Span<byte> levels)
    {
        ref short upper = ref MemoryMarshal.GetReference(top);
        ref short lower = ref MemoryMarshal.GetReference(bottom);
        ref byte target = ref MemoryMarshal.GetReference(levels);
        Vector128<short> first = Vector128.Create(topWeight), second = Vector128.Create(bottomWeight), half = Vector128.Create((short)2);
        for (nuint i = 0; i < (nuint)levels.Length; i += 16)
        {
            Vector128<short> left = (Lanes.MultiplyHigh(Vector128.LoadUnsafe(ref upper, i), first)
                + Lanes.MultiplyHigh(Vector128.LoadUnsafe(ref lower, i), second) + half) >> 2;
            Vector128<short> right = (Lanes.MultiplyHigh(Vector128.LoadUnsafe(ref upper, i + 8), first)
                + Lanes.MultiplyHigh(Vector128.LoadUnsafe(ref lower, i + 8), second) + half) >> 2;
            Vector128.Narrow(left.AsUInt16(), right.AsUInt16()).StoreUnsafe(ref target, i);
        }
    }

    public static void V256(ReadOnlySpan<short> top, ReadOnlySpan<short> bottom, short topWeight, short bottomWeight, Span<byte> levels)
    {
        ref short upper = ref MemoryMarshal.GetReference(top);
        ref short lower = ref MemoryMarshal.GetReference(bottom);
        ref byte target = ref MemoryMarshal.GetReference(levels);
        Vector256<short> first = Vector256.Create(topWeight), second = Vector256.Create(bottomWeight), half = Vector256.Create((short)2);
        for (nuint i = 0; i < (nuint)levels.Length; i += 32)
        {
            Vector256<short> left = (Lanes.MultiplyHigh(Vector256.LoadUnsafe(ref upper, i), first)
                + Lanes.MultiplyHigh(Vector256.LoadUnsafe(ref lower, i), second) + half) >> 2;
            Vector256<short> right = (Lanes.MultiplyHigh(Vector256.LoadUnsafe(ref upper, i + 16), first)
                + Lanes.MultiplyHigh(Vector256.LoadUnsafe(ref lower, i + 16), second) + half) >> 2;
            Vector256.Narrow(left.AsUInt16(), right.AsUInt16()).StoreUnsafe(ref target, i);
        }
    }

    public static void V512(ReadOnlySpan<short> top, ReadOnlySpan<short> bottom, short topWeight, short bottomWeight, Span<byte> levels)
    {
        ref short upper = ref MemoryMarshal.GetReference(top);
        ref short lower = ref MemoryMarshal.GetReference(bottom);
        ref byte target = ref MemoryMarshal.GetReference(levels);
        Vector512<short> first = Vector512.Create(topWeight), second = Vector512.Create(bottomWeight), half = Vector512.Create((short)2);
        for (nuint i = 0; i < (nuint)levels.Length; i += 64)
        {
            Vector512<short> left = (Lanes.MultiplyHigh(Vector512.LoadUnsafe(ref upper, i), first)
                + Lanes.MultiplyHigh(Vector512.LoadUnsafe(ref lower, i), second) + half) >> 2;
            Vector512<short> right = (Lanes.MultiplyHigh(Vector512.LoadUnsafe(ref upper, i + 32), first)
                + Lanes.MultiplyHigh(Vector512.LoadUnsafe(ref lower, i + 32), second) + half) >> 2;
            Vector512.Narrow(left.AsUInt16(), right.AsUInt16()).StoreUnsafe(ref target, i);
        }
    }
}
