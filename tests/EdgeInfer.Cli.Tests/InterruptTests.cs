using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace EdgeInfer.Cli.Tests;

/// <summary>Ctrl+C in the middle of a long run.</summary>
public sealed partial class InterruptTests
{
    private const int SigInt = 2;
    private const int Pictures = 2000;

    [Fact]
    public async Task Ctrl_C_ends_the_run_and_completes_the_json()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sends a signal, through coreutils' env.");
        using var folder = new TemporaryFolder();
        for (int i = 0; i < Pictures; i++) File.CreateSymbolicLink(folder.File($"{i:0000}.png"), TestFiles.Digit);

        // Whoever runs the tests may have Ctrl+C ignored, as shells do for jobs in the background.
        var tool = new Tool { Through = ["env", "--default-signal=INT"] };
        using Process process = tool.Start("detect", folder.Path, "-m", TestFiles.Yolox, "--json");
        process.StandardInput.Close();
        Task<byte[]> error = Tool.ReadToEnd(process.StandardError.BaseStream);
        // Results come as they are found, so the run is on its way when the first one is there.
        byte[] head = new byte[200];
        await process.StandardOutput.BaseStream.ReadExactlyAsync(head, TestContext.Current.CancellationToken);
        Assert.Equal(0, Kill(process.Id, SigInt));
        byte[] tail = await Tool.ReadToEnd(process.StandardOutput.BaseStream);

        ToolResult result = Tool.Finish(process, Task.FromResult<byte[]>([.. head, .. tail]), error);
        Assert.Equal(130, result.ExitCode);
        Assert.InRange(result.Json().GetArrayLength(), 1, Pictures - 1);
        Assert.Contains("stopped", Assert.Single(result.ErrorLines));
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
