using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>Any GPU through WebGPU (Dawn): Direct3D 12 on Windows, Metal on macOS, Vulkan on Linux.</summary>
internal sealed class WebGpuProvider : ExecutionProvider
{
    private const string ByNameOnly = "chosen by name only, until it is measured against the CPU; verified on a software driver, not on a GPU";

    public override string Name => "webgpu";

    public override string OrtName => "WebGpuExecutionProvider";

    public override string Hardware => "GPU through Direct3D 12, Metal or Vulkan";

    public override IReadOnlyList<ProviderPlatform> Platforms { get; } =
    [
        new(TargetOs.Windows, Architecture.X64, Architecture.Arm64),
        new(TargetOs.Linux, Architecture.X64, Architecture.Arm64),
        new(TargetOs.MacOs, Architecture.Arm64),
        new(TargetOs.Android, Architecture.Arm64),
    ];

    public override ProviderFacts Facts { get; } = new()
    {
        Device = ProviderDevice.Gpu,
        Package = "Microsoft.ML.OnnxRuntime.EP.WebGpu",
        PackageNote = "and the desktop builds of ONNX Runtime for Node.js",
        Computes = ProviderPrecisions.Float32 | ProviderPrecisions.Float16,
        Prefers = ProviderPrecisions.Float32 | ProviderPrecisions.Float16,
        DynamicShapes = DynamicShapeSupport.Any,
        Compiling = CompileCost.Seconds,
    };

    public override ProviderOptions? DefaultOptions { get; } = new WebGpuOptions();

    // Sessions share one device inside ONNX Runtime; running two at once crashes (microsoft/onnxruntime#32561).
    public override ProviderConcurrency Concurrency => ProviderConcurrency.OnePerProcess;

    public override bool IsVerifiedOnHardware => false;

    internal override bool IsAutomatic => false;

    internal override bool UsesHostMemory => false;

    internal override ProviderStatus Probe(ISystemProbe system)
    {
        if (UnlessCompiledIn(system, "use an ONNX Runtime build with WebGPU, such as package Microsoft.ML.OnnxRuntime.EP.WebGpu") is { } notCompiledIn)
            return notCompiledIn;

        if (system.Os == TargetOs.Linux)
        {
            if (!system.CanLoadLibrary("libvulkan.so.1"))
                return ProviderStatus.Unavailable("the Vulkan loader libvulkan.so.1 cannot be loaded", "install it (Debian, Ubuntu: libvulkan1)", "libvulkan.so.1");
            if (FindVulkanDrivers(system).Count == 0)
            {
                return ProviderStatus.Unavailable(
                    "no Vulkan driver is installed (no *.json in VK_DRIVER_FILES, VK_ICD_FILENAMES, /etc/vulkan/icd.d or /usr/share/vulkan/icd.d)",
                    "install the GPU's Vulkan driver (Debian, Ubuntu: mesa-vulkan-drivers, or NVIDIA's driver)");
            }

            return OfDevices(system.VulkanDevices);
        }

        if (system.Os == TargetOs.Windows)
        {
            if (Direct3D12.Adapter(system, software: true) is { } adapter) return Ready(adapter.Name, adapter.IsSoftware);
            DeviceFinding none = Direct3D12.WithoutAdapter(system);
            return ProviderStatus.Unavailable(none.Reason!, none.Remedy!);
        }

        return ProviderStatus.Ready(ByNameOnly);
    }

    private protected override void Add(SessionOptions options, Dictionary<string, string> keys) => options.AppendExecutionProvider("WebGPU", keys);

    internal override string? WhySlowHere(ISystemProbe system) =>
        SoftwareDriver(system) is { } driver ? $"{driver} is a software driver, which computes on the processor, far slower than the CPU provider" : null;

    private static string? SoftwareDriver(ISystemProbe system) => system.Os switch
    {
        TargetOs.Linux => system.VulkanDevices.FirstOrDefault(static d => d.RunsWebGpu) is { IsSoftware: true } device ? device.Name : null,
        TargetOs.Windows => Direct3D12.Adapter(system, software: true) is { IsSoftware: true } adapter ? adapter.Name : null,
        _ => null,
    };

    private static ProviderStatus OfDevices(IReadOnlyList<VulkanDevice> devices)
    {
        foreach (VulkanDevice device in devices)
        {
            if (device.RunsWebGpu) return Ready(device.Name, device.IsSoftware);
        }

        return devices.Count == 0
            ? ProviderStatus.Unavailable("Vulkan drivers are installed, but none of them finds a device", "check that this machine has a GPU and that this user may use it (/dev/dri)")
            : ProviderStatus.Unavailable(
                $"{string.Join(", ", devices.Select(static d => d.Name))} lacks shader array dynamic indexing, which WebGPU asks for", "update the GPU's Vulkan driver");
    }

    private static ProviderStatus Ready(string device, bool isSoftware) => isSoftware
        ? ProviderStatus.Ready(ByNameOnly, $"on {device}, a software driver: slow")
        : ProviderStatus.Ready($"on {device}; {ByNameOnly}");

    private static List<string> FindVulkanDrivers(ISystemProbe system)
    {
        var drivers = new List<string>();
        foreach (string variable in (ReadOnlySpan<string>)["VK_DRIVER_FILES", "VK_ICD_FILENAMES"])
        {
            if (system.GetEnvironmentVariable(variable) is not { Length: > 0 } named) continue;
            foreach (string path in named.Split(':', StringSplitOptions.RemoveEmptyEntries))
            {
                if (system.FileExists(path)) drivers.Add(path);
                else drivers.AddRange(system.FindFiles(path, "*.json"));
            }

            // Either variable replaces the standard folders.
            return drivers;
        }

        drivers.AddRange(system.FindFiles("/etc/vulkan/icd.d", "*.json"));
        drivers.AddRange(system.FindFiles("/usr/local/share/vulkan/icd.d", "*.json"));
        drivers.AddRange(system.FindFiles("/usr/share/vulkan/icd.d", "*.json"));
        return drivers;
    }
}
