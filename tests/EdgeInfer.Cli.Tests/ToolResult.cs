using System.Text.Json;

namespace EdgeInfer.Cli.Tests;

/// <summary>What a call left behind.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public ToolResult AssertDone()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Error}\n{Output}");
        return this;
    }

    /// <summary>
    /// Fails as promised: this exit code; exactly one line on standard error, which is no stack trace and mentions what
    /// is asked for; on standard output nothing, or no more than an empty array.
    /// </summary>
    public ToolResult AssertRefused(int exitCode, params IEnumerable<string> mentions)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode}, expected {exitCode}\n{Error}\n{Output}");
        string line = Assert.Single(ErrorLines);
        Assert.StartsWith("error: ", line);
        Assert.DoesNotContain("Exception", line);
        foreach (string mention in mentions) Assert.Contains(mention, line);
        Assert.True(Output is "" or "[]\n", $"unexpected output: {Output}");
        return this;
    }

    /// <summary>Standard output as JSON, which it must be to its last character.</summary>
    public JsonElement Json() => JsonDocument.Parse(Output).RootElement;
}
