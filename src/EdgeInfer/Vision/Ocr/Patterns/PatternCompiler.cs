using System.Text;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>A pattern and a dictionary into the automaton that a beam search follows.</summary>
/// <remarks>
/// The subset construction, over the dictionary's entries in place of all characters there are. Entries that no set of the pattern
/// tells apart share a column. States from which nothing that the dictionary can write leads to an end are left out.
/// </remarks>
internal static class PatternCompiler
{
    private const int MaxStates = 4096;

    /// <param name="node">The pattern.</param>
    /// <param name="pattern">It as it was written, for messages.</param>
    /// <param name="dictionary">For each class what it writes; the blank and whatever writes nothing is empty.</param>
    /// <exception cref="TextPatternException">It is too large, or the dictionary can write nothing that matches.</exception>
    public static CtcAutomaton Compile(PatternNode node, string pattern, IReadOnlyList<string> dictionary)
    {
        PatternNfa nfa = PatternNfa.Build(node, pattern);
        (int[] columnOfClass, List<string> columns) = Columns(nfa, dictionary);

        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        List<SortedSet<int>> sets = [];
        List<int[]> table = [];
        var start = new SortedSet<int>();
        nfa.Close(nfa.Start, start);
        Id(start);
        for (int state = 0; state < sets.Count; state++)
        {
            int[] row = new int[columns.Count];
            for (int column = 0; column < row.Length; column++)
            {
                SortedSet<int> next = sets[state];
                foreach (Rune rune in columns[column].EnumerateRunes()) next = nfa.Step(next, rune);
                row[column] = next.Count == 0 ? -1 : Id(next);
            }

            table.Add(row);
        }

        return Prune(columnOfClass, table, [.. sets.Select(s => s.Contains(nfa.Accept))], pattern);

        int Id(SortedSet<int> set)
        {
            string key = string.Join(',', set);
            if (ids.TryGetValue(key, out int id)) return id;
            if (sets.Count == MaxStates) throw new TextPatternException(pattern, $"it needs more than {MaxStates} states; make it simpler.");
            ids.Add(key, id = sets.Count);
            sets.Add(set);
            return id;
        }
    }

    /// <summary>Puts entries that every set of the pattern treats alike into one column, named by one of them.</summary>
    private static (int[] ColumnOfClass, List<string> Columns) Columns(PatternNfa nfa, IReadOnlyList<string> dictionary)
    {
        RuneSet[] sets = [.. nfa.Sets];
        var signatures = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] columnOfClass = new int[dictionary.Count];
        List<string> columns = [];
        var signature = new StringBuilder();
        for (int c = 0; c < columnOfClass.Length; c++)
        {
            signature.Clear();
            bool usable = dictionary[c].Length > 0;
            foreach (Rune rune in dictionary[c].EnumerateRunes())
            {
                int before = signature.Length;
                foreach (RuneSet set in sets) signature.Append(set.Contains(rune) ? '1' : '0');
                usable &= signature.ToString(before, signature.Length - before).Contains('1', StringComparison.Ordinal);
            }

            columnOfClass[c] = CtcAutomaton.NoColumn;
            if (!usable) continue;
            string key = signature.ToString();
            if (!signatures.TryGetValue(key, out int column))
            {
                signatures.Add(key, column = columns.Count);
                columns.Add(dictionary[c]);
            }

            columnOfClass[c] = column;
        }

        return (columnOfClass, columns);
    }

    private static CtcAutomaton Prune(int[] columnOfClass, List<int[]> table, bool[] accepts, string pattern)
    {
        bool[] alive = [.. accepts];
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int state = table.Count - 1; state >= 0; state--)
            {
                if (alive[state] || !Array.Exists(table[state], next => next >= 0 && alive[next])) continue;
                alive[state] = changed = true;
            }
        }

        if (!alive[CtcAutomaton.Start]) throw new TextPatternException(pattern, "the model's dictionary can write no text that matches it; correct the pattern or use another model.");
        int columns = columnOfClass.Length == 0 ? 0 : columnOfClass.Max() + 1;
        int[] renamed = new int[table.Count];
        int count = 0;
        for (int state = 0; state < renamed.Length; state++) renamed[state] = alive[state] ? count++ : -1;
        int[] next = new int[count * columns];
        for (int state = 0; state < renamed.Length; state++)
        {
            if (!alive[state]) continue;
            for (int column = 0; column < columns; column++)
                next[renamed[state] * columns + column] = table[state][column] is >= 0 and var to ? renamed[to] : -1;
        }

        return new CtcAutomaton(columnOfClass, columns, next, [.. accepts.Where((_, state) => alive[state])]);
    }
}
