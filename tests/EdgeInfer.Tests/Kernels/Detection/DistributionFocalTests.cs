using System.Runtime.InteropServices;
using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class DistributionFocalTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Is_the_expectation_of_the_softmax(bool planar)
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        foreach (int bins in new[] { 1, 2, 7, 8, 16, 17, 33 })
        {
            for (int round = 0; round < 12; round++)
            {
                int count = random.Next(1, 60);
                // From flat distributions to such where one bin takes all, and logits whose exponentials overflow.
                float range = MathF.Pow(10, random.Next(-1, 3)), offset = random.Next(3) * 500;
                float[] logits = [.. Enumerable.Range(0, count * 4 * bins).Select(_ => offset + (random.NextSingle() - 0.5f) * range)];
                int[] anchors = Choose(random, count);

                foreach (SimdWidth width in Enum.GetValues<SimdWidth>())
                {
                    float[] distances = new float[anchors.Length * 4];
                    DistributionFocal.Run(logits, bins, anchors, distances, planar, width);

                    for (int i = 0; i < distances.Length; i++)
                    {
                        float[] side = Side(logits, count, bins, anchors[i / 4], i % 4, planar);
                        double max = side.Max(), expected = side.Select((x, b) => b * Math.Exp(x - max)).Sum() / side.Sum(x => Math.Exp(x - max));
                        Assert.True(Math.Abs(expected - distances[i]) <= 1e-6 * (bins - 1), $"seed {seed}, {width}, {bins} bins, {expected} and {distances[i]}");
                        Assert.True(Math.Abs(expected - DistributionFocal.Scalar(side)) <= 1e-6 * (bins - 1), $"seed {seed}, {bins} bins");
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_vector_widths_agree_exactly(bool planar)
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 40; round++)
        {
            int count = random.Next(1, 50), bins = random.Next(1, 20);
            float[] special = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, -0f, -87.5f, -104];
            float[] logits = [.. Enumerable.Range(0, count * 4 * bins).Select(_ => random.Next(12) == 0 ? special[random.Next(special.Length)] : random.NextSingle() * 20 - 10)];
            int[] anchors = Choose(random, count);
            float[] narrow = new float[anchors.Length * 4], middle = new float[narrow.Length], wide = new float[narrow.Length], scalar = new float[narrow.Length];

            DistributionFocal.Run(logits, bins, anchors, narrow, planar, SimdWidth.V128);
            DistributionFocal.Run(logits, bins, anchors, middle, planar, SimdWidth.V256);
            DistributionFocal.Run(logits, bins, anchors, wide, planar, SimdWidth.V512);
            DistributionFocal.Run(logits, bins, anchors, scalar, planar, SimdWidth.Scalar);

            Assert.True(narrow.AsSpan().SequenceEqual(middle), $"seed {seed}, round {round}");
            Assert.True(narrow.AsSpan().SequenceEqual(wide), $"seed {seed}, round {round}");
            for (int i = 0; i < scalar.Length; i++)
            {
                Assert.True(float.IsNaN(scalar[i]) ? float.IsNaN(narrow[i]) : Math.Abs((double)scalar[i] - narrow[i]) <= 1e-6 * (bins - 1), $"seed {seed}, round {round}");
            }
        }
    }

    [Fact]
    public void Both_layouts_of_the_same_logits_agree_exactly()
    {
        var random = new Random(1);
        const int Count = 37, Bins = 8;
        float[] interleaved = [.. Enumerable.Range(0, Count * 4 * Bins).Select(_ => random.NextSingle() * 8)], planar = new float[interleaved.Length];
        for (int i = 0; i < interleaved.Length; i++) planar[i % (4 * Bins) * Count + i / (4 * Bins)] = interleaved[i];
        int[] anchors = [.. Enumerable.Range(0, Count)];
        float[] one = new float[Count * 4], other = new float[Count * 4];

        DistributionFocal.Planar(planar, Bins, anchors, one);
        DistributionFocal.Interleaved(interleaved, Bins, anchors, other);

        Assert.Equal(one, other);
    }

    [Fact]
    public void Known_distributions()
    {
        // Left: bin 3 alone. Top: bins 1 and 2 alike. Right: all alike. Bottom: nothing, so no distance.
        const float None = float.NegativeInfinity;
        float[] logits = [None, None, None, 5, None, 1000, 1000, None, 7, 7, 7, 7, None, None, None, None], distances = new float[4];

        DistributionFocal.Interleaved(logits, 4, [0], distances);

        Assert.Equal([3, 1.5f, 1.5f, float.NaN], distances);
    }

    [Fact]
    public void Neighbouring_sides_and_anchors_do_not_touch_each_other()
    {
        const int Count = 20, Bins = 4;
        float[] clean = [.. Enumerable.Range(0, Count * 4 * Bins).Select(static i => i * 37 % 11 / 4f)], dirty = [.. clean];
        for (int bin = 0; bin < Bins; bin++) dirty[(5 * 4 + 2) * Bins + bin] = float.NaN;
        int[] anchors = [.. Enumerable.Range(0, Count)];
        float[] expected = new float[Count * 4], actual = new float[Count * 4];

        DistributionFocal.Interleaved(clean, Bins, anchors, expected);
        DistributionFocal.Interleaved(dirty, Bins, anchors, actual);

        for (int i = 0; i < expected.Length; i++) Assert.Equal(i == 5 * 4 + 2 ? float.NaN : expected[i], actual[i]);
    }

    [Fact]
    public void Reads_nothing_past_the_end()
    {
        for (int count = 1; count < 20; count++)
        {
            using var memory = new GuardedMemory(count * 4 * 8 * sizeof(float));
            Span<float> logits = MemoryMarshal.Cast<byte, float>(memory.Span);
            int[] anchors = [.. Enumerable.Range(0, count)];
            float[] distances = new float[count * 4];
            logits.Fill(1);
            DistributionFocal.Planar(logits, 8, anchors, distances);
            DistributionFocal.Interleaved(logits, 8, anchors, distances);
            Assert.All(distances, static d => Assert.Equal(3.5f, d));
        }
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_named()
    {
        Message("65 logits", "16 bins", () => DistributionFocal.Planar(new float[65], 16, [0], new float[4]));
        Message("8 distances", "room for 4", () => DistributionFocal.Interleaved(new float[128], 16, [0, 1], new float[4]));
        Message("Anchor 2", "the 2", () => DistributionFocal.Planar(new float[128], 16, [2], new float[4]));
        Message("Anchor -1", "the 2", () => DistributionFocal.Planar(new float[128], 16, [-1], new float[4]));
        Assert.Equal("bins", Assert.Throws<ArgumentOutOfRangeException>(() => DistributionFocal.Planar([], 0, [], [])).ParamName);
        DistributionFocal.Planar([], 16, [], []);

        static void Message(string one, string other, Action call)
        {
            string message = Assert.Throws<ArgumentException>(call).Message;
            Assert.Contains(one, message, StringComparison.Ordinal);
            Assert.Contains(other, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Steady_state_allocates_nothing()
    {
        float[] logits = new float[64 * 100], distances = new float[4 * 50];
        int[] anchors = [.. Enumerable.Range(0, 50).Select(static i => i * 2)];
        Assert.Equal(0, SteadyAllocation.Of(Run));

        void Run()
        {
            DistributionFocal.Planar(logits, 16, anchors, distances);
            DistributionFocal.Interleaved(logits, 16, anchors, distances);
        }
    }

    /// <summary>Scattered, or a run of neighbours.</summary>
    private static int[] Choose(Random random, int count)
    {
        int[] all = [.. Enumerable.Range(0, count)];
        if (random.Next(2) == 0) return all[random.Next(count)..];
        random.Shuffle(all);
        return all[..random.Next(0, count + 1)];
    }

    private static float[] Side(float[] logits, int count, int bins, int anchor, int side, bool planar) =>
        [.. Enumerable.Range(0, bins).Select(b => planar ? logits[(side * bins + b) * count + anchor] : logits[(anchor * 4 + side) * bins + b])];
}
