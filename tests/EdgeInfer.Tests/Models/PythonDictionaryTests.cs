using EdgeInfer.Models;

namespace EdgeInfer.Tests.Models;

public sealed class PythonDictionaryTests
{
    [Theory]
    [InlineData("{0: 'person'}", "person")]
    [InlineData("{0: 'person', 1: 'bicycle'}", "person|bicycle")]
    [InlineData("{1: 'b', 0: 'a'}", "a|b")]
    [InlineData("  { 0 :\t'a' ,\n 1 : \"b\" , } ", "a|b")]
    [InlineData("""{0: "driver's seat", 1: 'say "hi"'}""", "driver's seat|say \"hi\"")]
    [InlineData("""{0: 'it\'s', 1: 'back\\slash'}""", "it's|back\\slash")]
    [InlineData("{0: 'a, b: {c}', 1: ''}", "a, b: {c}|")]
    [InlineData("{0: 'Straße 鳥'}", "Straße 鳥")]
    public void Reads_what_Python_prints(string text, string expected) =>
        Assert.Equal(expected.Split('|'), PythonDictionary.TryReadLabels(text));

    [Fact]
    public void An_empty_dictionary_has_no_labels() => Assert.Equal([], PythonDictionary.TryReadLabels("{}"));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("[0, 1]")]
    [InlineData("{,}")]
    [InlineData("{0}")]
    [InlineData("{0:}")]
    [InlineData("{0: person}")]
    [InlineData("{'0': 'person'}")]
    [InlineData("{0: 'person'")]
    [InlineData("{0: 'person}")]
    [InlineData("{0: 'person\\")]
    [InlineData("{0: 'a' 1: 'b'}")]
    [InlineData("{0: 'a',, 1: 'b'}")]
    [InlineData("{0: 'a', 0: 'b'}")]
    [InlineData("{0: 'a', 2: 'b'}")]
    [InlineData("{1: 'a'}")]
    [InlineData("{-1: 'a'}")]
    [InlineData("{99999999999999999999: 'a'}")]
    [InlineData("{0: 'a'} and more")]
    [InlineData("names = {0: 'a'}")]
    public void Anything_else_is_not_a_list_of_labels(string text) => Assert.Null(PythonDictionary.TryReadLabels(text));

    [Fact]
    public void Random_text_never_throws()
    {
        int seed = Random.Shared.Next();
        var random = new Random(seed);
        const string alphabet = "{}:,'\"\\0123456789 ab\n\0";
        for (int i = 0; i < 20_000; i++)
        {
            string text = new([.. Enumerable.Range(0, random.Next(0, 30)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
            try
            {
                PythonDictionary.TryReadLabels(random.Next(2) == 0 ? text : $"{{0: 'a', {text}}}");
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {seed}: '{text}': {e}");
            }
        }
    }
}
