using System.Runtime.InteropServices;

namespace EdgeInfer.Vips.Interop;

/// <summary>Where libvips may lie: named by the environment, beside the application, installed on the system.</summary>
internal static class LibvipsLocations
{
    /// <summary>The .NET name of this platform, such as <c>linux-x64</c>.</summary>
    public static string RuntimeIdentifier { get; } =
        (OperatingSystem.IsWindows() ? "win" :
         OperatingSystem.IsMacOS() ? "osx" :
         OperatingSystem.IsAndroid() ? "android" :
         OperatingSystem.IsIOS() ? "ios" : "linux")
        + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    // EdgeInfer.Vips.Native calls it libvips-42 everywhere. The builds for Node, which it is made from, name the file
    // after the C++ API that it also holds, with the full version at the end.
    private static readonly string[] FilePatterns =
        OperatingSystem.IsWindows() ? ["libvips-42.dll", "libvips.dll"] :
        OperatingSystem.IsMacOS() || OperatingSystem.IsIOS() ? ["libvips-42.dylib", "libvips-cpp*.dylib", "libvips*.dylib"] :
        ["libvips-42.so", "libvips-cpp.so*", "libvips.so*"];

    private static readonly string[] SystemNames =
        OperatingSystem.IsWindows() ? ["libvips-42.dll"] :
        OperatingSystem.IsMacOS() ? ["libvips.42.dylib", "/opt/homebrew/lib/libvips.42.dylib", "/usr/local/lib/libvips.42.dylib"] :
        OperatingSystem.IsAndroid() ? ["libvips.so"] :
        ["libvips.so.42"];

    /// <summary>Files and system names to try, in order.</summary>
    public static IReadOnlyList<string> ForThisProcess() =>
        Find(Environment.GetEnvironmentVariable(VipsLibrary.PathVariable), ApplicationFolders());

    /// <param name="named">The file or folder the environment names; null or empty where it names none.</param>
    /// <param name="folders">The application's folders.</param>
    internal static IReadOnlyList<string> Find(string? named, IEnumerable<string> folders)
    {
        if (!string.IsNullOrEmpty(named))
        {
            // A wrong setting must not be papered over by another libvips that happens to be there.
            return Directory.Exists(named) ? FilesIn(named) : [named];
        }

        return [.. folders.Distinct().SelectMany(FilesIn), .. SystemNames];
    }

    private static IEnumerable<string> ApplicationFolders()
    {
        yield return Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        yield return Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeIdentifier, "native");

        // The host's list: the folders inside the package cache, for an application run from its build output.
        if (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") is string list)
        {
            foreach (string folder in list.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            {
                yield return Path.TrimEndingDirectorySeparator(folder);
            }
        }
    }

    private static string[] FilesIn(string folder)
    {
        string[] files = Directory.Exists(folder)
            ? [.. FilePatterns.SelectMany(pattern => Directory.GetFiles(folder, pattern).OrderDescending(StringComparer.Ordinal))]
            : [];

        // Where there is none, the usual name stands in, so that the error message shows the place.
        return files.Length > 0 ? files : [Path.Combine(folder, FilePatterns[0])];
    }
}
