using System.Text.RegularExpressions;

namespace EdgeInfer.Build.Npm;

/// <summary>Finds in npm's many lines on standard error the ones that say what went wrong.</summary>
internal static partial class NpmErrors
{
    /// <summary>npm's own error lines as one line, without the pointer to its log file.</summary>
    public static string Summarise(string standardError)
    {
        string[] all = standardError.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] said =
        [
            .. all.Where(line => Prefix().IsMatch(line))
                .Select(line => Prefix().Replace(line, "").Trim())
                .Where(line => line.Length > 0 && !Noise().IsMatch(line))
                .Distinct()
                .Take(4),
        ];
        return said.Length > 0 ? string.Join("; ", said) : all.LastOrDefault() ?? "npm gave no reason";
    }

    /// <summary>Repeats what the other lines say, or points to a log file.</summary>
    [GeneratedRegex(@"^(syscall|errno|A complete log|notarget In most cases|404 Note that)\b|_logs")]
    private static partial Regex Noise();

    /// <summary>npm 9 and earlier write "npm ERR!", later ones "npm error".</summary>
    [GeneratedRegex(@"^npm (ERR!|error)\s*")]
    private static partial Regex Prefix();
}
