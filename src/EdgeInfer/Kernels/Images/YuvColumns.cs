using EdgeInfer.Imaging;

namespace EdgeInfer.Kernels;

/// <summary>Chosen columns of a YUV picture to planar red, green and blue: only what is wanted is fetched and converted.</summary>
/// <remarks>
/// Since a pixel takes the chroma it shares, without interpolation, conversion is pixel by pixel: the result is that of converting
/// the picture first. Luma and chroma are picked into the three planes, which are then converted where they are. Holds no state
/// but tables: rows may be asked for in any order. Pooled: dispose once.
/// </remarks>
internal readonly ref struct YuvColumns
{
    private readonly SimdWidth _simd;
    private readonly YuvPlanes _source;
    private readonly YuvMatrix _matrix;
    private readonly BytePicks _luma;
    private readonly BytePicks _chroma;
    private readonly int _length;

    /// <param name="simd">The widest vectors to use.</param>
    /// <param name="source">The picture.</param>
    /// <param name="columns">Columns of it, in any order.</param>
    public YuvColumns(SimdWidth simd, YuvPlanes source, ReadOnlySpan<int> columns)
    {
        _simd = simd;
        _source = source;
        _matrix = source.Matrix;
        source.GetRow(0, out ReadOnlySpan<byte> luma, out ReadOnlySpan<byte> chroma, out _);
        _luma = new BytePicks(simd, columns, 0, 0, source.LumaStep, luma.Length);
        _chroma = new BytePicks(simd, columns, source.Phase, 1, source.ChromaStep, chroma.Length);
        _length = PaddedLength(columns.Length);
    }

    /// <summary>Elements that a plane of so many columns takes: what lies behind the last is overwritten.</summary>
    public static int PaddedLength(int count) => checked(count + RowBlend.Multiple - 1) / RowBlend.Multiple * RowBlend.Multiple;

    /// <param name="row">Row of the picture.</param>
    /// <param name="levels">Three planes.</param>
    /// <param name="planeStride">Elements from one plane to the next, at least <see cref="PaddedLength"/>.</param>
    public void Run(int row, Span<byte> levels, int planeStride)
    {
        _source.GetRow(row, out ReadOnlySpan<byte> luma, out ReadOnlySpan<byte> u, out ReadOnlySpan<byte> v);
        Span<byte> first = levels[.._length], second = levels.Slice(planeStride, _length), third = levels.Slice(2 * planeStride, _length);
        _luma.Run(luma, first);
        _chroma.Run(u, second);
        _chroma.Run(v, third);
        YuvToRgb.Run(_simd, in _matrix, first, second, third);
    }

    public void Dispose()
    {
        _luma.Dispose();
        _chroma.Dispose();
    }
}
