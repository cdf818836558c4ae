using System.Text.Json;
using EdgeInfer.Kernels;
using EdgeInfer.Tests.Sessions;

namespace EdgeInfer.Tests.Kernels;

public sealed class CtcGreedyDecoderTests
{
    [Fact]
    public void Repeats_merge_and_a_blank_parts_them()
    {
        // Best classes: 0 2 2 0 2 1 1 (blank 0).
        float[] scores =
        [
            0.8f, 0.1f, 0.1f,
            0.2f, 0.1f, 0.7f,
            0.1f, 0.0f, 0.9f,
            0.6f, 0.2f, 0.2f,
            0.3f, 0.2f, 0.5f,
            0.1f, 0.6f, 0.3f,
            0.0f, 1.0f, 0.0f,
        ];
        var symbols = new CtcSymbol[7];

        int count = CtcGreedyDecoder.Run(scores, CtcScale.Probabilities, 3, 0, symbols, out float mean);

        Assert.Equal([new(2, 1, 3, 0.7f), new(2, 4, 5, 0.5f), new(1, 5, 7, 0.6f)], symbols[..count]);
        Assert.Equal((0.7f + 0.5f + 0.6f) / 3, mean, 1e-6f);
    }

    [Fact]
    public void Agrees_with_the_definition_on_probabilities_and_logits()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++)
        {
            int steps = random.Next(0, 30), classes = random.Next(1, 40), blank = random.Next(classes);
            float[] logits = [.. Enumerable.Range(0, steps * classes).Select(_ => (random.NextSingle() - 0.5f) * 30)];
            float[] probabilities = new float[logits.Length];
            for (int t = 0; t < steps; t++) Softmax.Run(logits.AsSpan(t * classes, classes), probabilities.AsSpan(t * classes, classes));
            int[] path = [.. Enumerable.Range(0, steps).Select(t => probabilities.Skip(t * classes).Take(classes).Select(static (p, c) => (p, c)).MaxBy(static x => x.p).c)];
            int[] starts = [.. Enumerable.Range(0, steps).Where(t => path[t] != blank && (t == 0 || path[t] != path[t - 1]))];
            var symbols = new CtcSymbol[steps];

            foreach (CtcScale scale in (CtcScale[])[CtcScale.Probabilities, CtcScale.Logits])
            {
                int count = CtcGreedyDecoder.Run(scale == CtcScale.Logits ? logits : probabilities, scale, classes, blank, symbols, out float mean);

                string place = $"seed {seed}, round {round}, {scale}";
                Assert.True(starts.SequenceEqual(symbols[..count].Select(static s => s.FirstStep)), place);
                Assert.True(starts.Select(t => path[t]).SequenceEqual(symbols[..count].Select(static s => s.ClassId)), place);
                for (int i = 0; i < count; i++)
                {
                    int end = starts[i] + 1;
                    while (end < steps && path[end] == path[starts[i]]) end++;
                    Assert.True(symbols[i].EndStep == end, place);
                    Assert.True(Math.Abs(symbols[i].Probability - probabilities[starts[i] * classes + path[starts[i]]]) <= 1e-6, place);
                }

                float expected = count == 0 ? 0 : symbols[..count].Average(static s => s.Probability);
                Assert.True(Math.Abs(mean - expected) <= 1e-6, place);
            }
        }
    }

    // A PaddleOCR reader on the first line of a photographed number plate; the text and its score are PaddleOCR's own.
    [Fact]
    public void Reads_the_recorded_output_of_a_real_model()
    {
        NpyFile output = NpyFile.Read(TestData.Path("tensors/en_rec_alaska_output.npy"));
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(TestData.Path("expected/ppocr_en__ocr_plate_alaska.json")));
        JsonElement line = expected.RootElement.GetProperty("result").GetProperty("lines")[0];
        string text = line.GetProperty("text").GetString()!;
        string[] characters = ["", .. File.ReadAllLines(TestData.Path("labels/ppocr_en_dict.txt")), " "];
        int classes = (int)output.Shape[2];
        Assert.Equal(characters.Length, classes);
        var symbols = new CtcSymbol[output.Shape[1]];

        int count = CtcGreedyDecoder.Run(output.Values, CtcScale.Probabilities, classes, 0, symbols, out float mean);

        Assert.Equal(text, string.Concat(symbols[..count].Select(s => characters[s.ClassId])));
        Assert.Equal(line.GetProperty("rec_score").GetSingle(), mean, 1e-4f);

        using CtcBeamSearch search = CtcBeamSearch.Rent();
        search.Run(output.Values, CtcScale.Probabilities, classes, 0, 10);
        int[] classIds = new int[symbols.Length];
        int length = search.GetText(0, classIds, out double log);
        Assert.Equal(text, string.Concat(classIds[..length].Select(c => characters[c])));
        Assert.InRange(Math.Exp(log), 0.5, 1);
    }

    [Fact]
    public void Sizes_that_contradict_each_other_are_refused_with_both()
    {
        ArgumentException uneven = Assert.Throws<ArgumentException>(() => CtcGreedyDecoder.Run(new float[10], CtcScale.Logits, 3, 0, new CtcSymbol[9], out _));
        Assert.Contains("10", uneven.Message);
        Assert.Contains("3", uneven.Message);
        ArgumentException noBlank = Assert.Throws<ArgumentException>(() => CtcGreedyDecoder.Run(new float[9], CtcScale.Logits, 3, 5, new CtcSymbol[9], out _));
        Assert.Contains("5", noBlank.Message);
        ArgumentException noRoom = Assert.Throws<ArgumentException>(() => CtcGreedyDecoder.Run(new float[12], CtcScale.Logits, 3, 0, new CtcSymbol[2], out _));
        Assert.Contains("4", noRoom.Message);
        Assert.Contains("2", noRoom.Message);
    }

    [Fact]
    public void Steady_state_allocates_nothing()
    {
        float[] scores = [.. Enumerable.Range(0, 80 * 97).Select(static i => i * 7919 % 1000 / 1000f)];
        var symbols = new CtcSymbol[80];
        Assert.Equal(0, SteadyAllocation.Of(() => CtcGreedyDecoder.Run(scores, CtcScale.Logits, 97, 0, symbols, out _)));
    }
}
