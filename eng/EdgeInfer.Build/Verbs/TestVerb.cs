using EdgeInfer.Build.Processes;

namespace EdgeInfer.Build.Verbs;

internal static class TestVerb
{
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
}
