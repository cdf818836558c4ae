using System.Runtime.InteropServices;

namespace EdgeInfer.Providers;

/// <summary>
/// Everything a provider may ask of the machine when it finds out whether it can run. Tests put a made-up machine here.
/// </summary>
/// <remarks>No member throws.</remarks>
internal interface ISystemProbe
{
    TargetOs Os { get; }

    Architecture Architecture { get; }

    string? GetEnvironmentVariable(string name);

    bool FileExists(string path);

    /// <returns>Full paths; empty where the folder is missing or unreadable.</returns>
    IReadOnlyList<string> FindFiles(string folder, string pattern);

    /// <summary>Whether the operating system's loader finds and loads a shared library by this name or path.</summary>
    bool CanLoadLibrary(string nameOrPath);

    /// <summary>Devices the Vulkan loader offers, on Linux; empty elsewhere.</summary>
    IReadOnlyList<VulkanDevice> VulkanDevices { get; }

    /// <summary>Graphics adapters, on Windows; empty elsewhere.</summary>
    IReadOnlyList<DirectXAdapter> DirectXAdapters { get; }

    /// <summary>Folders in which native libraries of this application lie, most specific first.</summary>
    IReadOnlyList<string> NativeLibraryFolders { get; }

    /// <summary>ONNX Runtime's names of the providers compiled into the loaded library.</summary>
    IReadOnlyList<string> CompiledProviders { get; }
}
