using System.Globalization;

namespace EdgeInfer.Vision;

/// <summary>What stands on a tag that is drawn.</summary>
internal static class Caption
{
    /// <summary><c>dog 93%</c>; numbers that are no probabilities stay numbers: <c>dog 7.31</c>.</summary>
    public static string Of(string label, float score) => score is >= 0 and <= 1.01f
        ? string.Create(CultureInfo.InvariantCulture, $"{label} {score:0%}")
        : string.Create(CultureInfo.InvariantCulture, $"{label} {score:0.00}");
}
