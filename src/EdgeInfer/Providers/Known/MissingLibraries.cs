namespace EdgeInfer.Providers;

/// <summary>Says of all libraries that a provider lacks what is there instead, and what brings them.</summary>
internal static class MissingLibraries
{
    // More versions than these of one library help nobody.
    private const int MostFound = 3;

    /// <summary>Such as <c>libcudart.so.13 (found libcudart.so.12.4.127 in /usr/local/cuda/lib64) and libcudnn.so.9 cannot be loaded</c>, and what to do.</summary>
    public static (string Reason, string Remedy) Describe(ISystemProbe system, IReadOnlyList<RequiredLibrary> missing)
    {
        var names = new List<string>();
        var remedies = new List<string>();
        bool installs = false;
        foreach (RequiredLibrary library in missing)
        {
            string name = library.NameOn(system.Os)!;
            var (found, remedy) = Look(system, name);
            names.Add(found is null ? name : $"{name} ({found})");
            if (remedy is null)
            {
                installs |= library.NeedsPath;
                remedy = library.Product is { } product && missing.Count(l => l.Product == product) > 1 ? $"install {product}" : library.Remedy;
            }

            if (!remedies.Contains(remedy)) remedies.Add(remedy);
        }

        string path = !installs ? "" : system.Os switch
        {
            TargetOs.Linux => ", and let LD_LIBRARY_PATH or ldconfig find " + (missing.Count == 1 ? "it" : "them"),
            TargetOs.Windows => missing.Count == 1 ? ", and put its folder on PATH" : ", and put their folders on PATH",
            _ => "",
        };
        return ($"{Join(names)} cannot be loaded", string.Join("; ", remedies) + path);
    }

    /// <summary>What there is of a library that cannot be loaded, and what to do where it is the very one.</summary>
    private static (string? Found, string? Remedy) Look(ISystemProbe system, string name)
    {
        (string prefix, string suffix) = Parts(name);
        if (name.Contains('*')) return (null, null);
        var versions = new List<(string File, string Folder, int[] Version)>();
        foreach (string path in system.FindLibraries(prefix))
        {
            int slash = path.LastIndexOfAny(['/', '\\']);
            string file = path[(slash + 1)..], folder = path[..slash];
            if (!file.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) || file.Length < prefix.Length + suffix.Length) continue;
            // Neither other libraries of a name that begins so (nvinfer_plugin), nor the link for compilers, which has no version.
            int[]? version = VersionOf(file.AsSpan(prefix.Length, file.Length - prefix.Length - suffix.Length));
            if (version is null || (version.Length == 0 && file != name)) continue;
            if (IsIt(file, name))
            {
                bool windows = system.Os == TargetOs.Windows;
                return system.LoaderFolders.Contains(folder, windows ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal)
                    ? ($"it lies in {folder} but does not load", windows
                        ? $"reinstall what brought {file}: it is damaged, for another kind of processor, or a library it needs is missing"
                        : $"run ldconfig as root, and if that does not help 'ldd {path}', which names what it needs")
                    : ($"it lies in {folder}, where the loader does not look", $"add {folder} to {(windows ? "PATH" : "LD_LIBRARY_PATH")}");
            }

            versions.Add((file, folder, version));
        }

        // One of each release: libcudart.so.12 is a link to libcudart.so.12.4.127.
        string[] found =
        [
            .. versions.GroupBy(static v => v.Version[0]).OrderByDescending(static g => g.Key).Take(MostFound)
                .Select(static g => g.MaxBy(static v => v.Version.Length)).Select(static v => $"{v.File} in {v.Folder}"),
        ];
        return (found.Length == 0 ? null : $"found {Join(found)}", null);
    }

    private static bool IsIt(string file, string name) => file.Equals(name, StringComparison.OrdinalIgnoreCase) || file.StartsWith(name + ".", StringComparison.Ordinal);

    /// <summary>What stays the same in all versions: <c>libcudart.so</c>, <c>cudart64_</c> and <c>.dll</c>.</summary>
    private static (string Prefix, string Suffix) Parts(string name)
    {
        int so = name.IndexOf(".so", StringComparison.Ordinal);
        if (so >= 0) return (name[..(so + 3)], "");
        int underscore = name.LastIndexOf('_');
        return underscore > 0 && VersionOf(name.AsSpan(underscore + 1, name.Length - underscore - 1 - ".dll".Length)) is { Length: > 0 }
            ? (name[..(underscore + 1)], ".dll")
            : (name[..^".dll".Length], ".dll");
    }

    /// <summary>Numbers between dots or underscores; empty for nothing at all, null for anything else.</summary>
    private static int[]? VersionOf(ReadOnlySpan<char> text)
    {
        var numbers = new List<int>();
        foreach (string part in text.ToString().Split(['.', '_'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, out int number)) return null;
            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static string Join(IReadOnlyList<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
}
