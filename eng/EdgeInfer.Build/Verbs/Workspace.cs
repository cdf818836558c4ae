using EdgeInfer.Build.Processes;

namespace EdgeInfer.Build.Verbs;

/// <summary>What every verb works with.</summary>
internal sealed class Workspace
{
    public Checkout Checkout { get; } = Checkout.Find();

    public CacheFolder Cache { get; } = CacheFolder.Find();

    public Progress Progress { get; } = new();

    /// <summary>Gets and makes what a build on this machine needs.</summary>
    public Task BootstrapAsync(CancellationToken cancel) =>
        new Bootstrap(Checkout, Cache, Progress).RunAsync(gpu: false, [Libvips.HostRid], cancel);

    /// <summary>Builds a project or solution in Release; warnings and errors are shown, nothing else.</summary>
    public async Task<bool> CompileAsync(string project, CancellationToken cancel)
    {
        Progress.Note($"building {Path.GetFileName(project)}");
        return await Dotnet.Build(Checkout.Root, project, "-m").RunAsync(cancel) == 0;
    }

    /// <summary>A project's main assembly in Release.</summary>
    public string AssemblyOf(string project, string assembly) =>
        Checkout.InArtifacts("bin", project, "release", assembly + ".dll");

    /// <summary>Refuses arguments where a verb takes none.</summary>
    public static void ExpectNone(string verb, string[] arguments)
    {
        if (arguments.Length > 0)
        {
            throw new BuildError($"{verb} takes no arguments, got: {string.Join(' ', arguments)}");
        }
    }
}
