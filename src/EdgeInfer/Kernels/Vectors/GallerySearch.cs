using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace EdgeInfer.Kernels;

/// <summary>The rows of a gallery whose dot product with a query is largest: exact search, every row is read once.</summary>
/// <remarks>
/// On vectors of length 1 (<see cref="L2Normalization"/>) the dot product is the cosine. The result does not depend on the
/// number of threads: rows are scored alone, and equal scores keep the lower row first. A row whose score is NaN comes after
/// every other. Bound by the speed of memory; scratch memory is pooled, so a search allocates nothing once warm.
/// Thread-safe. A gallery of more than 2³¹ − 1 elements is searched in parts.
/// </remarks>
internal static unsafe class GallerySearch
{
    /// <summary>Bytes of rows that a thread takes at a time, and below which a second one does not pay for its start.</summary>
    internal const int GrainBytes = 256 * 1024;

    /// <summary>Searches float32 rows.</summary>
    /// <param name="query">d elements, at least one.</param>
    /// <param name="gallery">n × d, row-major.</param>
    /// <param name="best">Receives the hits, best first. The time does not grow with its length while that is small against n.</param>
    /// <param name="parallelism">Threads that share the rows.</param>
    /// <returns>How many hits were written: the smaller of n and the length of <paramref name="best"/>.</returns>
    /// <exception cref="ArgumentException">The query is empty, or the gallery no whole number of rows of its length.</exception>
    public static int Run(ReadOnlySpan<float> query, ReadOnlySpan<float> gallery, Span<SearchHit> best, KernelParallelism parallelism)
    {
        int rows = CountRows(query, gallery);
        fixed (float* q = query, g = gallery)
        {
            return Run(new FloatRows(q, g, query.Length), rows, query.Length * sizeof(float), best, parallelism);
        }
    }

    /// <summary>Searches int8 rows: score = Σ queryᵢ · rowᵢ (exact) · <paramref name="queryScale"/> · the row's scale.</summary>
    /// <param name="query">d elements, 1 … <see cref="DotProduct.MaxInt8Length"/>; see <see cref="Int8Quantization"/>.</param>
    /// <param name="queryScale">The query's scale.</param>
    /// <param name="gallery">n × d, row-major.</param>
    /// <param name="scales">n, one per row.</param>
    /// <param name="best">Receives the hits, best first.</param>
    /// <param name="parallelism">Threads that share the rows.</param>
    /// <returns>How many hits were written: the smaller of n and the length of <paramref name="best"/>.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public static int Run(
        ReadOnlySpan<sbyte> query, float queryScale, ReadOnlySpan<sbyte> gallery, ReadOnlySpan<float> scales, Span<SearchHit> best,
        KernelParallelism parallelism)
    {
        int rows = CountRows(query, gallery);
        if (query.Length > DotProduct.MaxInt8Length)
            throw new ArgumentException($"An int8 query has at most {DotProduct.MaxInt8Length} elements, got {query.Length}.", nameof(query));
        if (rows != scales.Length)
            throw new ArgumentException($"{rows} rows, but {scales.Length} scales.", nameof(scales));

        short[] widened = ArrayPool<short>.Shared.Rent(query.Length);
        try
        {
            TensorPrimitives.ConvertChecked<sbyte, short>(query, widened);
            fixed (short* q = widened)
            fixed (sbyte* g = gallery)
            fixed (float* s = scales)
            {
                return Run(new Int8Rows(q, queryScale, g, s, query.Length), rows, query.Length, best, parallelism);
            }
        }
        finally
        {
            ArrayPool<short>.Shared.Return(widened);
        }
    }

    private static int CountRows<T>(ReadOnlySpan<T> query, ReadOnlySpan<T> gallery)
    {
        if (query.IsEmpty) throw new ArgumentException("The query is empty.", nameof(query));
        (int rows, int rest) = Math.DivRem(gallery.Length, query.Length);
        if (rest != 0)
        {
            throw new ArgumentException(
                $"A gallery of {gallery.Length} elements is no whole number of rows of the query's {query.Length}.", nameof(gallery));
        }

        return rows;
    }

    private static int Run<TRows>(TRows scores, int rows, int rowBytes, Span<SearchHit> best, KernelParallelism parallelism)
        where TRows : struct, IRowScores
    {
        int keep = Math.Min(rows, best.Length);
        if (keep == 0) return 0;
        int grain = Math.Max(1, GrainBytes / rowBytes);
        int workers = parallelism.WorkersFor(rows, grain);

        // The calling thread collects in the result itself, each helper in its own part of the scratch memory.
        SearchHit[]? scratch = workers > 1 ? ArrayPool<SearchHit>.Shared.Rent(checked((workers - 1) * keep)) : null;
        try
        {
            Span<int> counts = stackalloc int[workers];
            counts.Clear();
            fixed (SearchHit* own = best, others = scratch)
            fixed (int* found = counts)
            {
                parallelism.Run(new Scan<TRows>(scores, own, others, found, keep), rows, grain);
            }

            var hits = new BestHits(best[..keep], counts[0]);
            for (int helper = 1; helper < workers; helper++)
            {
                foreach (SearchHit hit in scratch.AsSpan((helper - 1) * keep, counts[helper])) hits.Offer(hit);
            }

            hits.Sort();
            return hits.Count;
        }
        finally
        {
            if (scratch is not null) ArrayPool<SearchHit>.Shared.Return(scratch);
        }
    }

    /// <summary>Scores one row; implemented by structs, so that the scan is compiled for each with the score inlined.</summary>
    private interface IRowScores
    {
        float Score(int row);
    }

    private readonly struct FloatRows(float* query, float* gallery, int dimension) : IRowScores
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Score(int row) => DotProduct.Run(query, gallery + (nint)row * dimension, dimension);
    }

    private readonly struct Int8Rows(short* query, float queryScale, sbyte* gallery, float* scales, int dimension) : IRowScores
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Score(int row) => DotProduct.Run(query, gallery + (nint)row * dimension, dimension) * queryScale * scales[row];
    }

    private readonly struct Scan<TRows>(TRows scores, SearchHit* own, SearchHit* others, int* counts, int keep) : IRangeWork
        where TRows : struct, IRowScores
    {
        /// <remarks>Compiled in full at once: a program that searches once or twice would otherwise run most of it unoptimised.</remarks>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(RangeQueue ranges, int worker)
        {
            SearchHit* room = worker == 0 ? own : others + (nint)(worker - 1) * keep;
            var hits = new BestHits(new Span<SearchHit>(room, keep));
            while (ranges.TryTake(out int start, out int end))
            {
                for (int row = start; row < end; row++) hits.Offer(new SearchHit(row, scores.Score(row)));
            }

            counts[worker] = hits.Count;
        }
    }
}
