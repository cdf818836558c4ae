using EdgeInfer.Build.Processes;

namespace EdgeInfer.Build.Verbs;

internal static class TestVerb
{
    private const string KernelProject = "EdgeInfer.Tests", KernelTests = "EdgeInfer.Tests.Kernels";

    /// <summary>Switches of the runtime that take instruction sets away, each leaving narrower vectors than the one before it.</summary>
    /// <remarks>.NET 10 no longer reads EnableAVX512F: one switch covers all of AVX-512.</remarks>
    private static readonly string[] Narrowing = ["DOTNET_EnableAVX512=0", "DOTNET_EnableAVX2=0", "DOTNET_EnableHWIntrinsic=0"];

    public static async Task<int> RunAsync(Workspace workspace, string[] arguments, CancellationToken cancel)
    {
        if (!await BuildVerb.BuildAllAsync(workspace, cancel))
        {
            return 1;
        }

        CommandLineTool.WriteLaunchers(workspace);
        string results = workspace.Checkout.InArtifacts("test-results");
        if (Directory.Exists(results))
        {
            Directory.Delete(results, recursive: true);
        }

        // One project at a time: their output stays readable, and tests that count allocations or measure
        // memory do not share the machine with others.
        int exitCode = await Dotnet.Command(workspace.Checkout.Root,
            [
                "test", workspace.Checkout.SolutionFile, "-c", "Release", "--no-build", "-m:1", "-nologo", "--tl:off",
                "--logger", "trx", "--logger", "console;verbosity=minimal", "--results-directory", results,
                .. arguments,
            ]).RunAsync(cancel);

        // A run of chosen tests stays as short as it was asked to be.
        if (arguments.Length == 0)
        {
            foreach (string narrowing in Narrowing)
            {
                Console.WriteLine($"Kernel tests once more, with {narrowing}:");
                int narrowed = await Narrowed(workspace, narrowing, results).RunAsync(cancel);
                exitCode = exitCode == 0 ? narrowed : exitCode;
            }
        }

        TestCounts counts = TestCounts.Sum(results);
        Console.WriteLine(counts);
        if (counts.Total == 0)
        {
            workspace.Progress.Warn("no test was run");
            return 1;
        }

        if (counts.Failed == 0 && exitCode != 0)
        {
            // The results file of such a run says "passed" of every test that ended before the crash.
            workspace.Progress.Warn("a test process crashed or could not start, and its remaining tests are not counted; see above");
        }

        return counts.Failed > 0 && exitCode == 0 ? 1 : exitCode;
    }

    /// <summary>The kernels pick their path by what the processor has; without some of it, the tests reach the other paths.</summary>
    private static ChildProcess Narrowed(Workspace workspace, string environment, string results) => Dotnet.Command(
        workspace.Checkout.Root,
        [
            "test", workspace.Checkout.InRoot("tests", KernelProject, KernelProject + ".csproj"), "-c", "Release", "--no-build",
            "-nologo", "--tl:off", "--filter", $"FullyQualifiedName~{KernelTests}", "--environment", environment,
            "--logger", "trx", "--logger", "console;verbosity=minimal", "--results-directory", results,
        ]);
}
