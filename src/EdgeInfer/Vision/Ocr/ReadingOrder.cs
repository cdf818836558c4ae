namespace EdgeInfer.Vision;

/// <summary>Puts lines of text into the order in which a person reads them.</summary>
/// <remarks>
/// The page's direction is that of most of its text, so that turned and skewed pages are read like upright ones; text that runs across it
/// comes last. Lines side by side are a row, read from left to right; but where several lines that fill their columns stand on both
/// sides of a gap, the left column comes first. Columns of prose are wide: prices beside the articles of a receipt stay in their rows.
/// </remarks>
internal static class ReadingOrder
{
    /// <summary>A line this many times as long as high, or more, shows its own direction.</summary>
    private const float LongFrom = 3;

    /// <summary>Sorts lines.</summary>
    public static void Sort(Span<PlacedLine> lines)
    {
        if (lines.Length < 2) return;
        double direction = MainDirection(lines);
        foreach (ref PlacedLine line in lines) line.RunsAcross = line.Width >= LongFrom * line.Height && Math.Abs(Math.Sin(line.Direction - direction)) > Math.Sqrt(0.5);
        lines.Sort(static (a, b) => a.RunsAcross.CompareTo(b.RunsAcross) is var order && order != 0 ? order : a.Index.CompareTo(b.Index));
        int along = 0;
        while (along < lines.Length && !lines[along].RunsAcross) along++;
        SortAlong(lines[..along], direction);
        if (along < lines.Length) SortAlong(lines[along..], MainDirection(lines[along..]));
    }

    private static void SortAlong(Span<PlacedLine> lines, double direction)
    {
        foreach (ref PlacedLine line in lines) line.Lay(direction);
        TextColumns.Sort(lines);
    }

    /// <summary>The direction of most text, by length: first to a quarter turn, then the mean of what runs about that way.</summary>
    private static double MainDirection(ReadOnlySpan<PlacedLine> lines)
    {
        Span<double> weights = stackalloc double[4];
        weights.Clear();
        foreach (ref readonly PlacedLine line in lines) weights[Quarter(line.Direction)] += Weight(in line);

        int best = 0;
        for (int i = 1; i < 4; i++)
        {
            if (weights[i] > weights[best]) best = i;
        }

        double x = 0, y = 0;
        foreach (ref readonly PlacedLine line in lines)
        {
            if (Quarter(line.Direction) != best) continue;
            (double sin, double cos) = Math.SinCos(line.Direction);
            x += cos * Weight(in line);
            y += sin * Weight(in line);
        }

        return Math.Atan2(y, x);

        static int Quarter(double direction) => (int)Math.Round(direction / (Math.PI / 2)) & 3;

        // A single character is as wide as high, and its box says nothing about a direction.
        static double Weight(in PlacedLine line) => line.Width >= LongFrom * line.Height ? line.Width : line.Width / 16;
    }
}
