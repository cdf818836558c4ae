using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class RotatedNmsTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Keeps_what_the_definition_keeps(bool polygon, bool acrossClasses)
    {
        RotatedOverlap overlap = Overlap(polygon);
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 100; round++)
        {
            ScoredRotatedBox[] boxes = [.. Enumerable.Range(0, random.Next(0, 60)).Select(_ => Box(random, 100, 60))];
            float threshold = random.NextSingle();
            ScoredRotatedBox[] expected = Definition(boxes, threshold, overlap, acrossClasses), actual = [.. boxes];

            int kept = RotatedNms.Run(actual, threshold, overlap, acrossClasses, int.MaxValue);

            Assert.True(expected.AsSpan().SequenceEqual(actual.AsSpan(0, kept)), $"seed {seed}, round {round}");
            int limit = random.Next(0, expected.Length + 2);
            ScoredRotatedBox[] limited = [.. boxes];
            Assert.Equal(Math.Min(limit, expected.Length), RotatedNms.Run(limited, threshold, overlap, acrossClasses, limit));
        }
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Many_boxes_of_all_sizes_give_exactly_the_pairwise_result(bool polygon, bool acrossClasses)
    {
        RotatedOverlap overlap = Overlap(polygon);
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        float[] thresholds = [0, 1e-6f, 0.1f, 0.3f, 0.45f, 0.7f, 0.95f, 0.999f, 1, -0.5f, float.NaN];
        for (int round = 0; round < 33; round++)
        {
            float extent = MathF.Pow(10, random.Next(0, 8)), threshold = thresholds[round % thresholds.Length];
            // In the last rounds far from the origin, where few digits are left for the sides.
            float offset = round < 22 ? 0 : extent * MathF.Pow(10, random.Next(1, 4));
            ScoredRotatedBox[] boxes = [.. Enumerable.Range(0, random.Next(200, 500)).Select(_ => AnyBox(random, extent, offset))];
            ScoredRotatedBox[] expected = [.. boxes], actual = [.. boxes];
            int limit = random.Next(2) == 0 ? int.MaxValue : random.Next(1, 200);

            int expectedKept = RotatedNms.Pairwise(expected, threshold, overlap, acrossClasses, limit);
            int kept = RotatedNms.Run(actual, threshold, overlap, acrossClasses, limit);

            Assert.True(expected.AsSpan(0, expectedKept).SequenceEqual(actual.AsSpan(0, kept)), $"seed {seed}, round {round}, threshold {threshold}, extent {extent}: {expectedKept} and {kept}");
        }
    }

    [Theory]
    [InlineData(0.05f)]
    [InlineData(0.3f)]
    [InlineData(0.6f)]
    public void Crowds_of_alike_thin_boxes_give_exactly_the_pairwise_result(float threshold)
    {
        // Bounds of thin boxes change fast with the angle, and all lie within few cells.
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 10; round++)
        {
            ScoredRotatedBox[] boxes = [.. Enumerable.Range(0, 400).Select(_ => new ScoredRotatedBox(
                new(random.NextSingle() * 60, random.NextSingle() * 60, MathF.ScaleB(1, random.Next(2, 7)), 2 + random.NextSingle(), random.Next(16) * MathF.PI / 16), random.NextSingle(), 0))];
            foreach (RotatedOverlap overlap in Enum.GetValues<RotatedOverlap>())
            {
                ScoredRotatedBox[] expected = [.. boxes], actual = [.. boxes];
                int expectedKept = RotatedNms.Pairwise(expected, threshold, overlap, true, int.MaxValue), kept = RotatedNms.Run(actual, threshold, overlap, true, int.MaxValue);
                Assert.True(expected.AsSpan(0, expectedKept).SequenceEqual(actual.AsSpan(0, kept)), $"seed {seed}, round {round}, {overlap}");
            }
        }
    }

    [Fact]
    public void Order_of_the_candidates_does_not_matter_even_with_ties()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        foreach (int count in new[] { 40, 700 })
        {
            ScoredRotatedBox[] boxes = [.. Enumerable.Range(0, count).Select(_ => new ScoredRotatedBox(
                new(random.Next(20), random.Next(20), random.Next(1, 4), random.Next(1, 4), random.Next(3)), random.Next(1, 4) / 4f, random.Next(2)))];
            ScoredRotatedBox[] one = [.. boxes], other = [.. boxes];
            random.Shuffle(other);

            int keptOne = RotatedNms.Run(one, 0.3f, RotatedOverlap.Polygon, false, 1000), keptOther = RotatedNms.Run(other, 0.3f, RotatedOverlap.Polygon, false, 1000);

            Assert.True(one.AsSpan(0, keptOne).SequenceEqual(other.AsSpan(0, keptOther)), $"seed {seed}");
        }
    }

    [Fact]
    public void Boxes_of_different_classes_suppress_each_other_only_across_classes()
    {
        ScoredRotatedBox ship = new(new(0, 0, 10, 4, 1), 0.9f, 1), plane = new(new(0, 0, 10, 5, 1), 0.8f, 2);

        Assert.Equal(2, RotatedNms.Run([plane, ship], 0.5f, RotatedOverlap.Polygon, acrossClasses: false, 10));
        ScoredRotatedBox[] across = [plane, ship];
        Assert.Equal(1, RotatedNms.Run(across, 0.5f, RotatedOverlap.Polygon, acrossClasses: true, 10));
        Assert.Equal(ship, across[0]);
    }

    [Fact]
    public void NaN_comes_last_and_overlaps_nothing()
    {
        ScoredRotatedBox nan = new(new(0, 0, 1, 1, 0), float.NaN, 0), odd = new(new(0, 0, 1, 1, float.NaN), 0.5f, 0), box = new(new(9, 9, 1, 1, 0), 0.9f, 0);
        ScoredRotatedBox[] boxes = [nan, odd, box];

        Assert.Equal(3, RotatedNms.Run(boxes, 0.5f, RotatedOverlap.Gaussian, true, 10));
        Assert.Equal([box, odd, nan], boxes);
    }

    [Fact]
    public void Nothing_in_nothing_out() => Assert.Equal(0, RotatedNms.Run([], 0.5f, RotatedOverlap.Polygon, true, 10));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Steady_state_allocates_nothing(bool polygon)
    {
        RotatedOverlap overlap = Overlap(polygon);
        var random = new Random(7);
        ScoredRotatedBox[] boxes = [.. Enumerable.Range(0, 2000).Select(_ => Box(random, 1000, 60))], work = new ScoredRotatedBox[2000];
        Assert.Equal(0, SteadyAllocation.Of(Run));

        void Run()
        {
            boxes.AsSpan().CopyTo(work);
            RotatedNms.Run(work, 0.5f, overlap, false, 1500);
            RotatedNms.Run(work.AsSpan(0, 50), 0.5f, overlap, false, 1500);
        }
    }

    private static RotatedOverlap Overlap(bool polygon) => polygon ? RotatedOverlap.Polygon : RotatedOverlap.Gaussian;

    private static ScoredRotatedBox Box(Random random, float extent, float side) => new(
        new(random.NextSingle() * extent, random.NextSingle() * extent, random.NextSingle() * side, random.NextSingle() * side, random.NextSingle() * 7), random.NextSingle(), random.Next(3));

    private static ScoredRotatedBox AnyBox(Random random, float extent, float offset)
    {
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon, 0, -1];
        float Odd(float value) => random.Next(400) == 0 ? odd[random.Next(odd.Length)] : value;
        float Side() => Odd(extent * MathF.Pow(10, -4 * random.NextSingle() * random.NextSingle()));
        float Center() => Odd(offset + (random.NextSingle() - 0.5f) * extent);
        return new(new(Center(), Center(), Side(), Side(), Odd(random.NextSingle() * 7)), random.Next(200) / 200f, random.Next(-1, 3));
    }

    /// <summary>A box stays unless a better one that stays overlaps it too much.</summary>
    private static ScoredRotatedBox[] Definition(ScoredRotatedBox[] boxes, float threshold, RotatedOverlap overlap, bool acrossClasses)
    {
        ScoredRotatedBox[] best = [.. boxes.OrderByDescending(static b => b.Score).ThenBy(static b => b.ClassId).ThenBy(static b => b.Box.CenterY)];
        bool[] stays = new bool[best.Length];
        for (int i = 0; i < best.Length; i++)
        {
            stays[i] = true;
            for (int k = 0; k < i; k++)
            {
                if (!stays[k] || !(acrossClasses || best[k].ClassId == best[i].ClassId)) continue;
                RotatedBox a = best[k].Box, b = best[i].Box;
                if ((overlap == RotatedOverlap.Polygon ? RotatedBox.IoU(in a, in b) : RotatedBox.ProbIoU(in a, in b)) > threshold) stays[i] = false;
            }
        }

        return [.. best.Where((_, i) => stays[i])];
    }
}
