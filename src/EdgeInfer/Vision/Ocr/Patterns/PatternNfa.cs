using System.Text;

namespace EdgeInfer.Vision;

/// <summary>
/// A pattern as a non-deterministic automaton: states that read one character of a set, and states that fork without reading
/// (K. Thompson, "Regular Expression Search Algorithm", 1968).
/// </summary>
internal sealed class PatternNfa
{
    /// <summary>Repeats copy their body; beyond this a pattern is larger than any line of text asks for.</summary>
    private const int MaxStates = 20_000;

    private const int None = -1;

    private readonly List<State> _states = [];
    private readonly string _pattern;

    private PatternNfa(PatternNode node, string pattern)
    {
        _pattern = pattern;
        Accept = Add(new State(null, None, None));
        Start = Build(node, Accept);
    }

    /// <summary>Reads a character of the set and goes to <paramref name="Next"/>; without a set, goes to both at once.</summary>
    private readonly record struct State(RuneSet? Set, int Next, int Other);

    public int Start { get; }

    public int Accept { get; }

    /// <summary>The sets that states read, each once.</summary>
    public IEnumerable<RuneSet> Sets => _states.Where(static s => s.Set is not null).Select(static s => s.Set!).Distinct();

    /// <exception cref="TextPatternException">It is too large.</exception>
    public static PatternNfa Build(PatternNode node, string pattern) => new(node, pattern);

    /// <summary>Adds a state and all that can be reached from it without reading; only states that read, and the accepting one, are kept.</summary>
    public void Close(int state, SortedSet<int> into)
    {
        var open = new Stack<int>([state]);
        var seen = new HashSet<int>();
        while (open.TryPop(out int next))
        {
            if (next == None || !seen.Add(next)) continue;
            State at = _states[next];
            if (at.Set is not null || next == Accept)
            {
                into.Add(next);
                continue;
            }

            open.Push(at.Next);
            open.Push(at.Other);
        }
    }

    /// <summary>The states that follow when a character is read.</summary>
    public SortedSet<int> Step(IEnumerable<int> states, Rune rune)
    {
        var next = new SortedSet<int>();
        foreach (int state in states)
        {
            if (_states[state].Set is { } set && set.Contains(rune)) Close(_states[state].Next, next);
        }

        return next;
    }

    /// <returns>The state where the node begins; it ends in <paramref name="next"/>.</returns>
    private int Build(PatternNode node, int next)
    {
        switch (node)
        {
            case PatternNode.One one:
                return Add(new State(one.Set, next, None));
            case PatternNode.Sequence sequence:
                for (int i = sequence.Parts.Count - 1; i >= 0; i--) next = Build(sequence.Parts[i], next);
                return next;
            case PatternNode.Choice choice:
                int fork = Build(choice.Branches[^1], next);
                for (int i = choice.Branches.Count - 2; i >= 0; i--) fork = Add(new State(null, Build(choice.Branches[i], next), fork));
                return fork;
            case PatternNode.Repeat repeat:
                return Build(repeat, next);
            default:
                throw new InvalidOperationException($"{node} is no kind of pattern.");
        }
    }

    private int Build(PatternNode.Repeat repeat, int next)
    {
        int at = next;
        if (repeat.Maximum is { } maximum)
        {
            // Every copy beyond the minimum may be the last.
            for (int i = repeat.Minimum; i < maximum; i++) at = Add(new State(null, Build(repeat.Body, at), next));
        }
        else
        {
            at = Add(default);
            _states[at] = new State(null, Build(repeat.Body, at), next);
        }

        for (int i = 0; i < repeat.Minimum; i++) at = Build(repeat.Body, at);
        return at;
    }

    private int Add(State state)
    {
        if (_states.Count == MaxStates) throw new TextPatternException(_pattern, $"its repeats make it larger than {MaxStates} states; allow fewer.");
        _states.Add(state);
        return _states.Count - 1;
    }
}
