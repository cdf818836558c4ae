using System.Text;

namespace EdgeInfer.PublicApi.Tests;

/// <summary>Lines that came and went between two listings, each under the type it belongs to.</summary>
internal static class ListingDifference
{
    public static string Between(string before, string after)
    {
        Dictionary<string, string> old = Lines(before), current = Lines(after);
        var text = new StringBuilder();
        foreach ((string key, string line) in old.Where(l => !current.ContainsKey(l.Key))) text.Append("  - ").Append(line).Append('\n');
        foreach ((string key, string line) in current.Where(l => !old.ContainsKey(l.Key))) text.Append("  + ").Append(line).Append('\n');
        return text.Length > 0 ? text.ToString().TrimEnd('\n') : "  the same lines in another order";
    }

    /// <summary>A member's line means something only together with its type.</summary>
    private static Dictionary<string, string> Lines(string listing)
    {
        var lines = new Dictionary<string, string>();
        string type = "";
        foreach (string line in listing.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            bool isMember = line.StartsWith(' ');
            if (!isMember) type = line;
            lines[isMember ? $"{type}|{line}" : line] = isMember ? $"{type.Split(" : ")[0]}: {line.Trim()}" : line;
        }

        return lines;
    }
}
