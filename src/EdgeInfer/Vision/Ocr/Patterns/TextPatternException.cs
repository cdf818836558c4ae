namespace EdgeInfer.Vision;

/// <summary>A pattern for text to be read is not valid, uses what is not supported, or matches nothing the model can write.</summary>
public sealed class TextPatternException : ArgumentException
{
    internal TextPatternException(string pattern, int position, string what)
        : base($"Pattern '{pattern}', character {position + 1}: {what}") => (Pattern, Position) = (pattern, position);

    internal TextPatternException(string pattern, string what)
        : base($"Pattern '{pattern}': {what}") => Pattern = pattern;

    /// <summary>The pattern.</summary>
    public string Pattern { get; }

    /// <summary>Where in the pattern, in UTF-16 characters from 0; 0 where it is about the whole.</summary>
    public int Position { get; }
}
