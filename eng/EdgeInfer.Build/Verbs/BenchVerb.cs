using EdgeInfer.Build.Processes;

namespace EdgeInfer.Build.Verbs;

internal static class BenchVerb
{
    private const string Project = "EdgeInfer.Benchmarks";

    public static async Task<int> RunAsync(Workspace workspace, string[] arguments, CancellationToken cancel)
    {
        await workspace.BootstrapAsync(cancel);
        if (!await workspace.CompileAsync(workspace.Checkout.InRoot("benchmarks", Project, Project + ".csproj"), cancel))
        {
            return 1;
        }

        return await Dotnet.Command(workspace.Checkout.Root, [workspace.AssemblyOf(Project, Project), .. arguments]).RunAsync(cancel);
    }
}
