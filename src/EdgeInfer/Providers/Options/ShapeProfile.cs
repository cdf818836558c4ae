namespace EdgeInfer.Providers;

/// <summary>The shapes of one input that an engine is built for: it takes any between the least and the greatest, and is fastest at the usual one.</summary>
/// <param name="Input">The input's name.</param>
/// <param name="Least">Smallest size of each axis.</param>
/// <param name="Usual">The sizes to optimise for.</param>
/// <param name="Greatest">Largest size of each axis.</param>
public sealed record ShapeProfile(string Input, IReadOnlyList<int> Least, IReadOnlyList<int> Usual, IReadOnlyList<int> Greatest);

/// <summary>Profiles as TensorRT's options write them: <c>images:1x3x320x320,mask:1x320</c>.</summary>
internal static class ShapeProfileText
{
    private const string Expected = "shapes such as images:1x3x640x640,mask:1x640";

    public static OptionKey Key(string name) => OptionKey.Text(name, Expected, IsValid);

    public static string? Write(IReadOnlyList<ShapeProfile> profiles, Func<ShapeProfile, IReadOnlyList<int>> shape) =>
        profiles.Count == 0 ? null : string.Join(',', profiles.Select(p => $"{p.Input}:{string.Join('x', shape(p))}"));

    /// <summary>Refuses profiles of which a part is missing, which name different inputs, or whose least is above their greatest.</summary>
    public static void Check(OptionValues values, string least, string usual, string greatest)
    {
        foreach (string key in (string[])[least, usual, greatest])
        {
            foreach (string other in (string[])[least, usual, greatest]) values.Require(key, other);
        }

        if (!values.Has(least)) return;
        Dictionary<string, int[]> min = Read(values.Keys[least]), opt = Read(values.Keys[usual]), max = Read(values.Keys[greatest]);
        foreach ((string input, int[] low) in min)
        {
            if (!opt.TryGetValue(input, out int[]? middle)) throw values.Wrong(least, $"input '{input}' is not in {usual} = {values.Keys[usual]}");
            if (!max.TryGetValue(input, out int[]? high)) throw values.Wrong(least, $"input '{input}' is not in {greatest} = {values.Keys[greatest]}");
            if (low.Length != middle.Length || low.Length != high.Length)
                throw values.Wrong(least, $"input '{input}' has {low.Length} axes here, {middle.Length} in {usual} and {high.Length} in {greatest}");
            for (int i = 0; i < low.Length; i++)
            {
                if (low[i] > middle[i]) throw values.Wrong(least, $"axis {i} of input '{input}' is {low[i]}, above {middle[i]} in {usual}");
                if (middle[i] > high[i]) throw values.Wrong(usual, $"axis {i} of input '{input}' is {middle[i]}, above {high[i]} in {greatest}");
            }
        }

        if (opt.Keys.Concat(max.Keys).FirstOrDefault(i => !min.ContainsKey(i)) is { } extra) throw values.Wrong(least, $"input '{extra}' is in {usual} or {greatest}, but not here");
    }

    private static bool IsValid(string text)
    {
        var inputs = new HashSet<string>(StringComparer.Ordinal);
        foreach (string part in text.Split(','))
        {
            // Names of inputs may have colons themselves.
            int colon = part.LastIndexOf(':');
            if (colon < 1 || !inputs.Add(part[..colon])) return false;
            foreach (string size in part[(colon + 1)..].Split('x'))
            {
                if (!int.TryParse(size, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int value) || value < 1) return false;
            }
        }

        return true;
    }

    private static Dictionary<string, int[]> Read(string text) => text.Split(',').ToDictionary(
        static p => p[..p.LastIndexOf(':')],
        static p => Array.ConvertAll(p[(p.LastIndexOf(':') + 1)..].Split('x'), static s => int.Parse(s, System.Globalization.CultureInfo.InvariantCulture)));
}
