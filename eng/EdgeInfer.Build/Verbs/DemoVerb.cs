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
        // In tiles: the smallest code is too small for the model where it sees the whole picture at once.
        string[] call = ["detect", image, "--tiles", "auto", "--conf", "0.4", "--out", result];
        workspace.Progress.Note($"edgeinfer {string.Join(' ', call)}");
        int exitCode = await Dotnet.Command(
            workspace.Checkout.Root, [CommandLineTool.Assembly(workspace), .. call]).RunAsync(cancel);
        if (exitCode == 0)
        {
            Console.WriteLine($"The annotated picture is {workspace.Checkout.InRoot(result)}");
        }

        return exitCode;
    }
}
