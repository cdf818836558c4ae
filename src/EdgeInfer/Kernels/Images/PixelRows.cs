using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using EdgeInfer.Imaging;

namespace EdgeInfer.Kernels;

/// <summary>
/// Rows of a picture of any format as interleaved pixels, for filters that want them so: where they are, or converted from YUV into
/// scratch memory that stays in the first-level cache.
/// </summary>
/// <remarks>Holds a few rows at a time, so that each thread needs its own. Pooled: dispose once.</remarks>
internal readonly ref struct PixelRows
{
    private readonly SimdWidth _simd;
    private readonly ImageView _source;
    private readonly YuvColumns _columns;
    private readonly int _first;
    private readonly int _count;
    private readonly byte[]? _pixels;
    private readonly byte[]? _planes;

    /// <param name="simd">The widest vectors to use.</param>
    /// <param name="source">The picture.</param>
    /// <param name="first">The first column that is looked at.</param>
    /// <param name="end">The column after the last that is looked at.</param>
    /// <param name="rows">No more rows than this are read at a time.</param>
    public PixelRows(SimdWidth simd, ImageView source, int first, int end, int rows)
    {
        _simd = simd;
        _source = source;
        if (!source.Format.IsYuv()) return;

        _first = first;
        _count = end - first;
        int[] columns = ArrayPool<int>.Shared.Rent(_count);
        for (int i = 0; i < _count; i++) columns[i] = first + i;
        _columns = new YuvColumns(simd, source.YuvPlanes, columns.AsSpan(0, _count));
        ArrayPool<int>.Shared.Return(columns);
        _planes = ArrayPool<byte>.Shared.Rent(checked(3 * YuvColumns.PaddedLength(_count)));
        _pixels = ArrayPool<byte>.Shared.Rent(checked(rows * StrideOf(source)));
    }

    /// <summary>Bytes that a pixel takes in the rows that are read; 4 of a YUV picture, in the order red, green, blue and nothing.</summary>
    public static int PixelBytes(PixelFormat format) => format.IsYuv() ? 4 : format.BytesPerPixel();

    /// <summary>Reads neighbouring rows.</summary>
    /// <param name="row">The first.</param>
    /// <param name="count">How many.</param>
    /// <param name="strideBytes">Bytes from one to the next.</param>
    /// <returns>The pixels from column 0 of the first row on. Of a YUV picture, columns that were not announced are undefined.</returns>
    public ReadOnlySpan<byte> Read(int row, int count, out int strideBytes)
    {
        strideBytes = StrideOf(_source);
        if (_pixels is null) return _source.Pixels[(row * strideBytes)..];

        int plane = YuvColumns.PaddedLength(_count);
        for (int i = 0; i < count; i++)
        {
            _columns.Run(row + i, _planes, plane);
            Join(_simd, _planes.AsSpan(0, 3 * plane), plane, _pixels.AsSpan(i * strideBytes + 4 * _first, 4 * _count));
        }

        return _pixels.AsSpan(0, count * strideBytes);
    }

    /// <summary>Reads one row, without what follows it.</summary>
    public ReadOnlySpan<byte> ReadRow(int row) => Read(row, 1, out _)[..(_source.Width * PixelBytes(_source.Format))];

    private static int StrideOf(ImageView source) => source.Format.IsYuv() ? checked(4 * source.Width) : source.StrideBytes;

    /// <summary>Three planes to pixels of four bytes, the fourth being 0.</summary>
    private static void Join(SimdWidth simd, ReadOnlySpan<byte> planes, int stride, Span<byte> pixels)
    {
        ref byte red = ref MemoryMarshal.GetReference(planes);
        ref byte green = ref Unsafe.Add(ref red, stride);
        ref byte blue = ref Unsafe.Add(ref red, 2 * stride);
        Span<uint> target = MemoryMarshal.Cast<byte, uint>(pixels);
        int done = 0;
        if (simd == SimdWidth.V512 && Avx512F.IsSupported)
        {
            for (; done + 16 <= target.Length; done += 16)
            {
                nuint at = (nuint)done;
                (Avx512F.ConvertToVector512UInt32(Vector128.LoadUnsafe(ref red, at))
                    | (Avx512F.ConvertToVector512UInt32(Vector128.LoadUnsafe(ref green, at)) << 8)
                    | (Avx512F.ConvertToVector512UInt32(Vector128.LoadUnsafe(ref blue, at)) << 16)).StoreUnsafe(ref target[done]);
            }
        }
        else if (simd != SimdWidth.Scalar)
        {
            for (; done + 16 <= target.Length; done += 16)
            {
                nuint at = (nuint)done;
                (Vector128<ushort> redLower, Vector128<ushort> redUpper) = Vector128.Widen(Vector128.LoadUnsafe(ref red, at));
                (Vector128<ushort> greenLower, Vector128<ushort> greenUpper) = Vector128.Widen(Vector128.LoadUnsafe(ref green, at));
                (Vector128<ushort> blueLower, Vector128<ushort> blueUpper) = Vector128.Widen(Vector128.LoadUnsafe(ref blue, at));
                ref uint first = ref target[done];
                Pixels(redLower | (greenLower << 8), blueLower, ref first);
                Pixels(redUpper | (greenUpper << 8), blueUpper, ref Unsafe.Add(ref first, 8));
            }
        }

        for (; done < target.Length; done++)
        {
            uint pixel = Unsafe.Add(ref red, done) | (uint)Unsafe.Add(ref green, done) << 8 | (uint)Unsafe.Add(ref blue, done) << 16;
            target[done] = BitConverter.IsLittleEndian ? pixel : BinaryPrimitives.ReverseEndianness(pixel);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Pixels(Vector128<ushort> redGreen, Vector128<ushort> blue, ref uint target)
        {
            (Vector128<uint> lower, Vector128<uint> upper) = Vector128.Widen(redGreen);
            (Vector128<uint> blueLower, Vector128<uint> blueUpper) = Vector128.Widen(blue);
            (lower | (blueLower << 16)).StoreUnsafe(ref target);
            (upper | (blueUpper << 16)).StoreUnsafe(ref target, 4);
        }
    }

    public void Dispose()
    {
        _columns.Dispose();
        if (_pixels is null) return;
        ArrayPool<byte>.Shared.Return(_planes!);
        ArrayPool<byte>.Shared.Return(_pixels);
    }
}
