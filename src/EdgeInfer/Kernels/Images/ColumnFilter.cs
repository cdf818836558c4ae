using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>The vertical half of PIL's 8-bit resize: a weighted sum of rows of levels, held within 0 … 255.</summary>
/// <remarks>Rows are whole numbers of <see cref="RowBlend.Multiple"/> elements long, so that there is no remainder.</remarks>
internal static class ColumnFilter
{
    private const int Half = 1 << (AntialiasedTaps.Bits - 1);

    /// <param name="width">The widest vectors to use.</param>
    /// <param name="ring">Rows as long as <paramref name="levels"/>, one after the other; after the last comes the first.</param>
    /// <param name="start">The row that the first weight belongs to.</param>
    /// <param name="weights">In units of 1/2²²; they add up to 1.</param>
    /// <param name="levels">The sum.</param>
    public static void Run(SimdWidth width, ReadOnlySpan<byte> ring, int start, ReadOnlySpan<int> weights, Span<byte> levels)
    {
        Debug.Assert(levels.Length % RowBlend.Multiple == 0 && ring.Length % levels.Length == 0 && start < ring.Length / levels.Length);
        switch (width)
        {
            case SimdWidth.V512: V512(ring, start, weights, levels); break;
            case SimdWidth.V256: V256(ring, start, weights, levels); break;
            case SimdWidth.V128: V128(ring, start, weights, levels); break;
            default: Scalar(ring, start, weights, levels); break;
        }
    }

    public static void Scalar(ReadOnlySpan<byte> ring, int start, ReadOnlySpan<int> weights, Span<byte> levels)
    {
        for (int i = 0; i < levels.Length; i++)
        {
            int sum = Half, at = start * levels.Length + i;
            foreach (int weight in weights)
            {
                sum += weight * ring[at];
                at += levels.Length;
                if (at >= ring.Length) at -= ring.Length;
            }

            levels[i] = (byte)Math.Clamp(sum >> AntialiasedTaps.Bits, 0, 255);
        }
    }

    public static void V128(ReadOnlySpan<byte> ring, int start, ReadOnlySpan<int> weights, Span<byte> levels)
    {
        ref byte rows = ref MemoryMarshal.GetReference(ring);
        ref byte target = ref MemoryMarshal.GetReference(levels);
        nuint length = (nuint)levels.Length, end = (nuint)ring.Length;
        for (nuint i = 0; i < length; i += 16)
        {
            Vector128<int> first = Vector128.Create(Half), second = first, third = first, fourth = first;
            nuint at = (nuint)start * length + i;
            foreach (int weight in weights)
            {
                (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(Vector128.LoadUnsafe(ref rows, at));
                first += Vector128.WidenLower(lower).AsInt32() * weight;
                second += Vector128.WidenUpper(lower).AsInt32() * weight;
                third += Vector128.WidenLower(upper).AsInt32() * weight;
                fourth += Vector128.WidenUpper(upper).AsInt32() * weight;
                at += length;
                if (at >= end) at -= end;
            }

            Vector128.Narrow(
                Vector128.Narrow(Level(first), Level(second)),
                Vector128.Narrow(Level(third), Level(fourth))).StoreUnsafe(ref target, i);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector128<uint> Level(Vector128<int> sum) =>
            Vector128.Min(Vector128.Max(sum >> AntialiasedTaps.Bits, Vector128<int>.Zero), Vector128.Create(255)).AsUInt32();
    }

    public static void V256(ReadOnlySpan<byte> ring, int start, ReadOnlySpan<int> weights, Span<byte> levels)
    {
        ref byte rows = ref MemoryMarshal.GetReference(ring);
        ref byte target = ref MemoryMarshal.GetReference(levels);
        nuint length = (nuint)levels.Length, end = (nuint)ring.Length;
        for (nuint i = 0; i < length; i += 32)
        {
            Vector256<int> first = Vector256.Create(Half), second = first, third = first, fourth = first;
            nuint at = (nuint)start * length + i;
            foreach (int weight in weights)
            {
                (Vector256<ushort> lower, Vector256<ushort> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref rows, at));
                first += Vector256.WidenLower(lower).AsInt32() * weight;
                second += Vector256.WidenUpper(lower).AsInt32() * weight;
                third += Vector256.WidenLower(upper).AsInt32() * weight;
                fourth += Vector256.WidenUpper(upper).AsInt32() * weight;
                at += length;
                if (at >= end) at -= end;
            }

            Vector256.Narrow(
                Vector256.Narrow(Level(first), Level(second)),
                Vector256.Narrow(Level(third), Level(fourth))).StoreUnsafe(ref target, i);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector256<uint> Level(Vector256<int> sum) =>
            Vector256.Min(Vector256.Max(sum >> AntialiasedTaps.Bits, Vector256<int>.Zero), Vector256.Create(255)).AsUInt32();
    }

    public static void V512(ReadOnlySpan<byte> ring, int start, ReadOnlySpan<int> weights, Span<byte> levels)
    {
        ref byte rows = ref MemoryMarshal.GetReference(ring);
        ref byte target = ref MemoryMarshal.GetReference(levels);
        nuint length = (nuint)levels.Length, end = (nuint)ring.Length;
        for (nuint i = 0; i < length; i += 64)
        {
            Vector512<int> first = Vector512.Create(Half), second = first, third = first, fourth = first;
            nuint at = (nuint)start * length + i;
            foreach (int weight in weights)
            {
                (Vector512<ushort> lower, Vector512<ushort> upper) = Vector512.Widen(Vector512.LoadUnsafe(ref rows, at));
                first += Vector512.WidenLower(lower).AsInt32() * weight;
                second += Vector512.WidenUpper(lower).AsInt32() * weight;
                third += Vector512.WidenLower(upper).AsInt32() * weight;
                fourth += Vector512.WidenUpper(upper).AsInt32() * weight;
                at += length;
                if (at >= end) at -= end;
            }

            Vector512.Narrow(
                Vector512.Narrow(Level(first), Level(second)),
                Vector512.Narrow(Level(third), Level(fourth))).StoreUnsafe(ref target, i);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Vector512<uint> Level(Vector512<int> sum) =>
            Vector512.Min(Vector512.Max(sum >> AntialiasedTaps.Bits, Vector512<int>.Zero), Vector512.Create(255)).AsUInt32();
    }
}
