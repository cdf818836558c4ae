using System.Runtime.InteropServices;
using EdgeInfer.Sessions;

namespace EdgeInfer.Providers;

/// <summary>The machine this process runs on.</summary>
internal sealed class SystemProbe : ISystemProbe
{
    public static SystemProbe Instance { get; } = new();

    // Loading the drivers takes tens of milliseconds; devices do not come and go while a process runs.
    private readonly Lazy<IReadOnlyList<VulkanDevice>> _vulkanDevices = new(static () => OperatingSystem.IsLinux() ? Providers.VulkanDevices.Find() : []);

    private readonly Lazy<IReadOnlyList<DirectXAdapter>> _directXAdapters = new(static () => OperatingSystem.IsWindows() ? Providers.DirectXAdapters.Find() : []);

    private SystemProbe()
    {
    }

    public TargetOs Os { get; } =
        OperatingSystem.IsAndroid() ? TargetOs.Android
        : OperatingSystem.IsLinux() ? TargetOs.Linux
        : OperatingSystem.IsWindows() ? TargetOs.Windows
        : OperatingSystem.IsMacOS() ? TargetOs.MacOs
        : OperatingSystem.IsIOS() ? TargetOs.Ios
        : TargetOs.Other;

    public Architecture Architecture => RuntimeInformation.ProcessArchitecture;

    public IReadOnlyList<VulkanDevice> VulkanDevices => _vulkanDevices.Value;

    public IReadOnlyList<DirectXAdapter> DirectXAdapters => _directXAdapters.Value;

    public IReadOnlyList<string> NativeLibraryFolders { get; } = FindNativeLibraryFolders();

    public IReadOnlyList<string> CompiledProviders => OnnxRuntimeLibrary.CompiledProviders;

    public string? GetEnvironmentVariable(string name) => Environment.GetEnvironmentVariable(name);

    public bool FileExists(string path) => File.Exists(path);

    public IReadOnlyList<string> FindFiles(string folder, string pattern)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    public bool CanLoadLibrary(string nameOrPath)
    {
        if (!NativeLibrary.TryLoad(nameOrPath, out nint handle)) return false;
        NativeLibrary.Free(handle);
        return true;
    }

    private static List<string> FindNativeLibraryFolders()
    {
        var folders = new List<string>();
        // What the host hands to the native loader: the RID-specific folders of the application's packages.
        if (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") is string searched)
        {
            foreach (string folder in searched.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)) Add(folder);
        }

        Add(Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"));
        Add(AppContext.BaseDirectory);
        return folders;

        void Add(string folder)
        {
            folder = Path.TrimEndingDirectorySeparator(folder);
            if (!folders.Contains(folder)) folders.Add(folder);
        }
    }
}
