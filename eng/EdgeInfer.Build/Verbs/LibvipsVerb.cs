namespace EdgeInfer.Build.Verbs;

internal static class LibvipsVerb
{
    public static async Task<int> RunAsync(Workspace workspace, string[] arguments, CancellationToken cancel)
    {
        IReadOnlyList<string> rids = arguments switch
        {
            [] => [Libvips.HostRid],
            ["all"] => Libvips.Rids,
            _ => arguments,
        };
        if (rids.Except(Libvips.Rids).FirstOrDefault() is { } unknown)
        {
            throw new BuildError($"There is no libvips for {unknown}; known are all, {string.Join(", ", Libvips.Rids)}.");
        }

        await new Libvips(workspace.Cache, workspace.Progress).EnsureAsync(rids, cancel);
        return 0;
    }
}
