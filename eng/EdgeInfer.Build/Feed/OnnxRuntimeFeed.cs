using EdgeInfer.Build.Npm;
using EdgeInfer.Build.Packages;

namespace EdgeInfer.Build.Feed;

/// <summary>
/// A folder feed with packages of the ids and version of ONNX Runtime's own, made from what npm has of the
/// same release.
/// </summary>
internal sealed class OnnxRuntimeFeed(Checkout checkout, CacheFolder cache, Progress progress)
{
    /// <summary>The release all pinned tarballs belong to.</summary>
    public const string Version = "1.29.0";

    public const string ManagedId = "Microsoft.ML.OnnxRuntime.Managed";
    public const string CpuId = "Microsoft.ML.OnnxRuntime";
    public const string GpuId = "Microsoft.ML.OnnxRuntime.Gpu";

    /// <summary>
    /// Goes up with every change to what the packages contain. Together with the version it names the feed's
    /// folder, so packages made by another revision of this code are never reused.
    /// </summary>
    private const int Revision = 1;

    /// <summary>The recipe's name: version and revision.</summary>
    public static string Recipe { get; } = $"{Version}-{Revision}";

    private readonly NpmClient _npm = new(cache, progress);

    private string Folder => cache.Feed(Recipe);

    /// <summary>Makes the packages that are not there yet.</summary>
    /// <param name="gpu">Also the package with CUDA and TensorRT (179 MB more to download).</param>
    /// <param name="globalPackages">NuGet's global packages folder, to be cleared of what older recipes made.</param>
    /// <param name="cancel">Leaves the feed without the package that was being made.</param>
    /// <returns>The feed's folder.</returns>
    public async Task<string> EnsureAsync(bool gpu, string globalPackages, CancellationToken cancel)
    {
        if (Missing(gpu).Count > 0)
        {
            using CacheLock held = await CacheLock.AcquireAsync(cache, progress, cancel);
            // Another process may have made them while this one waited.
            List<string> missing = Missing(gpu);
            if (missing.Count > 0)
            {
                progress.Note($"This machine's package sources have no {CpuId} {Version}: making it from npm packages in {cache.Root} (once)");
                await MakeAsync(missing, cancel);
            }
        }

        GlobalPackages.DropOthers(globalPackages, Ids, Version, keep: Recipe);
        return Folder;
    }

    public static IReadOnlyList<string> Ids { get; } = [ManagedId, CpuId, GpuId];

    private List<string> Missing(bool gpu) =>
    [
        .. Ids.Where(id => gpu || id != GpuId)
            .Where(id => !File.Exists(Path.Combine(Folder, $"{id}.{Version}.nupkg"))),
    ];

    private async Task MakeAsync(List<string> ids, CancellationToken cancel)
    {
        using var work = WorkFolder.Create(cache.Temporary);
        using var build = WorkFolder.Create(checkout.Temporary);
        Directory.CreateDirectory(Folder);

        IEnumerable<NativeFile> natives = ids.SelectMany(NativesOf).Distinct();
        var wanted = natives.Select(file => (file.Source, file.Name))
            .Concat(LicenceFiles.Select(name => (Source: PinnedPackages.OnnxRuntimeManaged, Name: name)))
            .ToLookup(file => file.Source, file => file.Name);
        foreach (IGrouping<NpmPackage, string> group in wanted)
        {
            await ExtractAsync(group.Key, group, work, cancel);
        }

        foreach (string id in ids)
        {
            NupkgContent content = id == ManagedId
                ? await ManagedPackageAsync(work, build, cancel)
                : NativePackage(id, work);
            string unfinished = work.Combine(content.FileName);
            await progress.StepAsync($"packing {content.FileName}", fraction =>
                NupkgWriter.WriteAsync(unfinished, content, Recipe, fraction, cancel));
            File.Move(unfinished, Path.Combine(Folder, content.FileName), overwrite: true);
        }
    }

    private static string[] LicenceFiles => ["LICENSE", "ThirdPartyNotices.txt"];

    private static IReadOnlyList<NativeFile> NativesOf(string id) => id switch
    {
        CpuId => OnnxRuntimeNatives.Cpu,
        GpuId => OnnxRuntimeNatives.Cuda,
        _ => [],
    };

    private async Task ExtractAsync(NpmPackage package, IEnumerable<string> names, WorkFolder work, CancellationToken cancel)
    {
        string tarball = await _npm.GetAsync(package, $"ONNX Runtime {Version}", cancel);
        string folder = FolderOf(package, work);
        var places = names.Distinct().ToDictionary(name => name, name => Path.Combine(folder, name));
        await progress.StepAsync($"unpacking {package.Spec}", fraction => Tarball.ExtractAsync(tarball, places, SourcesBeside, fraction, cancel));

        // The C# files are taken as they come; each lands in a folder of our own under its name alone.
        string? SourcesBeside(string name) =>
            package == PinnedPackages.OnnxRuntimeManaged && name.StartsWith("Runtime/", StringComparison.Ordinal) && name.EndsWith(".cs", StringComparison.Ordinal)
                ? Path.Combine(folder, "sources", Path.GetFileName(name))
                : null;
    }

    private static string FolderOf(NpmPackage package, WorkFolder work) => work.Combine(package.FileName + ".d");

    private async Task<NupkgContent> ManagedPackageAsync(WorkFolder work, WorkFolder build, CancellationToken cancel)
    {
        string folder = FolderOf(PinnedPackages.OnnxRuntimeManaged, work);
        CompiledApi api = await progress.StepAsync($"compiling {ManagedApi.AssemblyName}.dll", _ =>
            ManagedApi.CompileAsync(Path.Combine(folder, "sources"), Version, build.FullPath, cancel));
        var files = Licences(work);
        files[$"lib/{ManagedApi.TargetFramework}/{ManagedApi.AssemblyName}.dll"] = api.Assembly;
        files[$"lib/{ManagedApi.TargetFramework}/{ManagedApi.AssemblyName}.xml"] = api.Documentation;
        return new NupkgContent(ManagedId, Version,
            $"ONNX Runtime's C# API, compiled on this machine from the sources in npm's {PinnedPackages.OnnxRuntimeManaged.Spec}.",
            [(ManagedApi.TensorsId, api.TensorsVersion)], files);
    }

    private static NupkgContent NativePackage(string id, WorkFolder work)
    {
        var files = Licences(work);
        IReadOnlyList<NativeFile> natives = NativesOf(id);
        foreach (NativeFile file in natives)
        {
            files[file.PackagePath] = Path.Combine(FolderOf(file.Source, work), file.Name);
        }

        string origin = string.Join(", ", natives.Select(file => file.Source.Spec).Distinct());
        return new NupkgContent(id, Version,
            $"ONNX Runtime's native libraries, packed on this machine from npm's {origin}.",
            [(ManagedId, Version)], files);
    }

    private static Dictionary<string, string> Licences(WorkFolder work) =>
        LicenceFiles.ToDictionary(name => name, name => Path.Combine(FolderOf(PinnedPackages.OnnxRuntimeManaged, work), name));
}
