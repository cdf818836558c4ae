using EdgeInfer.Build.Processes;

namespace EdgeInfer.Build.Verbs;

internal static class PackVerb
{
    public static async Task<int> RunAsync(Workspace workspace, string[] arguments, CancellationToken cancel)
    {
        Workspace.ExpectNone("pack", arguments);
        // The package with libvips holds it for every platform.
        await new Bootstrap(workspace.Checkout, workspace.Cache, workspace.Progress).RunAsync(gpu: false, Libvips.Rids, cancel);
        string folder = workspace.Checkout.InArtifacts("packages");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        workspace.Progress.Note($"packing {Path.GetFileName(workspace.Checkout.SolutionFile)}");
        int exitCode = await Dotnet.Command(workspace.Checkout.Root,
            ["pack", workspace.Checkout.SolutionFile, "-c", "Release", "-o", folder, .. Dotnet.Quiet]).RunAsync(cancel);
        if (exitCode != 0)
        {
            return exitCode;
        }

        foreach (FileInfo package in new DirectoryInfo(folder).EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            Console.WriteLine($"{package.Length / 1e6,8:0.00} MB  {package.FullName}");
        }

        return 0;
    }
}
