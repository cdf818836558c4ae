using System.Buffers;
using System.Numerics.Tensors;

namespace EdgeInfer.Kernels;

/// <summary>
/// The best class of every pixel of a picture, of a segmentation map that is smaller (or larger) than it: the scores are enlarged
/// bilinearly and then compared, so that borders are smooth where enlarging the classes would leave steps.
/// </summary>
/// <remarks>
/// A mix of four pixels whose best class is the same has that class too, whatever the weights. So classes are compared once on
/// the map, and scores are mixed only for those pixels whose four neighbours disagree: the borders. Of equal scores the lower
/// class wins, NaN never wins. Reference: <c>cv2.resize</c> of the scores, then <c>argmax</c>.
/// </remarks>
internal static class EnlargedArgMax
{
    /// <summary>Pixels that pay for a second thread: some 100 µs of work.</summary>
    private const int BandPixels = 96 * 1024;

    /// <summary>Class numbers are bytes.</summary>
    public const int MaxClasses = 256;

    /// <param name="scores">Planar: [C, map height, map width]; interleaved: [map height, map width, C].</param>
    /// <param name="classes">C, 1 … 256.</param>
    /// <param name="layout">Which of the two.</param>
    /// <param name="columns">The picture's columns over the map's.</param>
    /// <param name="rows">The picture's rows over the map's.</param>
    /// <param name="best">Receives the picture's classes, row by row.</param>
    /// <param name="parallelism">Threads that share the rows; the result does not depend on it.</param>
    /// <exception cref="ArgumentException">The sizes contradict each other.</exception>
    public static void Run(ReadOnlySpan<float> scores, int classes, TensorLayout layout, MapAxis columns, MapAxis rows, Span<byte> best,
        KernelParallelism parallelism = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, MaxClasses);
        int width = columns.MapSize, height = rows.MapSize;
        MapContract.Check(scores.Length, width, height, nameof(scores), classes);
        MapContract.Check(best.Length, columns.Count, rows.Count, nameof(best));

        int[] coarse = ArrayPool<int>.Shared.Rent(width * height);
        MapSample[] samples = ArrayPool<MapSample>.Shared.Rent(columns.Count);
        int[] ends = ArrayPool<int>.Shared.Rent(columns.Count);
        try
        {
            Span<int> map = coarse.AsSpan(0, width * height);
            if (layout == TensorLayout.Nchw) ClassArgMax.Planar(scores, classes, map);
            else ClassArgMax.Interleaved(scores, classes, map);

            Span<MapSample> across = samples.AsSpan(0, columns.Count);
            for (int x = 0; x < across.Length; x++) across[x] = columns.At(x);
            Span<int> runs = ends.AsSpan(0, columns.Count);
            FindRuns(across, runs);
            var pass = new Pass(scores, classes, layout, map, width, across, runs, rows, best);
            int grain = Math.Max(1, BandPixels / columns.Count);
            if (parallelism.WorkersFor(rows.Count, grain) == 1) pass.WriteRows(0, rows.Count);
            else WriteBands(in pass, rows.Count, grain, parallelism);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(coarse);
            ArrayPool<MapSample>.Shared.Return(samples);
            ArrayPool<int>.Shared.Return(ends);
        }
    }

    /// <summary>Where the picture's columns that lie between the same two of the map end, for the first of each such run.</summary>
    private static void FindRuns(ReadOnlySpan<MapSample> across, Span<int> ends)
    {
        for (int x = 0, end; x < across.Length; x = end)
        {
            for (end = x + 1; end < across.Length && across[end].Index == across[x].Index;) end++;
            ends[x] = end;
        }
    }

#pragma warning disable CS8500 // A pointer to a pass, which holds spans: it stays on this thread's stack until no other thread uses it.
    private static unsafe void WriteBands(in Pass pass, int rows, int grain, KernelParallelism parallelism)
    {
        fixed (Pass* whole = &pass) parallelism.Run(new Bands(whole), rows, grain);
    }

    private readonly unsafe struct Bands(Pass* pass) : IRangeWork
    {
        public void Run(RangeQueue ranges, int worker)
        {
            while (ranges.TryTake(out int start, out int end)) pass->WriteRows(start, end);
        }
    }
#pragma warning restore CS8500

    /// <summary>One map on its way to one picture.</summary>
    private readonly ref struct Pass(
        ReadOnlySpan<float> scores, int classes, TensorLayout layout, ReadOnlySpan<int> map, int mapWidth,
        ReadOnlySpan<MapSample> across, ReadOnlySpan<int> ends, MapAxis rows, Span<byte> best)
    {
        private readonly ReadOnlySpan<float> _scores = scores;
        private readonly ReadOnlySpan<int> _map = map;
        private readonly ReadOnlySpan<MapSample> _across = across;
        private readonly ReadOnlySpan<int> _ends = ends;
        private readonly Span<byte> _best = best;
        private readonly MapAxis _rows = rows;
        private readonly int _classes = classes;
        private readonly TensorLayout _layout = layout;
        private readonly int _mapWidth = mapWidth;

        public void WriteRows(int from, int to)
        {
            float[] scratch = ArrayPool<float>.Shared.Rent(2 * (_mapWidth + 1) * _classes);
            try
            {
                var pair = new RowPair(_scores, _classes, _layout, _mapWidth, _rows.MapSize, scratch);
                for (int y = from; y < to; y++) Row(_map, ref pair, _across, _ends, _rows.At(y), _best.Slice(y * _across.Length, _across.Length));
            }
            finally
            {
                ArrayPool<float>.Shared.Return(scratch);
            }
        }
    }

    private static void Row(
        ReadOnlySpan<int> map, ref RowPair pair, ReadOnlySpan<MapSample> across, ReadOnlySpan<int> ends, MapSample down, Span<byte> best)
    {
        ReadOnlySpan<int> upper = map.Slice(down.Index * pair.Width, pair.Width), lower = map.Slice(down.Next * pair.Width, pair.Width);
        pair.MoveTo(down);
        for (int x = 0, end; x < best.Length; x = end)
        {
            MapSample at = across[x];
            end = ends[x];
            int left = upper[at.Index];
            if (left == upper[at.Next] && left == lower[at.Index] && left == lower[at.Next])
            {
                best[x..end].Fill((byte)left);
                continue;
            }

            for (int i = x; i < end; i++) best[i] = (byte)pair.BestAt(across[i]);
        }
    }

    /// <summary>Two rows of scores, each pixel's classes side by side: read where they lie so, else turned when first needed.</summary>
    private ref struct RowPair(ReadOnlySpan<float> scores, int classes, TensorLayout layout, int width, int height, Span<float> scratch)
    {
        private readonly ReadOnlySpan<float> _scores = scores;
        private readonly Span<float> _scratch = scratch;

        // Which rows the two halves of the scratch hold: even rows the first, odd ones the second.
        private int _even = -1;
        private int _odd = -1;
        private MapSample _down;

        public int Width => width;

        public void MoveTo(MapSample down) => _down = down;

        public int BestAt(MapSample across)
        {
            Span<float> top = _scratch.Slice(2 * width * classes, classes), bottom = _scratch.Slice((2 * width + 1) * classes, classes);
            Blend(RowOf(_down.Index), across, top);
            Blend(RowOf(_down.Next), across, bottom);
            TensorPrimitives.Lerp(top, bottom, _down.Weight, top);
            Span<int> best = stackalloc int[1];
            ClassArgMax.Interleaved(top, classes, best);
            return best[0];
        }

        private readonly void Blend(ReadOnlySpan<float> row, MapSample across, Span<float> mixed) =>
            TensorPrimitives.Lerp(row.Slice(across.Index * classes, classes), row.Slice(across.Next * classes, classes), across.Weight, mixed);

        private ReadOnlySpan<float> RowOf(int y)
        {
            int length = width * classes;
            if (layout == TensorLayout.Nhwc) return _scores.Slice(y * length, length);
            Span<float> row = _scratch.Slice(y % 2 * length, length);
            ref int held = ref y % 2 == 0 ? ref _even : ref _odd;
            if (held == y) return row;
            held = y;
            for (int c = 0; c < classes; c++)
            {
                ReadOnlySpan<float> plane = _scores.Slice((c * height + y) * width, width);
                for (int x = 0, to = c; x < plane.Length; x++, to += classes) row[to] = plane[x];
            }

            return row;
        }
    }
}
