namespace EdgeInfer.Vision;

/// <summary>A parsed pattern.</summary>
internal abstract record PatternNode
{
    /// <summary>One character of a set.</summary>
    public sealed record One(RuneSet Set) : PatternNode;

    /// <summary>One after the other; none means the empty text.</summary>
    public sealed record Sequence(IReadOnlyList<PatternNode> Parts) : PatternNode;

    /// <summary>One of several.</summary>
    public sealed record Choice(IReadOnlyList<PatternNode> Branches) : PatternNode;

    /// <summary>As often as said; no maximum means any number of times.</summary>
    public sealed record Repeat(PatternNode Body, int Minimum, int? Maximum) : PatternNode;
}
