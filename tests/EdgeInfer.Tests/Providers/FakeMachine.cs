using System.IO.Enumeration;
using System.Runtime.InteropServices;
using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

/// <summary>A made-up machine: what is not listed is not there.</summary>
internal sealed class FakeMachine : ISystemProbe
{
    public TargetOs Os { get; init; } = TargetOs.Linux;

    public Architecture Architecture { get; init; } = Architecture.X64;

    /// <summary>What its kernel shows of processor, memory and devices; null for a made-up processor with 4 cores.</summary>
    public FakeFiles? Kernel { get; set; }

    /// <summary>Takes the place of the loader.</summary>
    public Func<string, bool>? OnLoad { get; set; }

    public ProcessorInfo Processor => Kernel is null
        ? new() { Name = "Made-up processor", LogicalProcessors = 8, PhysicalCores = 4, PerformanceCores = 4, UsableCores = 4 }
        : LinuxProcessor.Read(Kernel);

    public MachineInfo Machine => new()
    {
        OperatingSystem = Os.ToString(),
        Architecture = Architecture.ToString().ToLowerInvariant(),
        Processor = Processor,
        Memory = Kernel is null ? new MemoryInfo(8L << 30, 4L << 30) : LinuxMemory.Read(Kernel),
        Gpus = MachineReader.Merge(Nvidia?.Gpus ?? [], Kernel is null ? [] : LinuxDevices.Gpus(Kernel)),
        Npus = Kernel is null ? [] : LinuxDevices.Npus(Kernel),
    };

    public NvidiaDriver? Nvidia { get; init; }

    public HashSet<string> Files { get; init; } = [];

    public HashSet<string> Libraries { get; init; } = [];

    public Dictionary<string, string> Environment { get; init; } = [];

    public IReadOnlyList<VulkanDevice> VulkanDevices { get; init; } = [];

    public IReadOnlyList<DirectXAdapter> DirectXAdapters { get; init; } = [];

    // Its drivers answer at once; the machine that runs the tests may be busy.
    public TimeSpan AnswerLimit => TimeSpan.FromMinutes(1);

    public IReadOnlyList<string> NativeLibraryFolders { get; init; } = ["/app"];

    public IReadOnlyList<string> CompiledProviders { get; init; } = ["CPUExecutionProvider"];

    /// <summary>A Linux machine with a complete CUDA 13 installation.</summary>
    public static FakeMachine WithCuda(params ReadOnlySpan<string> missing)
    {
        var machine = new FakeMachine
        {
            CompiledProviders = ["CUDAExecutionProvider", "CPUExecutionProvider"],
            Files = ["/app/libonnxruntime_providers_cuda.so"],
            Libraries = ["libcuda.so.1", "libcudart.so.13", "libcublasLt.so.13", "libcublas.so.13", "libcurand.so.10", "libcudnn.so.9"],
        };
        foreach (string library in missing) Assert.True(machine.Libraries.Remove(library), $"{library} was not there anyway");
        return machine;
    }

    /// <summary>A Linux machine with a Vulkan driver and an ONNX Runtime that can use it.</summary>
    public static FakeMachine WithVulkan() => new()
    {
        CompiledProviders = ["WebGpuExecutionProvider", "CPUExecutionProvider"],
        Libraries = ["libvulkan.so.1"],
        Files = ["/usr/share/vulkan/icd.d/nvidia_icd.json"],
        VulkanDevices = [new VulkanDevice("Made-up GPU", IsSoftware: false, RunsWebGpu: true)],
    };

    public string? GetEnvironmentVariable(string name) => Environment.GetValueOrDefault(name);

    public bool FileExists(string path) => Files.Contains(path.Replace('\\', '/'));

    public IReadOnlyList<string> FindFiles(string folder, string pattern) =>
        [.. Files.Where(file => file.StartsWith(folder + "/", StringComparison.Ordinal) && FileSystemName.MatchesSimpleExpression(pattern, file.AsSpan(folder.Length + 1)))];

    public HashSet<string> Forbidden { get; init; } = [];

    public IReadOnlyList<string> LoaderFolders => Os == TargetOs.Windows
        ? [.. (GetEnvironmentVariable("PATH") ?? "").Split(';'), "C:/Windows/System32"]
        : [.. (GetEnvironmentVariable("LD_LIBRARY_PATH") ?? "").Split(':'), "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib"];

    public bool IsAccessible(string path) => FileExists(path) && !Forbidden.Contains(path);

    public IReadOnlyList<string> FindLibraries(string prefix) =>
        [.. Files.Where(file => file[(file.LastIndexOf('/') + 1)..].StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public bool CanLoadLibrary(string nameOrPath) => OnLoad?.Invoke(nameOrPath) ?? Libraries.Contains(nameOrPath);
}
