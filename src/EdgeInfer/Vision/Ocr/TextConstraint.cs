using System.Runtime.CompilerServices;
using System.Text;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>What a line may say: only digits, only some characters, only what matches a pattern.</summary>
/// <remarks>
/// The likeliest text that obeys is read, in place of the likeliest of all: a "0" that looks like an "O" becomes a "0". A line that says
/// something else altogether gets a low score. Immutable and thread-safe; use one for many calls, since it keeps what it worked out
/// for a model's dictionary.
/// </remarks>
public sealed class TextConstraint
{
    private readonly PatternNode _node;
    private readonly string _pattern;
    private readonly string? _characters;
    private readonly ConditionalWeakTable<TextDictionary, CtcAutomaton> _compiled = [];

    private TextConstraint(PatternNode node, string pattern, string? characters = null) => (_node, _pattern, _characters) = (node, pattern, characters);

    /// <summary>The digits 0 to 9 and nothing else.</summary>
    public static TextConstraint Digits { get; } = Characters("0123456789");

    /// <summary>Only these characters, as many as there are.</summary>
    /// <param name="characters">At least one; the space is one of them only where it is given.</param>
    /// <exception cref="ArgumentException">There is none, or half of a character.</exception>
    public static TextConstraint Characters(string characters)
    {
        ArgumentException.ThrowIfNullOrEmpty(characters);
        List<(int, int)> ranges = [];
        foreach (Rune rune in characters.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar) throw new ArgumentException("There is half of a character among them.", nameof(characters));
            ranges.Add((rune.Value, rune.Value));
        }

        var set = new RuneSet([.. ranges], negated: false);
        return new TextConstraint(new PatternNode.Repeat(new PatternNode.One(set), 0, null), characters, characters);
    }

    /// <summary>Only what a regular expression describes, from the line's start to its end.</summary>
    /// <param name="pattern">
    /// Literals, <c>.</c>, classes such as <c>[A-Z0-9]</c> and <c>[^ ]</c>, <c>\d \w \s</c> (of ASCII) and their opposites, groups,
    /// <c>|</c>, <c>? * +</c> and <c>{m,n}</c>; a backslash before a sign stands for the sign.
    /// </param>
    /// <exception cref="TextPatternException">The pattern is not valid or uses something else.</exception>
    public static TextConstraint Pattern(string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        return new TextConstraint(PatternParser.Parse(pattern), pattern);
    }

    /// <summary>The pattern or the characters.</summary>
    public override string ToString() => _characters is null ? _pattern : $"only {_characters}";

    /// <exception cref="TextPatternException">The dictionary can write nothing that obeys, or lacks a character that was asked for.</exception>
    internal CtcAutomaton For(TextDictionary dictionary) => _compiled.GetValue(dictionary, Compile);

    private CtcAutomaton Compile(TextDictionary dictionary)
    {
        if (_characters is not null)
        {
            string missing = string.Concat(_characters.EnumerateRunes().Select(static r => r.ToString()).Except(dictionary.Symbols));
            if (missing.Length > 0) throw new TextPatternException(_characters, $"the model cannot write '{missing}'; leave that out or use a model for it.");
        }

        return PatternCompiler.Compile(_node, _pattern, dictionary.Symbols);
    }
}
