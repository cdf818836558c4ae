namespace EdgeInfer.Build.Verbs;

internal static class BootstrapVerb
{
    public static async Task<int> RunAsync(Workspace workspace, string[] arguments, CancellationToken cancel)
    {
        bool gpu = arguments is ["--gpu"];
        if (!gpu && arguments.Length > 0)
        {
            throw new BuildError($"bootstrap takes --gpu or nothing, got: {string.Join(' ', arguments)}");
        }

        await new Bootstrap(workspace.Checkout, workspace.Cache, workspace.Progress).RunAsync(gpu, [Libvips.HostRid], cancel);
        return 0;
    }
}
