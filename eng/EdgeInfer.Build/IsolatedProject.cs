namespace EdgeInfer.Build;

/// <summary>A project file that no props or targets of a folder above it can change.</summary>
internal static class IsolatedProject
{
    private static readonly string[] SearchedFor = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"];

    /// <returns>Path of the project.</returns>
    public static async Task<string> WriteAsync(string folder, string name, string xml, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        foreach (string file in SearchedFor)
        {
            // MSBuild takes the nearest one and looks no further.
            await File.WriteAllTextAsync(Path.Combine(folder, file), "<Project />", cancel);
        }

        string project = Path.Combine(folder, name);
        await File.WriteAllTextAsync(project, xml, cancel);
        return project;
    }
}
