using System.IO.Enumeration;

namespace EdgeInfer.Providers;

/// <summary>Finds the plug-in libraries that nobody has named: in the folders of an environment variable, and beside the application.</summary>
internal static class PluginSearch
{
    /// <summary>Folders and libraries, separated as in PATH.</summary>
    public const string Variable = "EDGEINFER_PROVIDER_PATH";

    private static readonly string[] Patterns = ["*onnxruntime_ep_*", "*onnxruntime_providers_*"];

    /// <returns>Full paths, those of the variable first. Never throws.</returns>
    public static List<string> Find(ISystemProbe system, IPluginRuntime runtime)
    {
        var found = new List<string>();
        foreach (string entry in (system.GetEnvironmentVariable(Variable) ?? "").Split(system.Os == TargetOs.Windows ? ';' : ':', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            List<string> libraries = [.. Libraries(system, entry).Where(path => IsNamedLikeOne(path) || runtime.IsPlugin(path))];
            // A file, or nothing at all: kept either way, so that a slip in the variable shows.
            if (libraries.Count == 0) libraries.Add(entry);
            Add(libraries);
        }

        foreach (string folder in system.NativeLibraryFolders)
            Add(Libraries(system, folder).Where(path => IsNamedLikeOne(path) && !IsBuiltIn(path, system) && runtime.IsPlugin(path)));
        return found;

        void Add(IEnumerable<string> paths)
        {
            foreach (string path in paths)
            {
                if (!found.Contains(path)) found.Add(path);
            }
        }
    }

    /// <summary>What is left of a library's file name without what all of them have: <c>cuda</c> for <c>libonnxruntime_providers_cuda.so</c>.</summary>
    public static string NameOf(string path)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path)).ToLowerInvariant();
        foreach (string extension in (ReadOnlySpan<string>)[".so", ".dll", ".dylib"])
        {
            int end = name.IndexOf(extension, StringComparison.Ordinal);
            if (end > 0) name = name[..end];
        }

        if (name.StartsWith("lib", StringComparison.Ordinal)) name = name[3..];
        foreach (string prefix in (ReadOnlySpan<string>)["onnxruntime_providers_", "onnxruntime_ep_", "onnxruntime_"])
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal)) name = name[prefix.Length..];
        }

        name = string.Concat(name.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '-'));
        return name.Length > 0 ? name : "plugin";
    }

    private static IReadOnlyList<string> Libraries(ISystemProbe system, string folder) => system.FindFiles(folder, system.Os switch
    {
        TargetOs.Windows => "*.dll",
        TargetOs.MacOs or TargetOs.Ios => "*.dylib",
        _ => "*.so",
    });

    // The one called shared is only what ONNX Runtime's own provider libraries hang on.
    private static bool IsNamedLikeOne(string path)
    {
        string file = Path.GetFileName(path);
        return Array.Exists(Patterns, p => FileSystemName.MatchesSimpleExpression(p, file)) && !file.Contains("providers_shared", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether it belongs to a provider that ONNX Runtime was built with, and loads by itself.</summary>
    private static bool IsBuiltIn(string path, ISystemProbe system)
    {
        string name = NameOf(path).Replace("_", "", StringComparison.Ordinal);
        return system.CompiledProviders.Any(p => p.StartsWith(name, StringComparison.OrdinalIgnoreCase));
    }
}
