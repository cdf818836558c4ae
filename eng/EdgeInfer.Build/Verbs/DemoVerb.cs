using EdgeInfer.Build.Processes;

namespace EdgeInfer.Build.Verbs;

internal static class DemoVerb
{
    public static async Task<int> RunAsync(Workspace workspace, string[] arguments, CancellationToken cancel)
    {
        Workspace.ExpectNone("demo", arguments);
        await workspace.BootstrapAsync(cancel);
        if (!await workspace.CompileAsync(CommandLineTool.ProjectFile(workspace), cancel))
        {
            return 1;
        }

        CommandLineTool.WriteLaunchers(workspace);
        string image = Path.Combine("samples", "images", "parcel.jpg");
        string result = Path.Combine("artifacts", "demo.jpg");
        workspace.Progress.Note($"edgeinfer detect {image} --out {result}");
        int exitCode = await Dotnet.Command(
            workspace.Checkout.Root, [CommandLineTool.Assembly(workspace), "detect", image, "--out", result]).RunAsync(cancel);
        if (exitCode == 0)
        {
            Console.WriteLine($"The annotated picture is {workspace.Checkout.InRoot(result)}");
        }

        return exitCode;
    }
}
