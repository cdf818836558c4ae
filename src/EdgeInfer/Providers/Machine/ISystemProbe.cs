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

    /// <summary>The processor and how much of it this process may use; read once.</summary>
    ProcessorInfo Processor { get; }

    /// <summary>The whole machine, as users see it; waits for no driver longer than <see cref="TimedProbes.DefaultLimit"/>.</summary>
    MachineInfo Machine { get; }

    /// <summary>What NVIDIA's driver says; null where its management library cannot be loaded. Asks the driver, which may take long.</summary>
    NvidiaDriver? Nvidia { get; }

    /// <summary>How long to wait for the answer of a driver.</summary>
    TimeSpan AnswerLimit => TimedProbes.DefaultLimit;

    string? GetEnvironmentVariable(string name);

    bool FileExists(string path);

    /// <returns>Full paths; empty where the folder is missing or unreadable.</returns>
    IReadOnlyList<string> FindFiles(string folder, string pattern);

    /// <summary>Whether the operating system's loader finds and loads a shared library by this name or path.</summary>
    bool CanLoadLibrary(string nameOrPath);

    /// <summary>Whether this user may read and write a file or device node that is there.</summary>
    bool IsAccessible(string path);

    /// <summary>Folders in which the operating system's loader looks for libraries by itself, in its order.</summary>
    IReadOnlyList<string> LoaderFolders { get; }

    /// <summary>Full paths of libraries whose names begin so, in <see cref="LoaderFolders"/> and then where vendors' toolkits lie.</summary>
    IReadOnlyList<string> FindLibraries(string prefix);

    /// <summary>Devices the Vulkan loader offers, on Linux; empty elsewhere.</summary>
    IReadOnlyList<VulkanDevice> VulkanDevices { get; }

    /// <summary>Graphics adapters, on Windows; empty elsewhere.</summary>
    IReadOnlyList<DirectXAdapter> DirectXAdapters { get; }

    /// <summary>Folders in which native libraries of this application lie, most specific first.</summary>
    IReadOnlyList<string> NativeLibraryFolders { get; }

    /// <summary>ONNX Runtime's names of the providers compiled into the loaded library.</summary>
    IReadOnlyList<string> CompiledProviders { get; }
}
