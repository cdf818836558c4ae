using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class ClassMaxTests
{
    private delegate int Tile(ReadOnlySpan<float> scores, int stride, int start, Span<float> best, Span<int> classes);

    [Fact]
    public void Agrees_with_the_scalar_definition()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 400; round++)
        {
            int boxes = round % 20 == 0 ? random.Next(1000, 3000) : random.Next(1, 70), rows = random.Next(0, 12);
            float[] scores = Scores(random, rows * boxes);
            float[] expected = new float[boxes], best = new float[boxes];
            int[] expectedClasses = new int[boxes], classes = new int[boxes];
            Array.Fill(best, 7);
            Array.Fill(classes, 7);

            ClassMax.Scalar(scores, expected, expectedClasses);
            ClassMax.Run(scores, best, classes);

            Assert.True(expected.AsSpan().SequenceEqual(best), $"seed {seed}, round {round}");
            Assert.True(expectedClasses.AsSpan().SequenceEqual(classes), $"seed {seed}, round {round}");
        }
    }

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void Every_vector_width_agrees(int bits)
    {
        Tile tile = bits switch { 128 => ClassMax.Tile128, 256 => ClassMax.Tile256, _ => ClassMax.Tile512 };
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 60; round++)
        {
            int boxes = random.Next(1, 100), rows = random.Next(1, 12);
            float[] scores = Scores(random, rows * boxes), expected = new float[boxes], best = new float[boxes];
            int[] expectedClasses = new int[boxes], classes = new int[boxes];
            Array.Fill(best, float.NegativeInfinity);

            ClassMax.Scalar(scores, expected, expectedClasses);
            int done = tile(scores, boxes, 0, best, classes);

            Assert.Equal(boxes - boxes % (bits / 32), done);
            Assert.True(expected.AsSpan(0, done).SequenceEqual(best.AsSpan(0, done)), $"seed {seed}, round {round}");
            Assert.True(expectedClasses.AsSpan(0, done).SequenceEqual(classes.AsSpan(0, done)), $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void Lowest_class_wins_ties_and_NaN_never_does()
    {
        float[] best = new float[3];
        int[] classes = new int[3];

        ClassMax.Run([float.NaN, 1, float.NaN, 2, 1, float.NaN, 2, 0, float.NaN], best, classes);

        Assert.Equal([2, 1, float.NegativeInfinity], best);
        Assert.Equal([1, 0, 0], classes);
    }

    [Fact]
    public void Best_class_of_one_box_agrees_with_the_scalar_definition_at_every_width()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int round = 0; round < 2000; round++)
        {
            float[] scores = Scores(random, random.Next(0, 100));
            float expected = ClassMax.OfBoxScalar(scores, out int expectedClass), best = ClassMax.OfBox(scores, out int classId);
            Assert.True(expected == best && expectedClass == classId, $"seed {seed}, round {round}");

            (float narrow, float wide) = (float.NegativeInfinity, float.NegativeInfinity);
            (int narrowClass, int wideClass) = (0, 0);
            expected = ClassMax.OfBoxScalar(scores.AsSpan(0, scores.Length / 4 * 4), out expectedClass);
            Assert.Equal(scores.Length / 4 * 4, ClassMax.OfBox128(scores, ref narrow, ref narrowClass));
            Assert.True(expected == narrow && expectedClass == narrowClass, $"seed {seed}, round {round}");
            expected = ClassMax.OfBoxScalar(scores.AsSpan(0, scores.Length / 8 * 8), out expectedClass);
            Assert.Equal(scores.Length / 8 * 8, ClassMax.OfBox256(scores, ref wide, ref wideClass));
            Assert.True(expected == wide && expectedClass == wideClass, $"seed {seed}, round {round}");
        }
    }

    [Fact]
    public void Skips_to_the_first_that_reaches_the_threshold()
    {
        for (int length = 0; length < 40; length++)
        {
            float[] values = new float[length];
            Array.Fill(values, float.NaN);
            Assert.Equal(-1, ClassMax.IndexOfAtLeast(values, 0.5f));
            for (int at = length - 1; at >= 0; at--)
            {
                values[at] = at % 2 == 0 ? 0.5f : 0.75f;
                Assert.Equal(at, ClassMax.IndexOfAtLeast(values, 0.5f));
            }
        }
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_named()
    {
        Assert.Contains("7 scores", Assert.Throws<ArgumentException>(() => ClassMax.Run(new float[7], new float[2], new int[2])).Message, StringComparison.Ordinal);
        Assert.Contains("3 classes", Assert.Throws<ArgumentException>(() => ClassMax.Run(new float[4], new float[2], new int[3])).Message, StringComparison.Ordinal);
    }

    private static float[] Scores(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next(9) switch { 0 => float.NaN, 1 => float.NegativeInfinity, _ => random.Next(6) / 5f })];
}
