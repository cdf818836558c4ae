namespace EdgeInfer.Build.Verbs;

internal static class BuildVerb
{
    public static async Task<int> RunAsync(Workspace workspace, string[] arguments, CancellationToken cancel)
    {
        Workspace.ExpectNone("build", arguments);
        if (!await BuildAllAsync(workspace, cancel))
        {
            return 1;
        }

        Console.WriteLine($"built; the command line tool is {CommandLineTool.WriteLaunchers(workspace)}");
        return 0;
    }

    public static async Task<bool> BuildAllAsync(Workspace workspace, CancellationToken cancel)
    {
        await workspace.BootstrapAsync(cancel);
        return await workspace.CompileAsync(workspace.Checkout.SolutionFile, cancel);
    }
}
