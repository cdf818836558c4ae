using System.Diagnostics;
using System.Text;

namespace EdgeInfer.Cli.Tests;

/// <summary>One call of the command line tool, as a process of its own.</summary>
internal sealed record Tool
{
    /// <summary>Well beyond what any call here takes, also on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string Assembly = Path.Combine(
        AppContext.BaseDirectory, "..", "..", "EdgeInfer.Cli", Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "EdgeInfer.Cli.dll");

    public string WorkingFolder { get; init; } = AppContext.BaseDirectory;

    public byte[] Input { get; init; } = [];

    /// <summary>Where winners of tuning are remembered: not where somebody's are who uses the tool on this machine.</summary>
    public string TuneCache { get; init; } = Path.Combine(AppContext.BaseDirectory, "no-winners-here");

    /// <summary>Where pulled models are: not where somebody's are either.</summary>
    public string ModelCache { get; init; } = Path.Combine(AppContext.BaseDirectory, "no-models-here");

    /// <summary>Takes the place of all models' sources; none by default, and nothing is ever downloaded from the sources themselves.</summary>
    public string ModelMirror { get; init; } = "http://127.0.0.1:9/";

    /// <summary>A program and its arguments that start the tool, in place of starting it directly.</summary>
    public IReadOnlyList<string> Through { get; init; } = [];

    /// <summary>The words of the command line up to the tool's own arguments.</summary>
    public static IReadOnlyList<string> Command { get; } =
        [Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet", Path.GetFullPath(Assembly)];

    public static ToolResult Run(params IEnumerable<string> arguments) => new Tool().Call(arguments);

    public ToolResult Call(params IEnumerable<string> arguments)
    {
        using Process process = Start(arguments);
        return Complete(process);
    }

    private ToolResult Complete(Process process)
    {
        Task<byte[]> output = ReadToEnd(process.StandardOutput.BaseStream);
        Task<byte[]> error = ReadToEnd(process.StandardError.BaseStream);
        try
        {
            process.StandardInput.BaseStream.Write(Input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A call that is refused does not read its input.
        }

        return Finish(process, output, error);
    }

    public Process Start(params IEnumerable<string> arguments) => StartWords([.. Through, .. Command, .. arguments]);

    /// <summary>Runs a command line that starts the tool somewhere inside.</summary>
    public ToolResult CallWords(params string[] words)
    {
        using Process process = StartWords(words);
        return Complete(process);
    }

    private Process StartWords(string[] words)
    {
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = WorkingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["EDGEINFER_TUNE_CACHE"] = TuneCache;
        start.Environment["EDGEINFER_MODEL_CACHE"] = ModelCache;
        start.Environment["EDGEINFER_MODEL_MIRROR"] = ModelMirror;
        start.Environment["NO_PROXY"] = "127.0.0.1";
        return Process.Start(start)!;
    }

    public static ToolResult Finish(Process process, Task<byte[]> output, Task<byte[]> error)
    {
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"'{string.Join(' ', process.StartInfo.ArgumentList)}' did not end within {Patience}.");
        }

        return new ToolResult(process.ExitCode, Text(output), Text(error));

        static string Text(Task<byte[]> bytes) => Encoding.UTF8.GetString(bytes.GetAwaiter().GetResult()).Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    public static async Task<byte[]> ReadToEnd(Stream stream)
    {
        var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
