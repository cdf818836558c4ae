using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class NmsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Keeps_what_the_definition_keeps(bool acrossClasses)
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 300; round++)
        {
            ScoredBox[] boxes = Boxes(random, random.Next(0, 60));
            float threshold = random.NextSingle();
            ScoredBox[] expected = Definition(boxes, threshold, acrossClasses);

            ScoredBox[] actual = [.. boxes];
            int kept = Nms.Run(actual, threshold, acrossClasses, int.MaxValue);

            Assert.True(expected.AsSpan().SequenceEqual(actual.AsSpan(0, kept)), $"seed {seed}, round {round}");
            int limit = random.Next(0, expected.Length + 2);
            ScoredBox[] limited = [.. boxes];
            Assert.Equal(Math.Min(limit, expected.Length), Nms.Run(limited, threshold, acrossClasses, limit));
            Assert.True(limited.AsSpan(0, Math.Min(limit, expected.Length)).SequenceEqual(expected.AsSpan(0, Math.Min(limit, expected.Length))), $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void Order_of_the_candidates_does_not_matter_even_with_ties()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++)
        {
            // Few values, so that many boxes agree in score, class and corner.
            ScoredBox[] boxes = [.. Enumerable.Range(0, 40).Select(_ =>
            {
                float x = random.Next(3), y = random.Next(3);
                return new ScoredBox(x, y, x + 1 + random.Next(3), y + 1 + random.Next(3), random.Next(1, 3) / 2f, random.Next(2));
            })];
            ScoredBox[] one = [.. boxes], other = [.. boxes];
            random.Shuffle(other);

            int keptOne = Nms.Run(one, 0.4f, false, int.MaxValue), keptOther = Nms.Run(other, 0.4f, false, int.MaxValue);

            Assert.True(one.AsSpan(0, keptOne).SequenceEqual(other.AsSpan(0, keptOther)), $"seed {seed}, round {round}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Many_boxes_of_all_sizes_give_exactly_the_pairwise_result(bool acrossClasses)
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        float[] thresholds = [0, 1e-6f, 0.1f, 0.45f, 0.7f, 0.999f, 1, -0.5f, float.NaN];
        for (int round = 0; round < 45; round++)
        {
            // From normalised coordinates to far beyond any picture; sides over five orders of magnitude.
            float extent = MathF.Pow(10, random.Next(0, 8)), threshold = thresholds[round % thresholds.Length];
            ScoredBox[] boxes = [.. Enumerable.Range(0, random.Next(500, 1500)).Select(_ => AnyBox(random, extent))];
            ScoredBox[] expected = [.. boxes], actual = [.. boxes];
            int limit = random.Next(2) == 0 ? int.MaxValue : random.Next(1, 400);

            int expectedKept = Nms.Pairwise(expected, threshold, acrossClasses, limit);
            int kept = Nms.Run(actual, threshold, acrossClasses, limit);

            Assert.True(expected.AsSpan(0, expectedKept).SequenceEqual(actual.AsSpan(0, kept)), $"seed {seed}, round {round}, threshold {threshold}, extent {extent}");
        }
    }

    [Fact]
    public void Neighbours_on_a_lattice_overlap_across_cell_borders()
    {
        // Corners and sides are powers of two, where a rounding slip would look one cell too short.
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 60; round++)
        {
            ScoredBox[] boxes = [.. Enumerable.Range(0, 900).Select(_ =>
            {
                float x = random.Next(-128, 128) / 4f, y = random.Next(-128, 128) / 4f;
                float right = x + MathF.ScaleB(1, random.Next(-2, 4)), bottom = y + MathF.ScaleB(1, random.Next(-2, 4));
                if (random.Next(2) == 0) right = MathF.BitDecrement(right);
                return new ScoredBox(x, y, right, bottom, random.Next(50), 0);
            })];
            ScoredBox[] expected = [.. boxes], actual = [.. boxes];
            float threshold = random.Next(3) * 0.25f;

            int expectedKept = Nms.Pairwise(expected, threshold, true, int.MaxValue), kept = Nms.Run(actual, threshold, true, int.MaxValue);

            Assert.True(expected.AsSpan(0, expectedKept).SequenceEqual(actual.AsSpan(0, kept)), $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void Long_lists_are_sorted_as_short_ones()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        float[] special = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0f, -0f, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue];
        ScoredBox[] boxes = [.. Enumerable.Range(0, 5000).Select(i => new ScoredBox(
            i, random.Next(3), 1, 1, random.Next(3) == 0 ? special[random.Next(special.Length)] : (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-6, 6)), random.Next(4)))];
        ScoredBox[] expected = [.. boxes.Order(Comparer<ScoredBox>.Create(BestFirst.Compare))];

        BestFirst.Sort(boxes);

        Assert.True(expected.AsSpan().SequenceEqual(boxes), $"seed {seed}");
    }

    [Fact]
    public void Boxes_of_different_classes_suppress_each_other_only_across_classes()
    {
        ScoredBox dog = new(0, 0, 10, 10, 0.9f, 1), cat = new(1, 0, 11, 10, 0.8f, 2), far = new(50, 50, 60, 60, 0.7f, 1);

        ScoredBox[] apart = [cat, far, dog];
        Assert.Equal(3, Nms.Run(apart, 0.5f, acrossClasses: false, 10));
        Assert.Equal([dog, cat, far], apart);

        ScoredBox[] across = [cat, far, dog];
        Assert.Equal(2, Nms.Run(across, 0.5f, acrossClasses: true, 10));
        Assert.Equal([dog, far], across[..2]);
    }

    [Fact]
    public void Overlap_equal_to_the_threshold_is_kept()
    {
        // Intersection 5, union 15.
        ScoredBox[] boxes = [new(0, 0, 10, 1, 0.9f, 0), new(5, 0, 15, 1, 0.8f, 0)];
        float iou = ScoredBox.IoU(in boxes[0], in boxes[1]);

        Assert.Equal(2, Nms.Run([.. boxes], iou, true, 10));
        Assert.Equal(1, Nms.Run([.. boxes], MathF.BitDecrement(iou), true, 10));
    }

    [Fact]
    public void NaN_scores_come_last()
    {
        ScoredBox nan = new(0, 0, 1, 1, float.NaN, 0), low = new(5, 5, 6, 6, 0.1f, 0), high = new(9, 9, 10, 10, 0.9f, 0);
        ScoredBox[] boxes = [nan, low, high];

        Assert.Equal(3, Nms.Run(boxes, 0.5f, true, 10));
        Assert.Equal([high, low, nan], boxes);
    }

    [Fact]
    public void Nothing_in_nothing_out() => Assert.Equal(0, Nms.Run([], 0.5f, true, 10));

    [Theory]
    [InlineData(500)]
    [InlineData(5000)]
    public void Steady_state_allocates_nothing(int count)
    {
        ScoredBox[] boxes = Boxes(new Random(7), count), work = new ScoredBox[count];
        Assert.Equal(0, SteadyAllocation.Of(() =>
        {
            boxes.AsSpan().CopyTo(work);
            Nms.Run(work, 0.5f, false, 300);
        }));
    }

    private static ScoredBox[] Boxes(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        float x = random.NextSingle() * 100, y = random.NextSingle() * 100;
        return new ScoredBox(x, y, x + random.NextSingle() * 60, y + random.NextSingle() * 60, random.NextSingle(), random.Next(3));
    })];

    private static ScoredBox AnyBox(Random random, float extent)
    {
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon, 0];
        float Side() => extent * MathF.Pow(10, -5 * random.NextSingle() * random.NextSingle());
        float Corner() => random.Next(400) == 0 ? odd[random.Next(odd.Length)] : (random.NextSingle() - 0.5f) * extent;
        float x = Corner(), y = Corner();
        float right = random.Next(100) == 0 ? Corner() : x + Side(), bottom = random.Next(100) == 0 ? Corner() : y + Side();
        return new ScoredBox(x, y, right, bottom, random.Next(200) / 200f, random.Next(-1, 3));
    }

    /// <summary>A box stays unless a better one that stays overlaps it too much.</summary>
    private static ScoredBox[] Definition(ScoredBox[] boxes, float threshold, bool acrossClasses)
    {
        ScoredBox[] best = [.. boxes.OrderByDescending(static b => b.Score).ThenBy(static b => b.ClassId).ThenBy(static b => b.Y1)];
        bool[] stays = new bool[best.Length];
        for (int i = 0; i < best.Length; i++)
        {
            stays[i] = true;
            for (int k = 0; k < i; k++)
            {
                if (stays[k] && (acrossClasses || best[k].ClassId == best[i].ClassId) && Overlap(best[k], best[i]) > threshold) stays[i] = false;
            }
        }

        return [.. best.Where((_, i) => stays[i])];
    }

    private static float Overlap(ScoredBox a, ScoredBox b)
    {
        float width = Math.Max(0, Math.Min(a.X2, b.X2) - Math.Max(a.X1, b.X1)), height = Math.Max(0, Math.Min(a.Y2, b.Y2) - Math.Max(a.Y1, b.Y1));
        float shared = width * height, all = (a.X2 - a.X1) * (a.Y2 - a.Y1) + (b.X2 - b.X1) * (b.Y2 - b.Y1) - shared;
        return shared > 0 ? shared / all : 0;
    }
}
