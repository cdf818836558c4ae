using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class SoftNmsTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Gives_what_the_definition_gives(bool gaussian, bool acrossClasses)
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++)
        {
            ScoredBox[] boxes = [.. Enumerable.Range(0, random.Next(0, 50)).Select(_ => Box(random, 100, 60))];
            float parameter = 0.05f + 0.9f * random.NextSingle(), leastScore = random.Next(3) * 0.1f;
            SoftNmsDecay decay = gaussian ? SoftNmsDecay.Gaussian(parameter) : SoftNmsDecay.Linear(parameter);
            List<ScoredBox> expected = Definition(boxes, gaussian, parameter, acrossClasses, leastScore);

            ScoredBox[] actual = [.. boxes];
            int kept = SoftNms.Run(actual, decay, acrossClasses, leastScore, int.MaxValue);

            Assert.True(expected.SequenceEqual(actual.Take(kept)), $"seed {seed}, round {round}");
            int limit = random.Next(0, expected.Count + 2);
            ScoredBox[] limited = [.. boxes];
            Assert.Equal(Math.Min(limit, expected.Count), SoftNms.Run(limited, decay, acrossClasses, leastScore, limit));
            Assert.True(expected.Take(limit).SequenceEqual(limited.Take(Math.Min(limit, expected.Count))), $"seed {seed}, round {round}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Many_boxes_of_all_sizes_give_exactly_the_eager_result(bool acrossClasses)
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 30; round++)
        {
            // Sides over four orders of magnitude; in places crowded, in others sparse.
            float extent = MathF.Pow(10, random.Next(0, 6));
            ScoredBox[] boxes = [.. Enumerable.Range(0, random.Next(300, 800)).Select(_ => AnyBox(random, extent))];
            ScoredBox[] expected = [.. boxes], actual = [.. boxes];
            SoftNmsDecay decay = random.Next(2) == 0 ? SoftNmsDecay.Gaussian(0.1f + random.NextSingle()) : SoftNmsDecay.Linear(random.Next(5) / 4f);
            float leastScore = random.Next(3) == 0 ? 0 : 0.001f;
            int limit = random.Next(2) == 0 ? int.MaxValue : random.Next(1, 400);

            int expectedKept = SoftNms.Eager(expected, decay, acrossClasses, leastScore, limit);
            int kept = SoftNms.Run(actual, decay, acrossClasses, leastScore, limit);

            Assert.True(expected.AsSpan(0, expectedKept).SequenceEqual(actual.AsSpan(0, kept)), $"seed {seed}, round {round}, extent {extent}, {expectedKept} and {kept}");
        }
    }

    [Fact]
    public void Order_of_the_candidates_does_not_matter_even_with_ties()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++)
        {
            ScoredBox[] boxes = [.. Enumerable.Range(0, 40).Select(_ =>
            {
                float x = random.Next(3), y = random.Next(3);
                return new ScoredBox(x, y, x + 1 + random.Next(3), y + 1 + random.Next(3), random.Next(1, 3) / 2f, random.Next(2));
            })];
            ScoredBox[] one = [.. boxes], other = [.. boxes];
            random.Shuffle(other);

            int keptOne = SoftNms.Run(one, SoftNmsDecay.Linear(0.3f), false, 0.01f, 100), keptOther = SoftNms.Run(other, SoftNmsDecay.Linear(0.3f), false, 0.01f, 100);

            Assert.True(one.AsSpan(0, keptOne).SequenceEqual(other.AsSpan(0, keptOther)), $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void Linear_decay_is_one_less_the_overlap_and_starts_above_the_threshold()
    {
        // Intersection 5, union 15.
        ScoredBox best = new(0, 0, 10, 1, 0.9f, 0), other = new(5, 0, 15, 1, 0.6f, 0);
        float iou = ScoredBox.IoU(in best, in other);

        ScoredBox[] above = [other, best], at = [other, best];
        Assert.Equal(2, SoftNms.Run(above, SoftNmsDecay.Linear(MathF.BitDecrement(iou)), false, 0, 10));
        Assert.Equal(2, SoftNms.Run(at, SoftNmsDecay.Linear(iou), false, 0, 10));

        Assert.Equal(0.4f, above[1].Score, 1e-6f);
        Assert.Equal([best, other], at);
    }

    [Fact]
    public void Gaussian_decay_is_that_of_the_paper()
    {
        ScoredBox best = new(0, 0, 10, 1, 0.9f, 0), other = new(5, 0, 15, 1, 0.6f, 0), third = new(100, 0, 110, 1, 0.58f, 0);
        ScoredBox[] boxes = [other, best, third];

        Assert.Equal(3, SoftNms.Run(boxes, SoftNmsDecay.Gaussian(), false, 0.001f, 10));

        Assert.Equal([best, third, other with { Score = boxes[2].Score }], boxes);
        Assert.Equal(0.6 * Math.Exp(-1 / 9.0 / 0.5), boxes[2].Score, 1e-6);
    }

    [Fact]
    public void Boxes_of_different_classes_lower_each_other_only_across_classes()
    {
        ScoredBox dog = new(0, 0, 10, 10, 0.9f, 1), cat = new(0, 0, 10, 10, 0.8f, 2);

        ScoredBox[] apart = [cat, dog];
        Assert.Equal(2, SoftNms.Run(apart, SoftNmsDecay.Linear(0.5f), acrossClasses: false, 0.1f, 10));
        Assert.Equal([dog, cat], apart);

        ScoredBox[] across = [cat, dog];
        Assert.Equal(1, SoftNms.Run(across, SoftNmsDecay.Linear(0.5f), acrossClasses: true, 0.1f, 10));
        Assert.Equal(dog, across[0]);
    }

    [Fact]
    public void NaN_goes_and_overlaps_nothing()
    {
        ScoredBox nanScore = new(0, 0, 1, 1, float.NaN, 0), nanCorner = new(float.NaN, 0, 1, 1, 0.9f, 0), box = new(0, 0, 1, 1, 0.8f, 0);
        ScoredBox[] boxes = [nanScore, box, nanCorner];

        Assert.Equal(2, SoftNms.Run(boxes, SoftNmsDecay.Gaussian(), true, 0, 10));
        Assert.Equal([nanCorner, box], boxes[..2]);
    }

    [Fact]
    public void Infinite_boxes_and_scores_give_the_eager_result()
    {
        const float Infinity = float.PositiveInfinity;
        ScoredBox[] boxes =
        [
            new(-Infinity, -Infinity, Infinity, Infinity, 0.9f, 0), new(0, 0, Infinity, Infinity, 0.8f, 0), new(0, 0, 1e30f, 1e30f, 0.7f, 0),
            new(0, 0, 1, 1, Infinity, 0), new(0, 0, 1, 1, Infinity, 0), new(0, 0, 2, 2, -Infinity, 0), new(0, 0, 2, 2, -1, 0), new(0, 0, 2, 2, -0f, 0),
        ];
        foreach (SoftNmsDecay decay in new[] { SoftNmsDecay.Linear(0), SoftNmsDecay.Gaussian() })
        {
            ScoredBox[] expected = [.. boxes], actual = [.. boxes];
            int expectedKept = SoftNms.Eager(expected, decay, true, 0, 10), kept = SoftNms.Run(actual, decay, true, 0, 10);
            Assert.Equal(expected[..expectedKept], actual[..kept]);
        }
    }

    [Fact]
    public void Nothing_in_nothing_out() => Assert.Equal(0, SoftNms.Run([], SoftNmsDecay.Gaussian(), true, 0, 10));

    [Fact]
    public void Parameters_out_of_range_are_named()
    {
        foreach (float value in new[] { -0.1f, 1.1f, float.NaN })
            Assert.Equal("iouThreshold", Assert.Throws<ArgumentOutOfRangeException>(() => SoftNmsDecay.Linear(value)).ParamName);
        foreach (float value in new[] { 0, -1, float.NaN, float.PositiveInfinity })
            Assert.Equal("sigma", Assert.Throws<ArgumentOutOfRangeException>(() => SoftNmsDecay.Gaussian(value)).ParamName);
        foreach (float value in new[] { -0.1f, float.NaN })
            Assert.Equal("leastScore", Assert.Throws<ArgumentOutOfRangeException>(() => SoftNms.Run([], SoftNmsDecay.Gaussian(), true, value, 1)).ParamName);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(3000)]
    public void Steady_state_allocates_nothing(int count)
    {
        var random = new Random(7);
        ScoredBox[] boxes = [.. Enumerable.Range(0, count).Select(_ => Box(random, 1000, 60))], work = new ScoredBox[count];
        boxes.CopyTo(work, 0);
        Assert.True(SoftNms.Run(work, SoftNmsDecay.Gaussian(), false, 0.001f, int.MaxValue) > count / 2);

        Assert.Equal(0, SteadyAllocation.Of(() =>
        {
            boxes.AsSpan().CopyTo(work);
            SoftNms.Run(work, SoftNmsDecay.Gaussian(), false, 0.001f, int.MaxValue);
        }));
    }

    private static ScoredBox Box(Random random, float extent, float side)
    {
        float x = random.NextSingle() * extent, y = random.NextSingle() * extent;
        return new ScoredBox(x, y, x + random.NextSingle() * side, y + random.NextSingle() * side, random.NextSingle(), random.Next(3));
    }

    private static ScoredBox AnyBox(Random random, float extent)
    {
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon, 0];
        float Side() => extent * MathF.Pow(10, -4 * random.NextSingle() * random.NextSingle());
        float Corner() => random.Next(400) == 0 ? odd[random.Next(odd.Length)] : (random.NextSingle() - 0.5f) * extent;
        float x = Corner(), y = Corner();
        float right = random.Next(100) == 0 ? Corner() : x + Side(), bottom = random.Next(100) == 0 ? Corner() : y + Side();
        return new ScoredBox(x, y, right, bottom, random.Next(200) / 200f, random.Next(-1, 3));
    }

    /// <summary>Figure 2 of the paper, on a list.</summary>
    private static List<ScoredBox> Definition(ScoredBox[] boxes, bool gaussian, float parameter, bool acrossClasses, float leastScore)
    {
        List<ScoredBox> left = [.. boxes], taken = [];
        while (left.Count > 0)
        {
            ScoredBox best = left.OrderByDescending(static b => b.Score).ThenBy(static b => b.ClassId).ThenBy(static b => b.Y1).First();
            if (best.Score < leastScore) break;
            left.Remove(best);
            taken.Add(best);
            left = [.. left.Select(b =>
            {
                float iou = Overlap(best, b);
                if (!acrossClasses && b.ClassId != best.ClassId) return b;
                return b with { Score = b.Score * (gaussian ? MathF.Exp(-(iou * iou) / parameter) : iou > parameter ? 1 - iou : 1) };
            })];
        }

        return taken;
    }

    private static float Overlap(ScoredBox a, ScoredBox b)
    {
        float width = Math.Max(0, Math.Min(a.X2, b.X2) - Math.Max(a.X1, b.X1)), height = Math.Max(0, Math.Min(a.Y2, b.Y2) - Math.Max(a.Y1, b.Y1));
        float shared = width * height, all = (a.X2 - a.X1) * (a.Y2 - a.Y1) + (b.X2 - b.X1) * (b.Y2 - b.Y1) - shared;
        return shared > 0 ? shared / all : 0;
    }
}
