using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class ClassMapTests
{
    private delegate void Path(ReadOnlySpan<float> scores, int classes, Span<int> best);

    [Fact]
    public void Best_classes_are_those_of_the_definition_on_every_path()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 300; round++)
        {
            int classes = random.Next(1, 30), pixels = round % 50 == 0 ? random.Next(1000, 2100) : random.Next(0, 70);
            float[] planar = [.. Enumerable.Range(0, classes * pixels).Select(_ => random.Next(10) switch
            {
                0 => float.NaN,
                1 => float.NegativeInfinity,
                2 => float.PositiveInfinity,
                // Few values, so that there are ties.
                _ => random.Next(-4, 4),
            })];
            float[] interleaved = new float[planar.Length];
            int[] expected = new int[pixels];
            for (int p = 0; p < pixels; p++)
            {
                for (int c = 0; c < classes; c++) interleaved[p * classes + c] = planar[c * pixels + p];
                float[] scores = interleaved[(p * classes)..((p + 1) * classes)];
                float highest = scores.Where(static s => !float.IsNaN(s)).DefaultIfEmpty(float.NegativeInfinity).Max();
                expected[p] = float.IsNegativeInfinity(highest) ? 0 : Array.IndexOf(scores, highest);
            }

            foreach (Path run in (Path[])[ClassArgMax.Planar, ClassArgMax.PlanarScalar, ClassArgMax.PlanarV128, ClassArgMax.PlanarV256])
                AssertBest(run, planar);
            foreach (Path run in (Path[])[ClassArgMax.Interleaved, ClassArgMax.InterleavedScalar, ClassArgMax.InterleavedV128])
                AssertBest(run, interleaved);

            void AssertBest(Path run, float[] scores)
            {
                int[] best = new int[pixels];
                best.AsSpan().Fill(-1);
                run(scores, classes, best);
                Assert.True(expected.AsSpan().SequenceEqual(best), $"seed {seed}, round {round}, {classes} classes, {pixels} pixels, {run.Method.Name}");
            }
        }
    }

    [Fact]
    public void Softmax_is_that_of_each_pixel()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 100; round++)
        {
            int classes = random.Next(1, 24), pixels = round % 20 == 0 ? random.Next(1000, 2100) : random.Next(0, 70);
            // Beyond 88 an exponential overflows.
            float[] planar = [.. Enumerable.Range(0, classes * pixels).Select(_ => (random.NextSingle() - 0.5f) * 300)];
            float[] interleaved = [.. Enumerable.Range(0, planar.Length).Select(i => planar[i % classes * pixels + i / classes])];

            ClassSoftmax.Interleaved(interleaved, classes, interleaved);
            float[] apart = new float[planar.Length];
            ClassSoftmax.Planar(planar, classes, apart);
            float[] original = [.. planar];
            ClassSoftmax.Planar(planar, classes, planar);

            Assert.Equal(apart, planar);
            for (int p = 0; p < pixels; p++)
            {
                double highest = Enumerable.Range(0, classes).Max(c => original[c * pixels + p]);
                double sum = Enumerable.Range(0, classes).Sum(c => Math.Exp(original[c * pixels + p] - highest));
                for (int c = 0; c < classes; c++)
                {
                    double expected = Math.Exp(original[c * pixels + p] - highest) / sum;
                    string place = $"seed {seed}, round {round}, class {c} of {classes}, pixel {p} of {pixels}";
                    Assert.True(Math.Abs(planar[c * pixels + p] - expected) <= 1e-6, place);
                    Assert.True(Math.Abs(interleaved[p * classes + c] - expected) <= 1e-6, place);
                }
            }
        }
    }

    [Fact]
    public void Other_sizes_are_refused_with_both()
    {
        foreach (Path run in (Path[])[ClassArgMax.Planar, ClassArgMax.Interleaved])
        {
            ArgumentException error = Assert.Throws<ArgumentException>(() => run(new float[11], 3, new int[4]));
            Assert.Contains("11", error.Message);
            Assert.Contains("12", error.Message);
            Assert.Throws<ArgumentOutOfRangeException>(() => run([], 0, []));
        }

        Assert.Contains("11", Assert.Throws<ArgumentException>(() => ClassSoftmax.Planar(new float[11], 3, new float[11])).Message);
        Assert.Contains("13", Assert.Throws<ArgumentException>(() => ClassSoftmax.Interleaved(new float[12], 3, new float[13])).Message);
    }

    [Fact]
    public void Steady_state_allocates_nothing()
    {
        float[] scores = [.. Enumerable.Range(0, 21 * 3000).Select(static i => i * 7919 % 1000 / 100f)];
        int[] best = new int[3000];
        Assert.Equal(0, SteadyAllocation.Of(Once));

        void Once()
        {
            ClassArgMax.Planar(scores, 21, best);
            ClassArgMax.Interleaved(scores, 21, best);
            ClassSoftmax.Planar(scores, 21, scores);
            ClassSoftmax.Interleaved(scores, 21, scores);
        }
    }
}
