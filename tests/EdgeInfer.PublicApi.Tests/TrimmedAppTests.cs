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
    private static readonly Lazy<string> App = new(Publish);

    [Fact]
    public void Reads_a_manifest_and_detects()
    {
        string output = RunApp(
            Path.Combine(TestData.RepositoryRoot, "models", "codes.onnx"), Path.Combine(TestData.RepositoryRoot, "samples", "images", "parcel.jpg"));

        Assert.Matches(@"codes\.manifest\.json, [2-9] labels", output);
        Assert.Matches(@"\ncpu: \d+ nodes in 1 partition, 100 % of compute\n", output);
        Assert.Contains("\nlinear 0.", output);
    }

    [Fact]
    public void Brings_its_models_along()
    {
        string output = RunApp("codes", Path.Combine(TestData.RepositoryRoot, "samples", "images", "code_kinds.jpg"));

        Assert.Contains("the manifest that comes with codes (built in)", output);
        Assert.Contains("\nqr 0.", output);
    }

    [Fact]
    public void Knows_the_catalogue()
    {
        string output = RunApp(TestData.Path("models/yolox_nano.onnx"), TestData.Path("images/bus.jpg"));

        Assert.Contains("manifest from the catalogue of known models (yolox_nano), 80 labels", output);
        Assert.Contains("bus 0.96 (49, 81) – (603, 424)", output);
    }

    private static string RunApp(string model, string picture)
    {
        using var folder = new TemporaryFolder();
        (int exitCode, string output) = Run(App.Value, model, picture, folder.File("annotated.png"));
        Assert.True(exitCode == 0, output);
        Assert.True(new FileInfo(folder.File("annotated.png")).Length > 0);
        return output.ReplaceLineEndings("\n");
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
            // The ordinary build has analysed the same sources; the linker's own warnings stay.
            $"-p:ArtifactsPath={artifacts}", "-p:RunAnalyzers=false", "-p:GenerateDocumentationFile=false", "-nodeReuse:false", "-verbosity:quiet");

        Match missing = MissingPack().Match(output);
        Assert.SkipWhen(missing.Success, $"The package source lacks what publishing needs: {missing.Value}");
        Assert.True(exitCode == 0, output);
        return Path.Combine(target, OperatingSystem.IsWindows() ? "EdgeInfer.TrimmedApp.exe" : "EdgeInfer.TrimmedApp");
    }

    private static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = TestData.RepositoryRoot,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
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
