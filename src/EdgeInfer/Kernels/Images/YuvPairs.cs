using System.Buffers;
using EdgeInfer.Imaging;

namespace EdgeInfer.Kernels;

/// <summary>What <see cref="RowLerp"/> is for interleaved pixels, for a YUV picture: its rows resized to planar 16-bit ones.</summary>
/// <remarks>
/// The two pixels of every column are picked side by side and converted, then blended; or the one, where that is all. Holds a row, so that each thread needs its own.
/// Pooled: dispose once.
/// </remarks>
internal readonly ref struct YuvPairs
{
    private readonly SimdWidth _simd;
    private readonly bool _isPick;
    private readonly YuvColumns _columns;
    private readonly int _planeStride;
    private readonly byte[]? _levels;

    /// <param name="simd">The widest vectors to use.</param>
    /// <param name="source">The picture.</param>
    /// <param name="taps">The columns, of one byte a pixel.</param>
    public YuvPairs(SimdWidth simd, YuvPlanes source, LinearTaps taps)
    {
        _simd = simd;
        _isPick = taps.IsPick;
        if (_isPick)
        {
            _columns = new YuvColumns(simd, source, taps.Picks);
        }
        else
        {
            ReadOnlySpan<int> offsets = taps.Offsets;
            int[] pairs = ArrayPool<int>.Shared.Rent(checked(2 * offsets.Length));
            for (int i = 0; i < offsets.Length; i++) (pairs[2 * i], pairs[2 * i + 1]) = (offsets[i], offsets[i] + taps.NeighbourStep);
            _columns = new YuvColumns(simd, source, pairs.AsSpan(0, 2 * offsets.Length));
            ArrayPool<int>.Shared.Return(pairs);
        }

        _planeStride = YuvColumns.PaddedLength((_isPick ? 1 : 2) * taps.Offsets.Length);
        _levels = ArrayPool<byte>.Shared.Rent(checked(3 * _planeStride));
    }

    /// <summary>The columns themselves, where <see cref="LinearTaps.IsPick"/> holds.</summary>
    public YuvColumns Picks => _columns;

    /// <param name="row">Row of the picture.</param>
    /// <param name="weights">Two a column.</param>
    /// <param name="resized">Three planes.</param>
    /// <param name="planeStride">Elements from one plane to the next, at least the number of columns.</param>
    public void Run(int row, ReadOnlySpan<short> weights, Span<short> resized, int planeStride)
    {
        _columns.Run(row, _levels, _planeStride);
        for (int plane = 0; plane < 3; plane++)
        {
            ReadOnlySpan<byte> levels = _levels.AsSpan(plane * _planeStride, _planeStride);
            Span<short> target = resized.Slice(plane * planeStride, planeStride);
            if (_isPick) PairLerp.Whole(_simd, levels, target[..(weights.Length / 2)]);
            else PairLerp.Run(_simd, levels, weights, target);
        }
    }

    public void Dispose()
    {
        _columns.Dispose();
        if (_levels is not null) ArrayPool<byte>.Shared.Return(_levels);
    }
}
