namespace EdgeInfer.Tests.Vision.Ocr;

/// <summary>The character error rate as the test data's README defines it: white space ignored, extra lines not counted.</summary>
internal static class CharacterErrors
{
    public static double Rate(IReadOnlyList<string> truth, IReadOnlyList<string> read)
    {
        List<string> expected = [.. truth.Select(WithoutSpace).Where(static l => l.Length > 0)];
        List<string> found = [.. read.Select(WithoutSpace).Where(static l => l.Length > 0)];
        int total = expected.Sum(static l => l.Length);
        var pairs =
            from t in Enumerable.Range(0, expected.Count)
            from r in Enumerable.Range(0, found.Count)
            let distance = EditDistance(expected[t], found[r])
            let relative = (double)distance / expected[t].Length
            where relative < 0.7
            orderby relative
            select (t, r, distance);
        int errors = 0;
        HashSet<int> pairedTruth = [], pairedRead = [];
        foreach ((int t, int r, int distance) in pairs)
        {
            if (pairedTruth.Contains(t) || pairedRead.Contains(r)) continue;
            pairedTruth.Add(t);
            pairedRead.Add(r);
            errors += distance;
        }

        for (int t = 0; t < expected.Count; t++)
        {
            if (!pairedTruth.Contains(t)) errors += expected[t].Length;
        }

        return (double)errors / total;
    }

    public static string WithoutSpace(string text) => string.Concat(text.Where(static c => !char.IsWhiteSpace(c)));

    public static int EditDistance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int k = 1; k <= b.Length; k++)
            {
                int replaced = diagonal + (a[i - 1] == b[k - 1] ? 0 : 1);
                diagonal = row[k];
                row[k] = Math.Min(replaced, 1 + Math.Min(row[k], row[k - 1]));
            }
        }

        return row[^1];
    }
}
