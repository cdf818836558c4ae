using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace EdgeInfer.PublicApi.Tests;

/// <summary>
/// The library in an application that is published trimmed and self-contained: nothing it reaches only by reflection may
/// be lost, and no trim warning is let through.
/// </summary>
/// <remarks>
/// Native AOT is held to the same rules by the analyzers (IsAotCompatible), but not published here: its runtime pack is
/// not in every package source.
/// </remarks>
public sealed partial class TrimmedAppTests
{
    [Fact]
    public void Detects_objects()
    {
        string model = TestData.Path("models/yolox_nano.onnx");
        string picture = TestData.Path("images/bus.jpg");
        using var folder = new TemporaryFolder();

        string app = Publish();
        (int exitCode, string output) = Run(app, model, picture, folder.File("annotated.png"));

        Assert.True(exitCode == 0, output);
        Assert.Contains("manifest from the catalogue of known models (yolox_nano), 80 labels", output);
        Assert.Contains("bus 0.96 (49, 81) – (603, 424)", output);
        Assert.True(new FileInfo(folder.File("annotated.png")).Length > 0);
    }

    /// <returns>The application's file.</returns>
    private static string Publish()
    {
        // In a folder of its own: the projects' usual output is in use by the tests that run meanwhile.
        string artifacts = Path.Combine(TestData.RepositoryRoot, "artifacts", "trimmed");
        string target = Path.Combine(artifacts, "app");
        (int exitCode, string output) = Run(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet",
            "publish", Path.Combine(TestData.RepositoryRoot, "tests", "EdgeInfer.TrimmedApp"),
            "--configuration", "Release", "--runtime", RuntimeInformation.RuntimeIdentifier, "--output", target,
            $"-p:ArtifactsPath={artifacts}", "-nodeReuse:false", "-verbosity:quiet");

        Match missing = MissingPack().Match(output);
        Assert.SkipWhen(missing.Success, $"The package source lacks what publishing needs: {missing.Value}");
        Assert.True(exitCode == 0, output);
        return Path.Combine(target, OperatingSystem.IsWindows() ? "EdgeInfer.TrimmedApp.exe" : "EdgeInfer.TrimmedApp");
    }

    private static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // What the test runner sets for itself is not meant for other builds.
        foreach (string name in start.Environment.Keys.Where(static k => k.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray()) start.Environment.Remove(name);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }

    [GeneratedRegex(@"NU110[0-9]: .*Microsoft\.(NETCore\.App\.Runtime|NET\.ILLink)[^\n]*")]
    private static partial Regex MissingPack();
}
