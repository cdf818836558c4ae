using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class AnchorDecodeTests
{
    private static readonly float[] Anchors = [10, 13, 16, 30, 33, 23];

    [Fact]
    public void Rows_give_what_the_definition_gives()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++)
        {
            int classes = random.Next(1, 40), boxes = random.Next(0, 60), step = 5 + classes;
            float threshold = random.NextSingle();
            float[] values = [.. Enumerable.Range(0, boxes * step).Select(_ => random.Next(15) == 0 ? float.NaN : random.NextSingle())];
            List<ScoredBox> expected = [];
            for (int i = 0; i < boxes; i++)
            {
                float[] box = values[(i * step)..((i + 1) * step)];
                float best = float.NegativeInfinity;
                foreach (float c in box[5..]) best = c > best ? c : best;
                int classId = Array.IndexOf(box[5..], best);
                float score = box[4] * best;
                if (box[4] >= threshold && score >= threshold)
                    expected.Add(new(box[0] - box[2] / 2, box[1] - box[3] / 2, box[0] + box[2] / 2, box[1] + box[3] / 2, score, classId));
            }

            using var candidates = CandidateBuffer.Rent();
            AnchorDecode.Rows(values, classes, threshold, candidates);

            Assert.True(expected.SequenceEqual(candidates.Boxes.ToArray()), $"seed {seed}, round {round}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Heads_give_what_the_definition_gives(bool planar)
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 100; round++)
        {
            int classes = random.Next(1, 20), step = 5 + classes;
            AnchorGrid grid = new(random.Next(0, 9), random.Next(0, 9), 8 << random.Next(3));
            int cells = grid.Columns * grid.Rows;
            // Thresholds up to where a sigmoid rounds to 1, and logits to match.
            float[] thresholds = [0.25f, 0.001f, 0.5f, 0.9f, 0.9999f, 1, 0, -1, 2, float.NaN];
            float threshold = thresholds[round % thresholds.Length], range = round % 3 == 0 ? 60 : 8;
            float[] values = [.. Enumerable.Range(0, 3 * cells * step).Select(_ => random.Next(30) switch { 0 => float.NaN, 1 => float.NegativeInfinity, 2 => float.PositiveInfinity, _ => (random.NextSingle() - 0.3f) * range })];
            var expected = new List<ScoredBox>();
            for (int a = 0; a < 3; a++)
            {
                for (int cell = 0; cell < cells; cell++)
                {
                    float[] box = [.. Enumerable.Range(0, step).Select(k => planar ? values[(a * step + k) * cells + cell] : values[(a * cells + cell) * step + k])];
                    float best = float.NegativeInfinity;
                    foreach (float c in box[5..]) best = c > best ? c : best;
                    float score = Sigmoid(box[4]) * Sigmoid(best);
                    if (!(Sigmoid(box[4]) >= threshold && score >= threshold) || best == float.NegativeInfinity) continue;
                    float x = (2 * Sigmoid(box[0]) - 0.5f + cell % grid.Columns) * grid.Stride, y = (2 * Sigmoid(box[1]) - 0.5f + cell / grid.Columns) * grid.Stride;
                    float width = 2 * Sigmoid(box[2]) * (2 * Sigmoid(box[2])) * Anchors[2 * a], height = 2 * Sigmoid(box[3]) * (2 * Sigmoid(box[3])) * Anchors[2 * a + 1];
                    expected.Add(new(x - width / 2, y - height / 2, x + width / 2, y + height / 2, score, Array.IndexOf(box[5..], best)));
                }
            }

            using var candidates = CandidateBuffer.Rent();
            if (planar) AnchorDecode.Planar(values, grid, Anchors, classes, threshold, candidates);
            else AnchorDecode.Interleaved(values, grid, Anchors, classes, threshold, candidates);

            Assert.True(expected.SequenceEqual(candidates.Boxes.ToArray()), $"seed {seed}, round {round}, threshold {threshold}");
        }
    }

    [Fact]
    public void A_known_cell()
    {
        // One anchor of 10 × 20, the cell (1, 0) of a 2 × 1 grid; logits of 0 are the middle of everything.
        float[] values = [9, 9, 9, 9, -9, 9, 9, 0, 0, 0, 0, 100, -5, 100];
        using var candidates = CandidateBuffer.Rent();

        AnchorDecode.Interleaved(values, new AnchorGrid(2, 1, 32), [10, 20], 2, 0.25f, candidates);

        Assert.Equal([new ScoredBox(48 - 5, 16 - 10, 48 + 5, 16 + 10, 1, 1)], candidates.Boxes.ToArray());
    }

    [Fact]
    public void The_least_logit_loses_nothing_and_lets_little_through()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 20_000; round++)
        {
            float threshold = round % 2 == 0 ? random.NextSingle() : MathF.Pow(10, -random.NextSingle() * 40), least = Objectness.LeastLogit(threshold);
            float logit = least + (random.NextSingle() - 0.5f) * MathF.Pow(10, -random.Next(0, 7));
            if (Objectness.Sigmoid(logit) >= threshold) Assert.True(logit >= least, $"seed {seed}: {threshold}, {logit}");
            if (threshold is < 0.999f and > 1e-30f) Assert.True(Objectness.Sigmoid(least) > threshold * 0.998f, $"seed {seed}: {threshold}");
        }

        Assert.Equal(float.NegativeInfinity, Objectness.LeastLogit(0));
        Assert.True(Objectness.LeastLogit(1) <= 16);
    }

    [Fact]
    public void Objectness_is_found_at_any_step_and_place()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 500; round++)
        {
            int step = random.Next(1, 9);
            float[] values = [.. Enumerable.Range(0, random.Next(0, 60)).Select(_ => random.Next(4) == 0 ? float.NaN : random.Next(12) == 0 ? 0.5f : 0.4f)];
            int expected = -1;
            for (int k = 0; k * step < values.Length && expected < 0; k++) expected = values[k * step] >= 0.5f ? k : -1;

            Assert.True(expected == Objectness.IndexOfAtLeast(values, step, 0.5f), $"seed {seed}, round {round}");
        }

        Assert.Equal("step", Assert.Throws<ArgumentOutOfRangeException>(() => Objectness.IndexOfAtLeast([], 0, 1)).ParamName);
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_named()
    {
        using var candidates = CandidateBuffer.Rent();
        Message("13 values", "5 + 2", () => AnchorDecode.Rows(new float[13], 2, 0.5f, candidates));
        Message("84 values", "not 83", () => AnchorDecode.Planar(new float[83], new(2, 2, 8), Anchors, 2, 0.5f, candidates));
        Message("84 values", "not 85", () => AnchorDecode.Interleaved(new float[85], new(2, 2, 8), Anchors, 2, 0.5f, candidates));
        Message("2 sizes", "5 sizes", () => AnchorDecode.Interleaved(new float[84], new(2, 2, 8), Anchors.AsSpan(0, 5), 2, 0.5f, candidates));
        Message("values", "not 0", () => AnchorDecode.Interleaved([], new(int.MaxValue, int.MaxValue, 8), Anchors, int.MaxValue, 0.5f, candidates));
        Assert.Throws<ArgumentOutOfRangeException>(() => AnchorDecode.Rows([], 0, 0.5f, candidates));
        Assert.Throws<ArgumentOutOfRangeException>(() => AnchorDecode.Planar([], new(-1, 2, 8), Anchors, 1, 0.5f, candidates));
        AnchorDecode.Rows([], 3, 0.5f, candidates);
        AnchorDecode.Planar([], new(0, 5, 8), Anchors, 1, 0.5f, candidates);
        Assert.Equal(0, candidates.Count);

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
        // Few enough that the buffer need not grow; its pool is shared with tests on other threads.
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, 3 * 85 * 4).Select(_ => random.NextSingle())];
        using var candidates = CandidateBuffer.Rent();
        AnchorDecode.Rows(values, 80, 0.3f, candidates);
        Assert.NotEqual(0, candidates.Count);
        Assert.Equal(0, SteadyAllocation.Of(Run));

        void Run()
        {
            AnchorDecode.Rows(values, 80, 0.3f, candidates);
            AnchorDecode.Planar(values, new(2, 2, 8), Anchors, 80, 0.3f, candidates);
            AnchorDecode.Interleaved(values, new(2, 2, 8), Anchors, 80, 0.3f, candidates);
        }
    }

    private static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));
}
