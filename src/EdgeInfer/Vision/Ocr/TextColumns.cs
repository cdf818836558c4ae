namespace EdgeInfer.Vision;

/// <summary>Splits a page into columns, and what is left into rows.</summary>
internal static class TextColumns
{
    /// <summary>A column has at least so many lines.</summary>
    private const int FewestLines = 3;

    /// <summary>At least half of a column's lines are this many times as long as high …</summary>
    private const float ProseFrom = 6;

    /// <summary>… and at least half fill so much of its width.</summary>
    private const float FillsFrom = 0.6f;

    /// <summary>Sorts lines that have been laid straight.</summary>
    public static void Sort(Span<PlacedLine> lines)
    {
        lines.Sort(static (a, b) => a.Middle.CompareTo(b.Middle) is var order && order != 0 ? order : a.Index.CompareTo(b.Index));
        if (lines.Length < 2 * FewestLines || !TryFindGutter(lines, out float gutter))
        {
            TextRows.Sort(lines);
            return;
        }

        // What crosses the gutter, a headline, parts the page into zones.
        for (int from = 0; from < lines.Length;)
        {
            int to = ZoneEnd(lines, from, gutter, out bool crosses);
            Span<PlacedLine> zone = lines[from..to];
            if (!crosses && AreColumns(zone, gutter))
            {
                zone.Sort((a, b) => (a.Left >= gutter).CompareTo(b.Left >= gutter) is var order && order != 0 ? order : a.Middle.CompareTo(b.Middle));
                int left = 0;
                while (left < zone.Length && zone[left].Left < gutter) left++;
                Sort(zone[..left]);
                Sort(zone[left..]);
            }
            else if (zone.Length < lines.Length)
            {
                Sort(zone);
            }

            from = to;
        }
    }

    /// <summary>Finds where the gap lies that has the most lines in columns beside it.</summary>
    private static bool TryFindGutter(ReadOnlySpan<PlacedLine> lines, out float gutter)
    {
        gutter = 0;
        int most = 0;
        foreach (ref readonly PlacedLine candidate in lines)
        {
            // Just right of where a line ends.
            float x = candidate.Right + candidate.Height / 8;
            int inColumns = 0;
            for (int from = 0; from < lines.Length;)
            {
                int to = ZoneEnd(lines, from, x, out bool crosses);
                if (!crosses && AreColumns(lines[from..to], x)) inColumns += to - from;
                from = to;
            }

            if (inColumns > most) (most, gutter) = (inColumns, x);
        }

        return most > 0;
    }

    /// <summary>The end of the run of lines that all cross a gutter, or all do not.</summary>
    private static int ZoneEnd(ReadOnlySpan<PlacedLine> lines, int from, float gutter, out bool crosses)
    {
        crosses = Crosses(in lines[from], gutter);
        int to = from + 1;
        while (to < lines.Length && Crosses(in lines[to], gutter) == crosses) to++;
        return to;
    }

    private static bool Crosses(in PlacedLine line, float gutter) => line.Left < gutter && line.Right > gutter;

    private static bool AreColumns(ReadOnlySpan<PlacedLine> zone, float gutter)
    {
        var left = new Column(zone, gutter, before: true);
        var right = new Column(zone, gutter, before: false);
        if (left.Lines < FewestLines || right.Lines < FewestLines) return false;
        float shared = Math.Min(left.Bottom, right.Bottom) - Math.Max(left.Top, right.Top);
        return shared >= 0.5f * Math.Min(left.Bottom - left.Top, right.Bottom - right.Top)
            && right.Left - left.Right >= 0.5f * Math.Min(left.LineHeight, right.LineHeight)
            && left.IsProse(zone, gutter) && right.IsProse(zone, gutter);
    }

    /// <summary>The lines on one side of a gutter.</summary>
    private readonly struct Column
    {
        private readonly bool _before;

        public Column(ReadOnlySpan<PlacedLine> zone, float gutter, bool before)
        {
            _before = before;
            (Left, Top, Right, Bottom) = (float.MaxValue, float.MaxValue, float.MinValue, float.MinValue);
            float heights = 0;
            foreach (ref readonly PlacedLine line in zone)
            {
                if (line.Left < gutter != before) continue;
                Lines++;
                heights += line.Height;
                Left = Math.Min(Left, line.Left);
                Right = Math.Max(Right, line.Right);
                Top = Math.Min(Top, line.Top);
                Bottom = Math.Max(Bottom, line.Bottom);
            }

            LineHeight = heights / Math.Max(1, Lines);
        }

        public int Lines { get; }

        public float Left { get; }

        public float Right { get; }

        public float Top { get; }

        public float Bottom { get; }

        public float LineHeight { get; }

        public bool IsProse(ReadOnlySpan<PlacedLine> zone, float gutter)
        {
            int prose = 0, filling = 0;
            foreach (ref readonly PlacedLine line in zone)
            {
                if (line.Left < gutter != _before) continue;
                if (line.Width >= ProseFrom * line.Height) prose++;
                if (line.Width >= FillsFrom * (Right - Left)) filling++;
            }

            return 2 * prose >= Lines && 2 * filling >= Lines;
        }
    }
}
