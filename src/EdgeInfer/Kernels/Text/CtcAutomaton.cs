namespace EdgeInfer.Kernels;

/// <summary>
/// Which texts a beam search may find: a deterministic automaton that reads classes. Every state can still be completed to an accepted
/// text, so that a search never walks into a dead end.
/// </summary>
/// <remarks>
/// Classes that the automaton treats alike share a column of the table: of a dictionary of thousands a pattern tells few apart.
/// Immutable and thread-safe.
/// </remarks>
internal sealed class CtcAutomaton
{
    /// <summary>The state before the first character.</summary>
    public const int Start = 0;

    /// <summary>The column of classes that no text may contain, the blank among them.</summary>
    public const int NoColumn = -1;

    private readonly int[] _columnOfClass;
    private readonly int[] _next;
    private readonly bool[] _accepts;
    private readonly int _columns;

    /// <param name="columnOfClass">For each class its column in the table, or <see cref="NoColumn"/>.</param>
    /// <param name="columns">Columns of the table.</param>
    /// <param name="next">States × columns, row-major: the state that follows, or −1.</param>
    /// <param name="accepts">For each state whether a text may end there.</param>
    public CtcAutomaton(int[] columnOfClass, int columns, int[] next, bool[] accepts)
    {
        if (next.Length != accepts.Length * columns)
            throw new ArgumentException($"{accepts.Length} states of {columns} columns need {accepts.Length * columns} entries, not {next.Length}.", nameof(next));
        (_columnOfClass, _columns, _next, _accepts) = (columnOfClass, columns, next, accepts);
    }

    /// <summary>Classes of the model, the blank included.</summary>
    public int Classes => _columnOfClass.Length;

    /// <summary>Number of states.</summary>
    public int States => _accepts.Length;

    /// <summary>False for classes that no accepted text contains.</summary>
    public bool Uses(int classId) => _columnOfClass[classId] >= 0;

    /// <returns>The state after one more class, or −1 where no accepted text goes on like that.</returns>
    public int Next(int state, int classId) => _columnOfClass[classId] is >= 0 and int column ? _next[state * _columns + column] : -1;

    /// <summary>Whether a text may end here.</summary>
    public bool Accepts(int state) => _accepts[state];
}
