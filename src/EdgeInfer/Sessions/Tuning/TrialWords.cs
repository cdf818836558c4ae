using System.Globalization;

namespace EdgeInfer.Sessions;

/// <summary>How the end of a trial is told.</summary>
internal static class TrialWords
{
    public const string NoTimeLeft = "no time was left; give tuning a larger budget";

    private static readonly Dictionary<int, string> Signals = new()
    {
        [1] = "SIGHUP",
        [2] = "SIGINT",
        [4] = "SIGILL",
        [5] = "SIGTRAP",
        [6] = "SIGABRT",
        [8] = "SIGFPE",
        [9] = "SIGKILL",
        [11] = "SIGSEGV",
        [15] = "SIGTERM",
    };

    private static readonly Dictionary<uint, string> WindowsCodes = new()
    {
        [0xC0000005] = "access violation",
        [0xC000001D] = "illegal instruction",
        [0xC00000FD] = "stack overflow",
        [0xC0000135] = "a DLL was not found",
        [0xC0000374] = "heap corruption",
        [0xC0000409] = "stack buffer overrun or abort",
    };

    public static string TimedOut(TimeSpan limit) =>
        string.Create(CultureInfo.InvariantCulture, $"was not done within {limit.TotalSeconds:0.0} s; give tuning a larger budget");

    /// <summary>How a child ended: <c>crashed with signal 11 (SIGSEGV)</c>.</summary>
    /// <param name="exitCode">As .NET has it: 128 and the signal's number on Unix.</param>
    /// <param name="isWindows">Which system's codes these are.</param>
    /// <param name="lastWords">The last it wrote to standard error, or empty.</param>
    public static string Ended(int exitCode, bool isWindows, string lastWords)
    {
        string how = isWindows
            ? exitCode is >= 0 and < 256 ? $"its process ended with exit code {exitCode}"
                : $"its process crashed with 0x{(uint)exitCode:X8}{(WindowsCodes.TryGetValue((uint)exitCode, out string? meaning) ? $" ({meaning})" : "")}"
            : exitCode <= 128 ? $"its process ended with exit code {exitCode}"
                : $"its process crashed with signal {exitCode - 128}{(Signals.TryGetValue(exitCode - 128, out string? name) ? $" ({name})" : "")}";
        return lastWords.Length == 0 ? how : $"{how}; it said: {lastWords}";
    }
}
