namespace EdgeInfer.Build.Processes;

/// <summary>The .NET SDK that runs this program.</summary>
internal static class Dotnet
{
    /// <summary>The host this process was started by, so that a second SDK on PATH cannot take over.</summary>
    private static string Program =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";

    public static ChildProcess Command(string folder, params IEnumerable<string> arguments) =>
        new ChildProcess(Program, arguments, folder)
            .With("DOTNET_NOLOGO", "1")
            .With("DOTNET_CLI_TELEMETRY_OPTOUT", Environment.GetEnvironmentVariable("DOTNET_CLI_TELEMETRY_OPTOUT") ?? "1")
            .With("DOTNET_CLI_UI_LANGUAGE", "en");

    /// <summary>MSBuild switches for one warning or error per line and nothing else.</summary>
    public static IReadOnlyList<string> Quiet { get; } = ["-v:q", "-nologo", "-tl:off"];

    /// <summary>Restores and builds in Release. (`dotnet build` does the same, but repeats every warning in a summary.)</summary>
    public static ChildProcess Build(string folder, string project, params IEnumerable<string> switches) =>
        Command(folder, ["msbuild", project, "-restore", "-p:Configuration=Release", .. Quiet, .. switches]);

    /// <summary>Lines of MSBuild output that carry a warning or an error, without duplicates.</summary>
    public static string Complaints(Outcome outcome)
    {
        IEnumerable<string> lines = (outcome.Output + "\n" + outcome.Errors)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] errors = [.. lines.Where(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)).Distinct().Take(5)];
        return string.Join(" | ", errors.Length > 0 ? errors : lines.TakeLast(3));
    }
}
