using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class SoftmaxTests
{
    [Fact]
    public void Agrees_with_the_definition_at_every_length()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        for (int length = 1; length <= 70; length++)
        {
            float[] logits = [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() - 0.5f) * 40)];
            double max = logits.Max(), sum = logits.Sum(l => Math.Exp(l - max));
            float[] probabilities = new float[length];

            Softmax.Run(logits, probabilities);

            for (int i = 0; i < length; i++)
                Assert.True(Math.Abs(probabilities[i] - Math.Exp(logits[i] - max) / sum) <= 1e-6, $"seed {seed}, length {length}, element {i}");
            Softmax.Run(logits, logits);
            Assert.Equal(probabilities, logits);
        }
    }

    [Fact]
    public void Large_logits_do_not_overflow()
    {
        float[] probabilities = new float[3];
        Softmax.Run([1e30f, 1e30f, -1e30f], probabilities);
        Assert.Equal([0.5f, 0.5f, 0], probabilities);

        Softmax.Run([5000, 4999, 0], probabilities);
        Assert.Equal(1 / (1 + MathF.Exp(-1)), probabilities[0], 1e-6f);
    }

    [Fact]
    public void Minus_infinity_has_no_probability()
    {
        float[] probabilities = new float[3];
        Softmax.Run([float.NegativeInfinity, 0, 0], probabilities);
        Assert.Equal([0, 0.5f, 0.5f], probabilities);
    }

    [Fact]
    public void One_element_is_certain()
    {
        float[] probabilities = new float[1];
        Softmax.Run([-123], probabilities);
        Assert.Equal([1], probabilities);
    }

    // A wrong number that looks right would be worse.
    [Fact]
    public void NaN_spreads()
    {
        float[] probabilities = new float[3];
        Softmax.Run([1, float.NaN, 2], probabilities);
        Assert.All(probabilities, static p => Assert.True(float.IsNaN(p)));
    }

    [Fact]
    public void Nothing_stays_nothing_and_other_lengths_are_refused()
    {
        Softmax.Run([], []);
        Assert.Throws<ArgumentException>(() => Softmax.Run([1, 2], new float[3]));
    }
}
