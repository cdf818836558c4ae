using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

[Collection(ProcessWideCounters.Collection)]
public sealed class GallerySearchTests
{
    // Enough bytes for several ranges, so that helpers take part where there is a second processor.
    private const int Rows = 3000, Dimension = 515;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(64, 100)]
    [InlineData(Dimension, Rows)]
    public void Float32_finds_what_float64_finds(int dimension, int rows)
    {
        var data = VectorData.New();
        float[] query = data.Gaussian(dimension), gallery = data.Gaussian(rows * dimension);
        L2Normalization.Run(query, query);
        L2Normalization.RunRows(gallery, dimension, gallery, default);
        double[] exact = [.. Enumerable.Range(0, rows).Select(row => Dot(query, gallery.AsSpan(row * dimension, dimension)))];
        double tolerance = dimension * Math.ScaleB(1, -24);
        double[] sorted = [.. exact.OrderDescending()];
        SearchHit[] best = new SearchHit[10];

        int found = GallerySearch.Run(query, gallery, best, KernelParallelism.AllProcessors);

        Assert.Equal(Math.Min(10, rows), found);
        Assert.Equal(found, best.Take(found).Select(static hit => hit.Row).Distinct().Count());
        for (int i = 0; i < found; i++)
        {
            Assert.True(Math.Abs(best[i].Score - exact[best[i].Row]) <= tolerance, $"seed {data.Seed}: score of hit {i}");
            Assert.True(Math.Abs(exact[best[i].Row] - sorted[i]) <= 2 * tolerance, $"seed {data.Seed}: rank {i}");
        }
    }

    [Fact]
    public void Int8_is_exact_up_to_the_scales()
    {
        var data = VectorData.New();
        sbyte[] query = data.Int8(Dimension), gallery = data.Int8(Rows * Dimension);
        float[] scales = data.Gaussian(Rows);
        const float QueryScale = 0.01f;
        SearchHit[] expected = [.. Enumerable.Range(0, Rows)
            .Select(row => new SearchHit(row, Dot(query, gallery.AsSpan(row * Dimension, Dimension)) * QueryScale * scales[row]))
            .OrderByDescending(static hit => hit.Score).ThenBy(static hit => hit.Row).Take(25)];
        SearchHit[] best = new SearchHit[25];

        Assert.Equal(25, GallerySearch.Run(query, QueryScale, gallery, scales, best, KernelParallelism.AllProcessors));
        Assert.True(expected.AsSpan().SequenceEqual(best), $"seed {data.Seed}");
    }

    [Fact]
    public void Threads_do_not_change_the_result()
    {
        var data = VectorData.New();
        float[] query = data.Gaussian(Dimension), gallery = data.Gaussian(Rows * Dimension);
        SearchHit[] single = new SearchHit[Rows + 5], parallel = new SearchHit[Rows + 5];
        for (int round = 0; round < 20; round++)
        {
            Assert.Equal(Rows, GallerySearch.Run(query, gallery, single, KernelParallelism.SingleThreaded));
            Assert.Equal(Rows, GallerySearch.Run(query, gallery, parallel, KernelParallelism.AllProcessors));
            Assert.True(single.AsSpan().SequenceEqual(parallel), $"seed {data.Seed}, round {round}");
        }
    }

    [Fact]
    public void Equal_rows_keep_the_lower_first_and_NaN_comes_last()
    {
        float[] gallery = [float.NaN, 0, 1, 0, 1, 0, float.NegativeInfinity, 0, 1, 0];
        SearchHit[] best = new SearchHit[5];
        Assert.Equal(5, GallerySearch.Run([1, 0], gallery, best, KernelParallelism.SingleThreaded));
        Assert.Equal([1, 2, 4, 3, 0], best.Select(static hit => hit.Row));
    }

    [Fact]
    public void Quantized_unit_vectors_keep_most_of_the_ten_best()
    {
        // A fixed seed: 20 queries × 10 hits over random directions, the hardest case, as no row stands out.
        var data = new VectorData(20261120);
        float[] gallery = data.Gaussian(Rows * 512), scales = new float[Rows];
        sbyte[] int8Gallery = new sbyte[gallery.Length], int8Query = new sbyte[512];
        L2Normalization.RunRows(gallery, 512, gallery, default);
        Int8Quantization.RunRows(gallery, 512, int8Gallery, scales, default);
        SearchHit[] exact = new SearchHit[10], approximate = new SearchHit[10];
        int kept = 0;
        for (int i = 0; i < 20; i++)
        {
            float[] query = data.Gaussian(512);
            L2Normalization.Run(query, query);
            float scale = Int8Quantization.Run(query, int8Query);
            GallerySearch.Run(query, gallery, exact, default);
            GallerySearch.Run(int8Query, scale, int8Gallery, scales, approximate, default);
            kept += exact.IntersectBy(approximate.Select(static hit => hit.Row), static hit => hit.Row).Count();
        }

        Assert.InRange(kept, 184, 200);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public void Searching_allocates_nothing(int threads)
    {
        var data = VectorData.New();
        float[] query = data.Gaussian(Dimension), gallery = data.Gaussian(Rows * Dimension), scales = data.Gaussian(Rows);
        sbyte[] int8Query = data.Int8(Dimension), int8Gallery = data.Int8(Rows * Dimension);
        SearchHit[] best = new SearchHit[10];
        var parallelism = new KernelParallelism(threads);
        for (int i = 0; i < 100; i++) Search();

        Assert.Equal(0, SteadyAllocation.Of(Search));

        void Search()
        {
            GallerySearch.Run(query, gallery, best, parallelism);
            GallerySearch.Run(int8Query, 1, int8Gallery, scales, best, parallelism);
        }
    }

    [Fact]
    public void Nothing_to_search_or_no_room_finds_nothing()
    {
        SearchHit[] best = new SearchHit[3];
        Assert.Equal(0, GallerySearch.Run([1f], [], best, default));
        Assert.Equal(0, GallerySearch.Run([1f], [1f], [], default));
        Assert.Equal(0, GallerySearch.Run([1], 1, [], [], best, default));
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_named()
    {
        SearchHit[] best = new SearchHit[3];
        Throws("query is empty", () => GallerySearch.Run([], [1f], best, default));
        Throws("7 elements is no whole number of rows of the query's 3", () => GallerySearch.Run(new float[3], new float[7], best, default));
        Throws("7 elements is no whole number of rows of the query's 3", () => GallerySearch.Run(new sbyte[3], 1, new sbyte[7], new float[2], best, default));
        Throws("2 rows, but 3 scales", () => GallerySearch.Run(new sbyte[3], 1, new sbyte[6], new float[3], best, default));
        int tooLong = DotProduct.MaxInt8Length + 1;
        Throws($"at most {tooLong - 1} elements, got {tooLong}", () => GallerySearch.Run(new sbyte[tooLong], 1, new sbyte[tooLong], new float[1], best, default));

        static void Throws(string message, Action search) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(search).Message, StringComparison.Ordinal);
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += (double)a[i] * b[i];
        return sum;
    }

    private static int Dot(ReadOnlySpan<sbyte> a, ReadOnlySpan<sbyte> b)
    {
        int sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
