using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

public sealed class TileAxisTests
{
    [Fact]
    public void Weights_of_all_tiles_sum_to_one_and_settled_pixels_are_settled()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 2000; round++)
        {
            int tile = random.Next(1, 70), length = random.Next(1, 400), overlap = random.Next(0, tile + 5), scale = random.Next(1, 5);
            var axis = new TileAxis(length, tile, overlap);
            float[] sum = new float[(length + tile) * scale];
            for (int t = 0; t < axis.Count; t++)
            {
                if (t > 0)
                {
                    int shared = axis.Start(t - 1) + tile - axis.Start(t);
                    Assert.True(shared >= Math.Min(overlap, tile / 3), $"seed {seed}, round {round}: {shared} pixels shared");
                    Assert.Equal(axis.Start(t), axis.SettledAfter(t - 1));
                }

                float[] weights = new float[tile * scale];
                axis.Weigh(t, scale, weights);
                Assert.All(weights, static w => Assert.InRange(w, 0f, 1f));
                for (int i = 0; i < weights.Length; i++) sum[axis.Start(t) * scale + i] += weights[i];
            }

            Assert.Equal(0, axis.Start(0));
            Assert.True(axis.Start(axis.Count - 1) + tile >= length);
            Assert.True(axis.Count == 1 || axis.Start(axis.Count - 1) + tile == length);
            Assert.Equal(length, axis.SettledAfter(axis.Count - 1));
            for (int i = 0; i < length * scale; i++) Assert.True(Math.Abs(sum[i] - 1) < 1e-5f, $"seed {seed}, round {round}: length {length}, tile {tile}, overlap {overlap}: {sum[i]} at {i}");
        }
    }

    [Fact]
    public void The_outer_quarter_of_an_overlap_does_not_count()
    {
        var axis = new TileAxis(100, 60, 20);
        Assert.Equal((2, 40), (axis.Count, axis.Start(1)));
        float[] first = new float[60], second = new float[60];
        axis.Weigh(0, 1, first);
        axis.Weigh(1, 1, second);
        Assert.All(first[55..], static w => Assert.Equal(0, w));
        Assert.All(first[..45], static w => Assert.Equal(1, w));
        Assert.All(second[..5], static w => Assert.Equal(0, w));
        Assert.All(second[15..], static w => Assert.Equal(1, w));
        Assert.Equal(0.55f, second[10], 1e-6f);
    }
}
