using System.Globalization;

namespace EdgeInfer.Providers;

/// <summary>The kernel's lists of processors: <c>0-3,8,10-11</c>.</summary>
internal static class CpuList
{
    // The kernel's own greatest NR_CPUS; a file that says more is not a list of processors.
    private const int Most = 8192;

    /// <returns>The numbers in ascending order; empty for a text that is no list, or null.</returns>
    public static SortedSet<int> Parse(string? text)
    {
        var processors = new SortedSet<int>();
        if (text is null) return processors;
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int dash = part.IndexOf('-', StringComparison.Ordinal);
            if (!TryParse(dash < 0 ? part : part[..dash], out int first) || !TryParse(dash < 0 ? part : part[(dash + 1)..], out int last)) return [];
            for (int processor = first; processor <= last; processor++) processors.Add(processor);
        }

        return processors;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out int processor) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out processor) && processor < Most;
}
