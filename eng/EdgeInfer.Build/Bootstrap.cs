using System.Xml.Linq;
using EdgeInfer.Build.Feed;
using EdgeInfer.Build.Packages;

namespace EdgeInfer.Build;

/// <summary>
/// Makes a checkout buildable: finds out which packages this machine's sources have, makes the rest, and
/// tells MSBuild through artifacts/bootstrap/Bootstrap.props. With everything in place it only reads a few
/// small files.
/// </summary>
internal sealed class Bootstrap(Checkout checkout, CacheFolder cache, Progress progress)
{
    private const string ImageSharpId = "SixLabors.ImageSharp";

    private readonly NuGetSettings _settings = new(checkout.Root);

    /// <param name="gpu">Also make the package with CUDA and TensorRT.</param>
    /// <param name="rids">The platforms to get libvips for.</param>
    /// <param name="cancel">Leaves what is complete.</param>
    public async Task RunAsync(bool gpu, IReadOnlyList<string> rids, CancellationToken cancel)
    {
        var sources = new PackageSources(checkout, cache, _settings, progress);
        string feed = await FeedAsync(sources, gpu, cancel);
        string? version = checkout.CentralVersion(ImageSharpId);
        bool imageSharp = version is not null && await sources.CarryAsync(ImageSharpId, version, cancel);
        if (version is not null && !imageSharp)
        {
            progress.Note($"EdgeInfer.ImageSharp is left out: this machine's package sources have no {ImageSharpId} {version}");
        }

        await new Libvips(cache, progress).EnsureAsync(rids, cancel);
        await WriteAsync(feed, imageSharp, cancel);
    }

    /// <returns>The folder feed, or an empty string where the real packages can be restored.</returns>
    private async Task<string> FeedAsync(PackageSources sources, bool gpu, CancellationToken cancel)
    {
        string version = checkout.CentralVersion(OnnxRuntimeFeed.CpuId) ?? OnnxRuntimeFeed.Version;
        string globalPackages = _settings.GlobalPackagesFolder;
        // The managed package is small, and no source has one of the two without the other.
        if (await sources.CarryAsync(OnnxRuntimeFeed.ManagedId, version, cancel))
        {
            GlobalPackages.DropOthers(globalPackages, OnnxRuntimeFeed.Ids, version, keep: null);
            return "";
        }

        if (version != OnnxRuntimeFeed.Version)
        {
            throw new BuildError(
                $"Directory.Packages.props asks for ONNX Runtime {version}; this machine's package sources do not have it, and the build " +
                $"can make {OnnxRuntimeFeed.Version} only. Add a source that has {version}, or pin its npm packages (see eng/README.md).");
        }

        return await new OnnxRuntimeFeed(checkout, cache, progress).EnsureAsync(gpu, globalPackages, cancel);
    }

    private async Task WriteAsync(string feed, bool imageSharp, CancellationToken cancel)
    {
        var properties = new XElement("Project",
            new XComment(" Written by build.sh and build.ps1 for this machine; see eng/README.md. "),
            new XElement("PropertyGroup",
                new XElement("EdgeInferFeed", feed),
                new XElement("EdgeInferImageSharp", imageSharp ? "true" : "false"),
                new XElement("EdgeInferNativeCache", cache.Root)));
        string text = properties + "\n";
        string path = checkout.InArtifacts("bootstrap", "Bootstrap.props");
        // Every project imports it: an untouched file keeps their builds incremental.
        if (!File.Exists(path) || await File.ReadAllTextAsync(path, cancel) != text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            string unfinished = $"{path}.{Environment.ProcessId}";
            await File.WriteAllTextAsync(unfinished, text, cancel);
            File.Move(unfinished, path, overwrite: true);
        }
    }
}
