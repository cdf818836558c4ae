using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using EdgeInfer.Sessions;

namespace EdgeInfer.Providers;

/// <summary>The machine this process runs on.</summary>
internal sealed partial class SystemProbe : ISystemProbe
{
    public static SystemProbe Instance { get; } = new();

    // Loading the drivers takes tens of milliseconds; devices do not come and go while a process runs.
    private readonly Lazy<IReadOnlyList<VulkanDevice>> _vulkanDevices = new(static () => OperatingSystem.IsLinux() ? Providers.VulkanDevices.Find() : []);

    private readonly Lazy<IReadOnlyList<DirectXAdapter>> _directXAdapters = new(static () => OperatingSystem.IsWindows() ? Providers.DirectXAdapters.Find() : []);
    private readonly Lazy<ProcessorInfo> _processor = new(ReadProcessor);
    private readonly MachineReader _machine;
    private readonly Lazy<LibraryIndex> _libraries;
    private volatile Nvml? _nvml;

    // What was loaded once stays loadable; what was not may be installed while this process runs.
    private readonly ConcurrentDictionary<string, bool> _loadable = [];

    private SystemProbe()
    {
        _machine = new MachineReader(this);
        _libraries = new Lazy<LibraryIndex>(() => new LibraryIndex(new LibraryFolders(Os, Environment.GetEnvironmentVariable, SystemFiles.Instance)));
    }

    public TargetOs Os { get; } =
        OperatingSystem.IsAndroid() ? TargetOs.Android
        : OperatingSystem.IsLinux() ? TargetOs.Linux
        : OperatingSystem.IsWindows() ? TargetOs.Windows
        : OperatingSystem.IsMacOS() ? TargetOs.MacOs
        : OperatingSystem.IsIOS() ? TargetOs.Ios
        : TargetOs.Other;

    public Architecture Architecture => RuntimeInformation.ProcessArchitecture;

    public ProcessorInfo Processor => _processor.Value;

    public MachineInfo Machine => _machine.Read();

    public NvidiaDriver? Nvidia => (_nvml ??= Nvml.Load())?.Read();

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
        if (_loadable.ContainsKey(nameOrPath)) return true;
        if (!NativeLibrary.TryLoad(nameOrPath, out nint handle)) return false;
        NativeLibrary.Free(handle);
        _loadable.TryAdd(nameOrPath, true);
        return true;
    }

    public bool IsAccessible(string path)
    {
        const int readAndWrite = 4 | 2;
        return OperatingSystem.IsWindows() || Access(path, readAndWrite) == 0;
    }

    public IReadOnlyList<string> LoaderFolders => _libraries.Value.Folders.OfLoader;

    public IReadOnlyList<string> FindLibraries(string prefix) => _libraries.Value.Find(prefix);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    private static ProcessorInfo ReadProcessor()
    {
        try
        {
            return OperatingSystem.IsLinux() || OperatingSystem.IsAndroid() ? LinuxProcessor.Read(SystemFiles.Instance)
                : OperatingSystem.IsWindows() ? WindowsProcessor.Read()
                : OperatingSystem.IsMacOS() || OperatingSystem.IsIOS() ? AppleProcessor.Read(AppleSystem.Number, AppleSystem.Text)
                : ProcessorInfo.Unknown;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // An older release of the system, or one that only looks like it (Wine).
            return ProcessorInfo.Unknown;
        }
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
