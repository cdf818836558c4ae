using System.Diagnostics;

namespace EdgeInfer.Cli.Tests;

/// <summary>A real plug-in library, compiled by the machine's C compiler; tests are skipped where there is none.</summary>
internal sealed class ToyPlugin : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ToyPlugin()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The plug-in is compiled on Linux only.");
        string source = Path.Combine(TestData.RepositoryRoot, "tests", "EdgeInfer.Cli.Tests", "Plugins", "toy_plugin.c");
        using Process? compiler = Start("cc", "-O2", "-shared", "-fPIC", source, "-o", Library, "-lm");
        Assert.SkipWhen(compiler is null, "There is no C compiler (cc).");
        string error = compiler!.StandardError.ReadToEnd();
        compiler.WaitForExit();
        Assert.True(compiler.ExitCode == 0, error);
    }

    public string Folder => _folder.Path;

    public string Library => _folder.File("libonnxruntime_ep_toy.so");

    /// <summary>The tool in an environment that names the plug-in's folder.</summary>
    public Tool Tool(params string[] variables) => new() { Through = ["env", $"EDGEINFER_PROVIDER_PATH={Folder}", .. variables] };

    public void Dispose() => _folder.Dispose();

    private static Process? Start(string program, params string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
