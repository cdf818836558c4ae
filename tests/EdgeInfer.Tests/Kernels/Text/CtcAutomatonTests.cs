using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

/// <summary>The beam search among allowed texts, and the alignment, against trying every path there is.</summary>
public sealed class CtcAutomatonTests
{
    private const int Classes = 4;

    /// <summary>Classes 1 and 2 in turns, beginning with 1, at least one of them; 3 never.</summary>
    private static readonly CtcAutomaton Turns = new([CtcAutomaton.NoColumn, 0, 1, CtcAutomaton.NoColumn], 2, [1, -1, -1, 2, 1, -1], [false, true, true]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void With_a_beam_as_wide_as_there_are_texts_the_likeliest_allowed_one_is_found(bool logits)
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 50; round++)
        {
            int steps = random.Next(1, 6);
            float[] scores = Scores(random, steps, logits);
            Dictionary<string, double> texts = AllTexts(scores, steps, logits);
            (string best, double probability) = texts.Where(static t => IsAllowed(t.Key)).MaxBy(static t => t.Value) is var (text, value) ? (text, value) : default;

            using CtcBeamSearch search = CtcBeamSearch.Rent();
            search.Run(scores, logits ? CtcScale.Logits : CtcScale.Probabilities, Classes, 0, 4000, Turns);
            int[] classes = new int[steps];
            int length = search.GetText(0, classes, out double log);

            Assert.True(best == string.Concat(classes.AsSpan(0, length).ToArray()), $"seed {seed}, round {round}");
            Assert.Equal(probability, Math.Exp(log), 1e-5);
            Assert.Equal(texts.Keys.Count(IsAllowed), search.Count);
        }
    }

    [Fact]
    public void Where_nothing_allowed_is_possible_nothing_is_found()
    {
        using CtcBeamSearch search = CtcBeamSearch.Rent();
        // Class 1 is impossible, and without it no text begins.
        search.Run([0.5f, 0, 0.5f, 0, 0.5f, 0, 0.5f, 0], CtcScale.Probabilities, Classes, 0, 8, Turns);
        Assert.Equal(0, search.Count);
        // Too short for what must be there.
        search.Run([], CtcScale.Probabilities, Classes, 0, 8, Turns);
        Assert.Equal(0, search.Count);
    }

    [Fact]
    public void An_automaton_over_other_classes_is_refused()
    {
        using CtcBeamSearch search = CtcBeamSearch.Rent();
        ArgumentException error = Assert.Throws<ArgumentException>(() => search.Run(new float[10], CtcScale.Probabilities, 5, 0, 8, Turns));
        Assert.Contains("4 classes", error.Message);
        Assert.Throws<ArgumentException>(() => new CtcAutomaton([0], 1, [0, 0], [true]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_alignment_is_the_likeliest_path_that_spells_the_text(bool logits)
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++)
        {
            int steps = random.Next(1, 7), length = random.Next(1, 4);
            float[] scores = Scores(random, steps, logits);
            int[] text = [.. Enumerable.Range(0, length).Select(_ => random.Next(1, Classes))];
            (int[]? path, double probability) best = Paths(steps).Where(p => Collapse(p) == string.Concat(text))
                .Select(p => ((int[]?)p, Probability(scores, p, logits))).DefaultIfEmpty((null, 0)).MaxBy(static p => p.Item2);

            var symbols = new CtcSymbol[length];
            bool found = CtcAlignment.Run(scores, logits ? CtcScale.Logits : CtcScale.Probabilities, Classes, 0, text, symbols, out float mean);

            Assert.True(found == best.path is not null, $"seed {seed}, round {round}");
            if (!found) continue;
            int[] spelled = new int[steps];
            foreach (CtcSymbol symbol in symbols) spelled.AsSpan(symbol.FirstStep, symbol.EndStep - symbol.FirstStep).Fill(symbol.ClassId);
            Assert.Equal(best.probability, Probability(scores, spelled, logits), 1e-6);
            Assert.Equal(symbols.Average(static s => s.Probability), mean, 1e-5f);
            Assert.All(symbols, s => Assert.InRange(s.Probability, 0, 1.0001f));
        }
    }

    [Fact]
    public void An_alignment_needs_room_and_steps()
    {
        Assert.True(CtcAlignment.Run([1, 0, 0, 0], CtcScale.Probabilities, Classes, 0, [], [], out float mean));
        Assert.Equal(0, mean);
        Assert.False(CtcAlignment.Run([], CtcScale.Probabilities, Classes, 0, [1], new CtcSymbol[1], out _));
        // A character twice needs a blank between.
        Assert.False(CtcAlignment.Run([0, 1, 0, 0, 0, 1, 0, 0], CtcScale.Probabilities, Classes, 0, [1, 1], new CtcSymbol[2], out _));
        Assert.Throws<ArgumentException>(() => CtcAlignment.Run([1, 0, 0, 0], CtcScale.Probabilities, Classes, 0, [1], [], out _));
    }

    private static bool IsAllowed(string text) => text.Length > 0 && text.Select(static (c, i) => c == (i % 2 == 0 ? '1' : '2')).All(static ok => ok);

    private static float[] Scores(Random random, int steps, bool logits)
    {
        float[] scores = new float[steps * Classes];
        for (int step = 0; step < steps; step++)
        {
            Span<float> row = scores.AsSpan(step * Classes, Classes);
            float sum = 0;
            foreach (ref float score in row) sum += score = logits ? (float)(random.NextDouble() * 6 - 3) : (float)random.NextDouble() + 0.01f;
            if (logits) continue;
            foreach (ref float score in row) score /= sum;
        }

        return scores;
    }

    private static Dictionary<string, double> AllTexts(float[] scores, int steps, bool logits)
    {
        var texts = new Dictionary<string, double>();
        foreach (int[] path in Paths(steps))
        {
            string text = Collapse(path);
            texts[text] = texts.GetValueOrDefault(text) + Probability(scores, path, logits);
        }

        return texts;
    }

    private static IEnumerable<int[]> Paths(int steps)
    {
        for (int code = 0; code < Math.Pow(Classes, steps); code++)
        {
            int[] path = new int[steps];
            for (int i = 0, rest = code; i < steps; i++, rest /= Classes) path[i] = rest % Classes;
            yield return path;
        }
    }

    private static string Collapse(int[] path) => string.Concat(path.Where((c, i) => c != 0 && (i == 0 || path[i - 1] != c)));

    private static double Probability(float[] scores, int[] path, bool logits)
    {
        double product = 1;
        for (int step = 0; step < path.Length; step++)
        {
            float[] row = scores[(step * Classes)..((step + 1) * Classes)];
            product *= logits ? Math.Exp(row[path[step]]) / row.Sum(static s => Math.Exp(s)) : row[path[step]];
        }

        return product;
    }
}
