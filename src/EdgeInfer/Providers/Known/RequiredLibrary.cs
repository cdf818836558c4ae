namespace EdgeInfer.Providers;

/// <summary>A shared library that a provider does not run without.</summary>
/// <param name="Linux">Its name on Linux and Android; null where it is not needed there. May have a <c>*</c> where the version varies.</param>
/// <param name="Windows">Its name on Windows; null where it is not needed there. May have a <c>*</c> where the version varies.</param>
/// <param name="Remedy">What brings it.</param>
/// <param name="IsBundled">Whether packages may lay it beside ONNX Runtime, where the loader does not look by itself.</param>
/// <param name="NeedsPath">Whether the loader may have to be told where it was installed.</param>
/// <param name="Product">What brings it and others, for the remedy where several of those are missing: <c>the CUDA 13 toolkit</c>.</param>
internal sealed record RequiredLibrary(string? Linux, string? Windows, string Remedy, bool IsBundled = false, bool NeedsPath = true, string? Product = null)
{
    /// <returns>Null where this operating system does not need it.</returns>
    public string? NameOn(TargetOs os) => os switch
    {
        TargetOs.Windows => Windows,
        TargetOs.Linux or TargetOs.Android => Linux,
        _ => null,
    };

    /// <summary>Whether it is where it would be loaded from; never throws.</summary>
    public bool IsFound(ISystemProbe system)
    {
        if (NameOn(system.Os) is not { } name) return true;
        if (IsBundled && IsIn(system, system.NativeLibraryFolders, name)) return true;
        // No loader takes a name with a *.
        return name.Contains('*') ? IsIn(system, system.LoaderFolders, name) : system.CanLoadLibrary(name);
    }

    private static bool IsIn(ISystemProbe system, IReadOnlyList<string> folders, string name)
    {
        foreach (string folder in folders)
        {
            if (name.Contains('*') ? system.FindFiles(folder, name).Count > 0 : system.FileExists(Path.Combine(folder, name))) return true;
        }

        return false;
    }
}
