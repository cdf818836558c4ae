using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class CtcBeamSearchTests
{
    [Fact]
    public void A_wide_beam_gives_every_text_the_sum_of_its_alignments()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 60; round++)
        {
            int steps = random.Next(1, 6), classes = random.Next(2, 5), blank = random.Next(classes);
            float[] logits = [.. Enumerable.Range(0, steps * classes).Select(_ => (random.NextSingle() - 0.5f) * 6)];
            float[] probabilities = Probabilities(logits, classes);
            Dictionary<string, double> expected = SumOverAllPaths(probabilities, steps, classes, blank);

            foreach (CtcScale scale in (CtcScale[])[CtcScale.Probabilities, CtcScale.Logits])
            {
                List<(string Text, double Log)> actual = Search(scale == CtcScale.Logits ? logits : probabilities, scale, classes, blank, 2000);

                string place = $"seed {seed}, round {round}, {steps}×{classes}, {scale}";
                Assert.True(expected.Count == actual.Count, place);
                Assert.True(actual.Zip(actual.Skip(1)).All(static p => p.First.Log >= p.Second.Log), place);
                Assert.All(actual, text => Assert.True(Math.Abs(Math.Exp(text.Log) - expected[text.Text]) <= 1e-6, $"{place}: '{text.Text}'"));
            }
        }
    }

    [Fact]
    public void A_narrow_beam_keeps_what_the_definition_keeps()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++)
        {
            int steps = random.Next(1, 25), classes = random.Next(2, 12), blank = random.Next(classes), width = random.Next(1, 9);
            float[] probabilities = Probabilities([.. Enumerable.Range(0, steps * classes).Select(_ => (random.NextSingle() - 0.5f) * 8)], classes);

            List<(string Text, double Log)> expected = Definition(probabilities, steps, classes, blank, width);
            List<(string Text, double Log)> actual = Search(probabilities, CtcScale.Probabilities, classes, blank, width);

            string place = $"seed {seed}, round {round}, {steps}×{classes}, width {width}";
            Assert.True(expected.Select(static e => e.Text).SequenceEqual(actual.Select(static a => a.Text)), place);
            Assert.All(expected.Zip(actual), pair => Assert.True(Math.Abs(pair.First.Log - pair.Second.Log) <= 1e-9, place));
        }
    }

    // Best path: blank, blank (0.36). But "1" has 0.6 × 0.4 + 0.4 × 0.6 + 0.4 × 0.4 = 0.64.
    [Fact]
    public void A_text_can_win_over_the_best_path()
    {
        float[] scores = [0.6f, 0.4f, 0.6f, 0.4f];
        Assert.Equal(0, CtcGreedyDecoder.Run(scores, CtcScale.Probabilities, 2, 0, new CtcSymbol[2], out _));

        (string text, double log) = Search(scores, CtcScale.Probabilities, 2, 0, 3)[0];

        Assert.Equal("1", text);
        Assert.Equal(0.64, Math.Exp(log), 1e-6);
    }

    [Fact]
    public void Impossible_classes_are_never_read()
    {
        // Class 2 has probability 0; two steps of certainty.
        (string text, double log) = Assert.Single(Search([0, 1, 0, 1, 0, 0], CtcScale.Probabilities, 3, 0, 5));
        Assert.Equal("1", text);
        Assert.Equal(0, log, 1e-12);
        Assert.Empty(Search([0, 1, 0, float.NaN, float.NaN, float.NaN], CtcScale.Probabilities, 3, 0, 5));
        Assert.Equal(("", 0), Assert.Single(Search([], CtcScale.Probabilities, 3, 0, 5)));
    }

    [Fact]
    public void Sizes_that_contradict_each_other_are_refused_with_both()
    {
        using CtcBeamSearch search = CtcBeamSearch.Rent();
        ArgumentException uneven = Assert.Throws<ArgumentException>(() => search.Run(new float[10], CtcScale.Logits, 3, 0, 4));
        Assert.Contains("10", uneven.Message);
        Assert.Contains("3", uneven.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => search.Run(new float[9], CtcScale.Logits, 3, 0, 0));
        search.Run([0, 1, 1, 0, 0, 1], CtcScale.Probabilities, 2, 0, 4);
        ArgumentException noRoom = Assert.Throws<ArgumentException>(() => search.GetText(0, new int[1], out _));
        Assert.Contains("2", noRoom.Message);
        Assert.Contains("1", noRoom.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => search.GetText(search.Count, new int[5], out _));
    }

    [Fact]
    public void Steady_state_allocates_nothing()
    {
        float[] scores = [.. Enumerable.Range(0, 80 * 97).Select(static i => i * 7919 % 1000 / 200f)];
        int[] classIds = new int[80];
        void Once()
        {
            using CtcBeamSearch search = CtcBeamSearch.Rent();
            search.Run(scores, CtcScale.Logits, 97, 0, 10);
            search.GetText(0, classIds, out _);
        }

        Assert.Equal(0, SteadyAllocation.Of(Once));
    }

    private static List<(string Text, double Log)> Search(float[] scores, CtcScale scale, int classes, int blank, int width)
    {
        using CtcBeamSearch search = CtcBeamSearch.Rent();
        search.Run(scores, scale, classes, blank, width);
        int[] classIds = new int[scores.Length / classes];
        var texts = new List<(string, double)>();
        for (int rank = 0; rank < search.Count; rank++)
        {
            int length = search.GetText(rank, classIds, out double log);
            texts.Add((Spell(classIds.AsSpan(0, length)), log));
        }

        return texts;
    }

    private static float[] Probabilities(float[] logits, int classes)
    {
        float[] probabilities = new float[logits.Length];
        for (int at = 0; at < logits.Length; at += classes) Softmax.Run(logits.AsSpan(at, classes), probabilities.AsSpan(at, classes));
        return probabilities;
    }

    private static Dictionary<string, double> SumOverAllPaths(float[] probabilities, int steps, int classes, int blank)
    {
        var sums = new Dictionary<string, double>();
        int[] path = new int[steps];
        for (int number = 0; number < (int)Math.Pow(classes, steps); number++)
        {
            double probability = 1;
            for (int t = 0, rest = number; t < steps; t++, rest /= classes)
            {
                path[t] = rest % classes;
                probability *= probabilities[t * classes + path[t]];
            }

            string text = Spell([.. path.Where((c, t) => c != blank && (t == 0 || c != path[t - 1]))]);
            sums[text] = sums.GetValueOrDefault(text) + probability;
        }

        return sums;
    }

    /// <summary>Prefix beam search written with strings and probabilities.</summary>
    private static List<(string Text, double Log)> Definition(float[] probabilities, int steps, int classes, int blank, int width)
    {
        var beam = new Dictionary<string, (double Blank, double Other)> { [""] = (1, 0) };
        for (int t = 0; t < steps; t++)
        {
            var next = new Dictionary<string, (double Blank, double Other)>();
            foreach ((string text, (double endsBlank, double endsOther)) in beam)
            {
                for (int c = 0; c < classes; c++)
                {
                    double p = probabilities[t * classes + c];
                    string letter = Spell([c]);
                    if (c == blank)
                    {
                        Add(text, (endsBlank + endsOther) * p, 0);
                    }
                    else if (text.EndsWith(letter, StringComparison.Ordinal))
                    {
                        Add(text, 0, endsOther * p);
                        Add(text + letter, 0, endsBlank * p);
                    }
                    else
                    {
                        Add(text + letter, 0, (endsBlank + endsOther) * p);
                    }
                }
            }

            beam = next.Where(static e => e.Value.Blank + e.Value.Other > 0).OrderByDescending(static e => e.Value.Blank + e.Value.Other).Take(width).ToDictionary();

            void Add(string text, double endsBlank, double endsOther)
            {
                (double b, double o) = next.GetValueOrDefault(text);
                next[text] = (b + endsBlank, o + endsOther);
            }
        }

        return [.. beam.Select(static e => (e.Key, Math.Log(e.Value.Blank + e.Value.Other))).OrderByDescending(static e => e.Item2)];
    }

    private static string Spell(ReadOnlySpan<int> classIds)
    {
        var text = new System.Text.StringBuilder();
        foreach (int c in classIds) text.Append((char)(c < 10 ? '0' + c : 'a' + c - 10));
        return text.ToString();
    }
}
