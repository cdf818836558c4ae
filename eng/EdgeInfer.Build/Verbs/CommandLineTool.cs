namespace EdgeInfer.Build.Verbs;

/// <summary>The tool `edgeinfer`, as built in this checkout.</summary>
internal static class CommandLineTool
{
    private const string Project = "EdgeInfer.Cli";

    public static string ProjectFile(Workspace workspace) => workspace.Checkout.InRoot("src", Project, Project + ".csproj");

    public static string Assembly(Workspace workspace) => workspace.AssemblyOf(Project, Project);

    /// <summary>Leaves artifacts/edgeinfer and artifacts/edgeinfer.cmd, which run the tool from anywhere.</summary>
    /// <returns>The one for this platform.</returns>
    public static string WriteLaunchers(Workspace workspace)
    {
        // Found from the launcher's own place, following links, so that it can be linked into a folder on PATH.
        string path = Path.GetRelativePath(workspace.Checkout.Artifacts, Assembly(workspace)).Replace('\\', '/');
        string shell = workspace.Checkout.InArtifacts("edgeinfer");
        Write(shell,
            $"""
            #!/bin/sh
            self=$0
            while [ -h "$self" ]; do
              link=$(readlink "$self")
              case $link in
                /*) self=$link ;;
                *) self=$(dirname "$self")/$link ;;
              esac
            done
            exec dotnet "$(cd "$(dirname "$self")" && pwd)/{path}" "$@"

            """.ReplaceLineEndings("\n"));
        string batch = shell + ".cmd";
        Write(batch, $"@dotnet \"%~dp0{path.Replace('/', '\\')}\" %*\r\n");
        if (OperatingSystem.IsWindows())
        {
            return batch;
        }

        File.SetUnixFileMode(shell, File.GetUnixFileMode(shell) | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return shell;
    }

    private static void Write(string path, string text)
    {
        if (!File.Exists(path) || File.ReadAllText(path) != text)
        {
            File.WriteAllText(path, text);
        }
    }
}
