using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

public sealed class ProviderSelectionTests
{
    [Theory]
    [InlineData("cpu", "cpu")]
    [InlineData(" CPU ", "cpu")]
    [InlineData("cuda,cpu", "cuda,cpu")]
    [InlineData("WebGpu , cuda, cpu", "webgpu,cuda,cpu")]
    public void Names_are_read_in_order_whatever_their_case(string text, string expected)
    {
        ProviderSelection selection = ProviderSelection.Parse(text);
        Assert.Equal(expected, selection.ToString());
        Assert.Equal(expected.Split(','), selection.Names);
        Assert.False(selection.IsAuto);
        Assert.Equal(!expected.Contains(','), selection.IsStrict);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData(" AUTO ")]
    public void Auto_leaves_the_choice_to_the_registry(string text)
    {
        ProviderSelection selection = ProviderSelection.Parse(text);
        Assert.Same(ProviderSelection.Auto, selection);
        Assert.True(selection.IsAuto);
        Assert.False(selection.IsStrict);
        Assert.Empty(selection.Names);
        Assert.Equal("auto", selection.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(",")]
    [InlineData("cpu,")]
    [InlineData("cuda,,cpu")]
    [InlineData("cpu,CPU")]
    [InlineData("auto,cpu")]
    [InlineData("cuda, Auto")]
    public void Nonsense_is_refused(string text) => Assert.ThrowsAny<ArgumentException>(() => ProviderSelection.Parse(text));

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => ProviderSelection.Parse(null!));
        Assert.Throws<ArgumentNullException>(() => ProviderSelection.Of(null!, "cpu"));
    }

    [Fact]
    public void A_repeated_name_is_named() =>
        Assert.Contains("'cpu' is named twice", Assert.Throws<ArgumentException>(() => ProviderSelection.Of("cpu", "Cpu")).Message);

    [Fact]
    public void Of_takes_names_as_Parse_does()
    {
        Assert.Equal("cuda,cpu", ProviderSelection.Of("CUDA", " cpu").ToString());
        Assert.True(ProviderSelection.Of("webgpu").IsStrict);
        Assert.Throws<ArgumentException>(() => ProviderSelection.Of());
        Assert.Throws<ArgumentException>(() => ProviderSelection.Of("cpu", " "));
        Assert.Equal("cpu", ProviderSelection.Cpu.ToString());
    }
}
