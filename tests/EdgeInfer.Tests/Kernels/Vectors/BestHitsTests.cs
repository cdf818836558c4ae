using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class BestHitsTests
{
    [Fact]
    public void Agrees_with_a_sort_in_whatever_order_hits_come()
    {
        var data = VectorData.New();
        for (int round = 0; round < 500; round++)
        {
            // Few different scores make ties; some are NaN.
            int count = data.Next(0, 60);
            SearchHit[] hits = [.. Enumerable.Range(0, count).Select(row => new SearchHit(row, data.Next(0, 8) == 0 ? float.NaN : data.Next(-4, 8)))];
            SearchHit[] expected = [.. hits.OrderBy(static hit => float.IsNaN(hit.Score)).ThenByDescending(static hit => hit.Score).ThenBy(static hit => hit.Row)];
            SearchHit[] room = new SearchHit[data.Next(1, 70)];
            var best = new BestHits(room);

            foreach (SearchHit hit in hits.OrderBy(_ => data.Next(0, 1000))) best.Offer(hit);
            best.Sort();

            Assert.Equal(Math.Min(count, room.Length), best.Count);
            Assert.True(room.AsSpan(0, best.Count).SequenceEqual(expected.AsSpan(0, best.Count)), $"seed {data.Seed}, round {round}");
        }
    }

    [Fact]
    public void Negative_zero_ties_with_zero() => Assert.True(new SearchHit(0, -0f).RanksAbove(new SearchHit(1, 0f)));
}
