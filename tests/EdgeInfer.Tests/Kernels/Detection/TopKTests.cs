using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class TopKTests
{
    [Fact]
    public void Agrees_with_a_stable_sort()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 600; round++)
        {
            // Few different values make ties; every eighth is NaN.
            float[] values = [.. Enumerable.Range(0, random.Next(0, round % 3 == 0 ? 1000 : 40)).Select(_ => random.Next(8) == 0 ? float.NaN : random.Next(12) - 4)];
            int[] indices = new int[random.Next(0, round % 3 == 0 ? 1100 : 45)];
            int[] expected = [.. Enumerable.Range(0, values.Length)
                .OrderBy(i => float.IsNaN(values[i])).ThenByDescending(i => values[i]).Take(indices.Length)];

            int count = TopK.Run(values, indices);

            Assert.True(expected.AsSpan().SequenceEqual(indices.AsSpan(0, count)), $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void Ties_keep_the_lower_index_first()
    {
        int[] indices = new int[3];
        Assert.Equal(3, TopK.Run([1, 5, 5, 5, 0], indices));
        Assert.Equal([1, 2, 3], indices);
    }

    [Fact]
    public void NaN_ranks_below_minus_infinity()
    {
        int[] indices = new int[4];
        Assert.Equal(3, TopK.Run([float.NaN, float.NegativeInfinity, float.PositiveInfinity], indices));
        Assert.Equal([2, 1, 0], indices[..3]);
    }

    [Fact]
    public void More_are_asked_for_than_there_are()
    {
        int[] indices = [7, 7, 7];
        Assert.Equal(1, TopK.Run([3], indices));
        Assert.Equal([0, 7, 7], indices);
        Assert.Equal(0, TopK.Run([], indices));
        Assert.Equal(0, TopK.Run([1, 2], []));
    }
}
