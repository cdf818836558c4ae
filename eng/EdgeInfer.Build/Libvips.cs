using System.Runtime.InteropServices;
using EdgeInfer.Build.Feed;
using EdgeInfer.Build.Npm;

namespace EdgeInfer.Build;

/// <summary>
/// libvips as one shared library per platform, with what it needs linked in. It is LGPL: it stays a separate
/// file that the user can replace, and its notices travel with it.
/// </summary>
internal sealed class Libvips(CacheFolder cache, Progress progress)
{
    /// <summary>The version inside all pinned tarballs.</summary>
    private const string Version = "8.18.7";

    /// <summary>Names the folder in the cache; EdgeInfer.Vips.Native.csproj names the same.</summary>
    /// <remarks>The last number goes up when other files, or other names, are put there.</remarks>
    private const string Recipe = $"{Version}-1";

    // One name on all platforms, the one Windows already uses: libvips-42 is the library at ABI version 42,
    // and DllImport("libvips-42") finds it by adding the platform's extension.
    private static readonly NativeFile[] Libraries =
    [
        new(PinnedPackages.LibvipsLinuxX64, $"lib/libvips-cpp.so.{Version}", "linux-x64", "libvips-42.so"),
        new(PinnedPackages.LibvipsLinuxArm64, $"lib/libvips-cpp.so.{Version}", "linux-arm64", "libvips-42.so"),
        new(PinnedPackages.LibvipsMacArm64, $"lib/libvips-cpp.{Version}.dylib", "osx-arm64", "libvips-42.dylib"),
        new(PinnedPackages.LibvipsMacX64, $"lib/libvips-cpp.{Version}.dylib", "osx-x64", "libvips-42.dylib"),
        new(PinnedPackages.SharpWindowsX64, "lib/libvips-42.dll", "win-x64", "libvips-42.dll"),
        new(PinnedPackages.SharpWindowsArm64, "lib/libvips-42.dll", "win-arm64", "libvips-42.dll"),
    ];

    private readonly NpmClient _npm = new(cache, progress);

    public static IReadOnlyList<string> Rids { get; } = [.. Libraries.Select(library => library.Rid)];

    /// <summary>The platform this program runs on, for example linux-x64.</summary>
    public static string HostRid
    {
        get
        {
            string system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
            return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        }
    }

    private string Folder => cache.Libvips(Recipe);

    /// <summary>Gets the library for each of <paramref name="rids"/> that is not in the cache yet.</summary>
    public async Task EnsureAsync(IEnumerable<string> rids, CancellationToken cancel)
    {
        NativeFile[] Missing() => [.. Libraries.Where(library => rids.Contains(library.Rid) && !Directory.Exists(FolderOf(library)))];
        if (Missing().Length == 0)
        {
            return;
        }

        using CacheLock held = await CacheLock.AcquireAsync(cache, progress, cancel);
        foreach (NativeFile library in Missing())
        {
            string tarball = await _npm.GetAsync(library.Source, $"libvips {Version} for {library.Rid}", cancel);
            using var work = WorkFolder.Create(cache.Temporary);
            string native = work.Combine("native");
            var places = new Dictionary<string, string>
            {
                [library.Name] = Path.Combine(native, library.FileName),
                // The list of the linked libraries with their licences, and with their versions.
                ["README.md"] = Path.Combine(native, "NOTICE.md"),
                ["versions.json"] = Path.Combine(native, "versions.json"),
            };
            await progress.StepAsync($"unpacking {library.Source.Spec}", fraction =>
                Tarball.ExtractAsync(tarball, places, _ => null, fraction, cancel));
            Directory.CreateDirectory(Path.GetDirectoryName(FolderOf(library))!);
            Directory.Move(native, FolderOf(library));
        }
    }

    private string FolderOf(NativeFile library) => Path.Combine(Folder, "runtimes", library.Rid, "native");
}
