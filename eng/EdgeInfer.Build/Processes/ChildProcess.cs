using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace EdgeInfer.Build.Processes;

/// <summary>A program this one starts and waits for; it is ended with its children when the wait is cancelled.</summary>
internal sealed class ChildProcess
{
    private readonly ProcessStartInfo _start;

    public ChildProcess(string program, IEnumerable<string> arguments, string folder)
    {
        _start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false };
    }

    public ChildProcess With(string variable, string value)
    {
        _start.Environment[variable] = value;
        return this;
    }

    /// <summary>Runs with this process's own console; returns the exit code.</summary>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        using Process process = Start();
        await WaitAsync(process, cancel);
        return process.ExitCode;
    }

    /// <summary>Runs silently and returns what it wrote.</summary>
    public async Task<Outcome> CaptureAsync(CancellationToken cancel)
    {
        _start.RedirectStandardInput = true;
        _start.RedirectStandardOutput = true;
        _start.RedirectStandardError = true;
        _start.StandardOutputEncoding = Encoding.UTF8;
        _start.StandardErrorEncoding = Encoding.UTF8;
        using Process process = Start();
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancel);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancel);
        await WaitAsync(process, cancel);
        return new Outcome(process.ExitCode, await output, await errors);
    }

    private Process Start()
    {
        try
        {
            return Process.Start(_start)!;
        }
        catch (Win32Exception e)
        {
            throw new ProgramNotFoundException(_start.FileName, e);
        }
    }

    private static async Task WaitAsync(Process process, CancellationToken cancel)
    {
        try
        {
            await process.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            // Its files can be removed only once it is gone.
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }
}

/// <summary>How a <see cref="ChildProcess"/> ended and what it said.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Errors)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>The program is not on PATH, or may not be started.</summary>
internal sealed class ProgramNotFoundException(string program, Exception inner)
    : Exception($"{program} could not be started: {inner.Message}", inner);
