using EdgeInfer.Vision;
using Vector = EdgeInfer.Vision.Embedding;

namespace EdgeInfer.Tests.Vision.Embeddings;

public sealed class EmbeddingTests
{
    [Fact]
    public void Similarity_is_the_cosine()
    {
        var a = new Vector([3, 4]);
        Assert.Equal(1, a.Similarity(a));
        Assert.Equal(-1, a.Similarity(new Vector([-30, -40])));
        Assert.Equal(0, a.Similarity(new Vector([4, -3])), 1e-7);
        Assert.Equal(0.6, a.Similarity(new Vector([1e-30f, 0])), 1e-6);
        Assert.Equal(0.8, a.Similarity(new Vector([0, 1e30f])), 1e-6);
    }

    [Fact]
    public void Numbers_are_kept_as_given()
    {
        float[] values = [3, 4];
        var a = new Vector(values, "abc");
        values[0] = 0;
        Assert.Equal([3, 4], a.ToArray());
        Assert.Equal((2, 5.0, "abc"), (a.Dimension, a.Norm, a.Model));
        Assert.Equal([0.6f, 0.8f], a.Normalized().ToArray());
        Assert.Equal("abc", a.Normalized().Model);
        Assert.Equal("2 numbers, length 5.00: 3.000 4.000", a.ToString());
        Assert.Equal("4 numbers, length 2.00: 1.000 1.000 1.000 …", new Vector([1, 1, 1, 1]).ToString());
    }

    [Theory]
    [InlineData()]
    [InlineData(0f, 0f)]
    [InlineData(1f, float.NaN)]
    [InlineData(float.PositiveInfinity, 1f)]
    public void Vectors_without_direction_are_refused(params float[] values) => Assert.Throws<ArgumentException>(() => new Vector(values));

    [Fact]
    public void Vectors_of_different_models_are_not_compared()
    {
        Assert.Throws<ArgumentException>(() => new Vector([1, 2]).Similarity(new Vector([1, 2, 3])));
        Assert.Throws<ArgumentException>(() => new Vector([1, 2], "aa").Similarity(new Vector([1, 2], "bb")));
        Assert.Equal(1, new Vector([1, 2], "aa").Similarity(new Vector([1, 2], "AA")), 1e-6);
        Assert.Equal(1, new Vector([1, 2], "aa").Similarity(new Vector([1, 2])), 1e-6);
    }
}
