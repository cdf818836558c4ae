using System.Text.RegularExpressions;
using EdgeInfer.Kernels;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Ocr;

/// <summary>Compiled patterns against .NET's regular expressions, on every short text.</summary>
public sealed class TextPatternTests
{
    private static readonly string[] Alphabet = ["", "a", "b", "c", "1", "2", "-", ".", " "];

    [Theory]
    [InlineData("abc")]
    [InlineData("a|bc|")]
    [InlineData("[ab]c")]
    [InlineData("[^ab]*")]
    [InlineData("[a-c]+")]
    [InlineData("[-a]+")]
    [InlineData("[]a]*")]
    [InlineData(@"[\d.]+")]
    [InlineData(@"\d{2}")]
    [InlineData(@"\d{1,3}-\d?")]
    [InlineData(@"\w\W")]
    [InlineData(@"\D\S\s?")]
    [InlineData(".{2,}")]
    [InlineData("(ab)*")]
    [InlineData("(?:a|b)+1")]
    [InlineData("(a?b?){2}")]
    [InlineData("(a*)*")]
    [InlineData("((a|b)(1|2)?){1,2}")]
    [InlineData(@"^a\.b$")]
    [InlineData("a{0}b")]
    [InlineData(@"\u0061b")]
    [InlineData("()")]
    [InlineData("a{2,3}b{0,1}")]
    public void Texts_are_accepted_that_the_regular_expression_matches(string pattern)
    {
        CtcAutomaton automaton = PatternCompiler.Compile(PatternParser.Parse(pattern), pattern, Alphabet);
        var regex = new Regex($"^(?:{pattern.TrimStart('^').TrimEnd('$')})\\z", RegexOptions.CultureInvariant);
        int accepted = 0;
        foreach (int[] text in Texts(4))
        {
            bool expected = regex.IsMatch(string.Concat(text.Select(static c => Alphabet[c])));
            bool actual = Accepts(automaton, text);
            Assert.True(expected == actual, $"'{pattern}' and '{string.Concat(text.Select(static c => Alphabet[c]))}': expected {expected}");
            if (actual) accepted++;
        }

        Assert.True(accepted > 0);
    }

    [Fact]
    public void From_every_state_an_end_can_be_reached()
    {
        // After "a" the pattern wants a letter that is not in the dictionary.
        CtcAutomaton automaton = PatternCompiler.Compile(PatternParser.Parse("aZ|b"), "aZ|b", Alphabet);
        Assert.Equal(-1, automaton.Next(CtcAutomaton.Start, 1));
        Assert.True(automaton.Next(CtcAutomaton.Start, 2) >= 0);
        Assert.False(automaton.Uses(0));
    }

    [Fact]
    public void Entries_of_several_characters_are_read_as_a_whole()
    {
        CtcAutomaton automaton = PatternCompiler.Compile(PatternParser.Parse("(ab)+c"), "(ab)+c", ["", "ab", "c", "a", "é\u0301"]);
        Assert.True(Accepts(automaton, [1, 1, 2]));
        Assert.False(Accepts(automaton, [1, 3]));
        Assert.Equal(-1, automaton.Next(CtcAutomaton.Start, 4));
    }

    [Fact]
    public void A_dictionary_of_thousands_takes_few_columns()
    {
        string[] dictionary = ["", .. Enumerable.Range(0x4E00, 18_000).Select(static c => ((char)c).ToString()), .. Enumerable.Range('0', 10).Select(static c => ((char)c).ToString())];
        CtcAutomaton automaton = PatternCompiler.Compile(PatternParser.Parse(@"\d{4}.{0,30}"), @"\d{4}.{0,30}", dictionary);
        Assert.True(Accepts(automaton, [18_001, 18_002, 18_003, 18_004, 7, 9]));
        Assert.False(Accepts(automaton, [18_001, 18_002, 18_003, 7]));
        Assert.InRange(automaton.States, 30, 40);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("(a", "not closed")]
    [InlineData("a)", "no '('")]
    [InlineData("[a", "not closed")]
    [InlineData("[]", "not closed")]
    [InlineData("*a", "nothing to repeat")]
    [InlineData("a**", "cannot be repeated")]
    [InlineData("a{2}{3}", "cannot be repeated")]
    [InlineData("a*?", "lazy")]
    [InlineData("a++", "lazy")]
    [InlineData("a{3,2}", "ascend")]
    [InlineData("a{1001}", "1000")]
    [InlineData("a{x}", "{3,5}")]
    [InlineData("a{,3}", "{3,5}")]
    [InlineData("(?=a)", "(?:…)")]
    [InlineData("(?<name>a)", "(?:…)")]
    [InlineData(@"(a)\1", "\\1 is not supported")]
    [InlineData(@"\bword", "\\b is not supported")]
    [InlineData(@"\p{L}", "\\p is not supported")]
    [InlineData(@"a\", "backslash at the end")]
    [InlineData("a^b", "whole line")]
    [InlineData("a$b", "whole line")]
    [InlineData("[c-a]", "ascending")]
    [InlineData(@"[\d-z]", "ascending")]
    [InlineData(@"[\D]", "inside [ ]")]
    [InlineData(@"\u12", "four hexadecimal")]
    public void What_is_not_supported_is_an_error_that_says_so(string pattern, string mentions)
    {
        ArgumentException error = Assert.ThrowsAny<ArgumentException>(() => TextConstraint.Pattern(pattern));
        Assert.Contains(mentions, error.Message, StringComparison.OrdinalIgnoreCase);
        if (pattern.Length == 0) return;
        TextPatternException pointed = Assert.IsType<TextPatternException>(error);
        Assert.Equal(pattern, pointed.Pattern);
        Assert.InRange(pointed.Position, 0, pattern.Length - 1);
    }

    [Fact]
    public void What_the_dictionary_cannot_write_is_an_error()
    {
        Assert.Contains("can write no text", Assert.Throws<TextPatternException>(() => Compile("Z+")).Message);
        Assert.Contains("20000 states", Assert.Throws<TextPatternException>(() => Compile("((a{100}){100}){100}")).Message);
        Assert.Contains("4096 states", Assert.Throws<TextPatternException>(() => Compile("(a|b)*a(a|b){14}")).Message);

        static CtcAutomaton Compile(string pattern) => PatternCompiler.Compile(PatternParser.Parse(pattern), pattern, Alphabet);
    }

    [Fact]
    public void Groups_nested_without_end_do_not_exhaust_the_stack() =>
        Assert.Contains("nested", Assert.Throws<TextPatternException>(() => TextConstraint.Pattern(new string('(', 100_000))).Message);

    private static bool Accepts(CtcAutomaton automaton, ReadOnlySpan<int> text)
    {
        int state = CtcAutomaton.Start;
        foreach (int c in text)
        {
            state = automaton.Next(state, c);
            if (state < 0) return false;
        }

        return automaton.Accepts(state);
    }

    private static IEnumerable<int[]> Texts(int longest)
    {
        IEnumerable<int[]> texts = [[]];
        for (int length = 0; ; length++)
        {
            foreach (int[] text in texts) yield return text;
            if (length == longest) yield break;
            texts = [.. texts.SelectMany(static t => Enumerable.Range(1, Alphabet.Length - 1).Select(c => (int[])[.. t, c]))];
        }
    }
}
