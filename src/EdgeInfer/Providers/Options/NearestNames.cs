namespace EdgeInfer.Providers;

/// <summary>Finds what somebody may have meant by a name that does not exist.</summary>
internal static class NearestNames
{
    /// <returns>The nearest first; empty where nothing comes near.</returns>
    public static string[] Find(string name, IEnumerable<string> known, int most) =>
        [.. known.Select(k => (Name: k, Distance: Distance(name, k)))
            .Where(k => k.Distance <= Math.Max(2, Math.Max(name.Length, k.Name.Length) / 3))
            .OrderBy(static k => k.Distance)
            .Take(most)
            .Select(static k => k.Name)];

    /// <summary>Letters to insert, delete or replace, whatever their case; a name that is part of the other one is near.</summary>
    private static int Distance(string a, string b)
    {
        if (a.Length >= 4 && b.Contains(a, StringComparison.OrdinalIgnoreCase)) return 1;
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++) previous[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = previous[j - 1] + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                current[j] = Math.Min(replaced, 1 + Math.Min(previous[j], current[j - 1]));
            }

            (previous, current) = (current, previous);
        }

        return previous[b.Length];
    }
}
