namespace EdgeInfer.Vision;

/// <summary>Puts lines that stand side by side into rows, and reads row by row.</summary>
internal static class TextRows
{
    /// <summary>Two lines are side by side where this part of the lower one's height is shared …</summary>
    private const float SharedHeight = 0.5f;

    /// <summary>… and no more than this part of the narrower one's width.</summary>
    private const float SharedWidth = 0.3f;

    /// <param name="lines">From the top down.</param>
    public static void Sort(Span<PlacedLine> lines)
    {
        for (int i = 0; i < lines.Length; i++) lines[i].Row = FindRow(lines, i);
        lines.Sort(static (a, b) => a.Row.CompareTo(b.Row) is var order && order != 0 ? order
            : a.Left.CompareTo(b.Left) is var across && across != 0 ? across : a.Index.CompareTo(b.Index));
    }

    /// <summary>
    /// The row of the nearest line beside this one, or a new row. The nearest: on a curved or skewed page only neighbours are level.
    /// </summary>
    private static int FindRow(ReadOnlySpan<PlacedLine> lines, int index)
    {
        ref readonly PlacedLine line = ref lines[index];
        int row = index;
        float nearest = float.MaxValue;
        for (int i = index - 1; i >= 0; i--)
        {
            ref readonly PlacedLine other = ref lines[i];
            // From the top down: those further up are further away, but for those that are much higher than they are wide.
            if (line.Middle - other.Middle > Math.Max(line.Bottom - line.Top, other.Bottom - other.Top)) continue;
            float gap = Math.Max(line.Left, other.Left) - Math.Min(line.Right, other.Right);
            if (gap < nearest && AreBeside(in line, in other) && FitsInto(lines[..index], other.Row, in line)) (nearest, row) = (gap, other.Row);
        }

        return row;
    }

    private static bool AreBeside(in PlacedLine a, in PlacedLine b)
    {
        float shared = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top);
        return shared >= SharedHeight * Math.Min(a.Bottom - a.Top, b.Bottom - b.Top);
    }

    private static bool FitsInto(ReadOnlySpan<PlacedLine> lines, int row, in PlacedLine line)
    {
        foreach (ref readonly PlacedLine member in lines)
        {
            if (member.Row != row) continue;
            float shared = Math.Min(line.Right, member.Right) - Math.Max(line.Left, member.Left);
            if (shared > SharedWidth * Math.Min(line.Right - line.Left, member.Right - member.Left)) return false;
        }

        return true;
    }
}
