using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeInfer.Kernels;

/// <summary>Sums of whole blocks of pixels: rows first, column by column, then the columns of each block.</summary>
/// <remarks>All in integers, so that the order does not count; the result has the layout of <see cref="AreaRow"/>'s.</remarks>
internal static class BlockSum
{
    /// <summary>More rows might not fit 16 bits.</summary>
    public const int MaxRows = ushort.MaxValue / byte.MaxValue;

    /// <summary>Elements that <see cref="Columns"/> may read behind the last pixel.</summary>
    public const int Slack = 1;

    /// <param name="width">The widest vectors to use.</param>
    /// <param name="row">Bytes of a row.</param>
    /// <param name="sums">As many sums, to which they are added.</param>
    public static void AddRow(SimdWidth width, ReadOnlySpan<byte> row, Span<ushort> sums)
    {
        int done = 0;
        ref byte source = ref MemoryMarshal.GetReference(row);
        ref ushort target = ref MemoryMarshal.GetReference(sums);
        if (width >= SimdWidth.V256)
        {
            for (; done <= row.Length - 32; done += 32)
            {
                (Vector256<ushort> lower, Vector256<ushort> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref source, (nuint)done));
                (Vector256.LoadUnsafe(ref target, (nuint)done) + lower).StoreUnsafe(ref target, (nuint)done);
                (Vector256.LoadUnsafe(ref target, (nuint)done + 16) + upper).StoreUnsafe(ref target, (nuint)done + 16);
            }
        }
        else if (width == SimdWidth.V128)
        {
            for (; done <= row.Length - 16; done += 16)
            {
                (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(Vector128.LoadUnsafe(ref source, (nuint)done));
                (Vector128.LoadUnsafe(ref target, (nuint)done) + lower).StoreUnsafe(ref target, (nuint)done);
                (Vector128.LoadUnsafe(ref target, (nuint)done + 8) + upper).StoreUnsafe(ref target, (nuint)done + 8);
            }
        }

        for (; done < row.Length; done++) sums[done] += row[done];
    }

    /// <param name="width">The widest vectors to use; one pixel fills 128 bits.</param>
    /// <param name="columns">Sums of rows, interleaved; <see cref="Slack"/> elements more than the blocks have.</param>
    /// <param name="pixelBytes">Elements a pixel: 1, 3 or 4; the fourth is ignored.</param>
    /// <param name="block">Pixels of a row of a block.</param>
    /// <param name="blocks">Blocks.</param>
    /// <param name="sums"><see cref="AreaRow.Lanes"/> floats a block.</param>
    public static void Columns(SimdWidth width, ReadOnlySpan<ushort> columns, int pixelBytes, int block, int blocks, Span<float> sums)
    {
        if (pixelBytes == 1 || width == SimdWidth.Scalar) Scalar(columns, pixelBytes, block, blocks, sums);
        else V128(columns, pixelBytes, block, blocks, sums);
    }

    public static void Scalar(ReadOnlySpan<ushort> columns, int pixelBytes, int block, int blocks, Span<float> sums)
    {
        int lanes = AreaRow.Lanes(pixelBytes);
        for (int i = 0; i < blocks; i++)
        {
            for (int channel = 0; channel < Math.Min(lanes, 3); channel++)
            {
                int sum = 0, at = i * block * pixelBytes + channel;
                for (int k = 0; k < block; k++, at += pixelBytes) sum += columns[at];
                sums[i * lanes + channel] = sum;
            }
        }
    }

    // A pixel of three elements is fetched as four.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void V128(ReadOnlySpan<ushort> columns, int pixelBytes, int block, int blocks, Span<float> sums)
    {
        ref ushort at = ref MemoryMarshal.GetReference(columns);
        ref float target = ref MemoryMarshal.GetReference(sums);
        for (int i = 0; i < blocks; i++)
        {
            Vector128<uint> sum = Vector128<uint>.Zero;
            for (int k = 0; k < block; k++)
            {
                ulong pixel = Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<ushort, byte>(ref at));
                sum += Vector128.WidenLower(Vector128.CreateScalarUnsafe(pixel).AsUInt16());
                at = ref Unsafe.Add(ref at, pixelBytes);
            }

            Vector128.ConvertToSingle(sum.AsInt32()).StoreUnsafe(ref target, (nuint)(4 * i));
        }
    }
}
