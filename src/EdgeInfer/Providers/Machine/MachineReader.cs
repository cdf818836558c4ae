using System.Runtime.InteropServices;

namespace EdgeInfer.Providers;

/// <summary>Puts together what users see of the machine. What does not change is read once, and devices by a thread that may be left behind.</summary>
/// <param name="system">The probe of this machine.</param>
internal sealed class MachineReader(ISystemProbe system)
{
    private readonly Lock _gate = new();
    private TimedCall<NvidiaDriver?>? _nvidia;
    private TimedCall<(IReadOnlyList<GpuInfo> Gpus, IReadOnlyList<NpuInfo> Npus)>? _devices;
    private (string? Model, IReadOnlyList<string> Compatible)? _model;

    public MachineInfo Read()
    {
        TimedCall<NvidiaDriver?> nvidia;
        TimedCall<(IReadOnlyList<GpuInfo> Gpus, IReadOnlyList<NpuInfo> Npus)> devices;
        lock (_gate)
        {
            // Free memory of GPUs changes; what they are does not. A driver that has not answered is not asked again meanwhile.
            if (_nvidia?.IsDone is not false) _nvidia = new("the NVIDIA driver", () => system.Nvidia);
            _devices ??= new("devices", ReadDevices);
            (nvidia, devices) = (_nvidia, _devices);
            _model ??= ReadModel();
        }

        MemoryInfo memory = ReadMemory();
        (IReadOnlyList<GpuInfo> gpus, IReadOnlyList<NpuInfo> npus) = Get(devices) is { Gpus: not null } found ? found : ([], []);
        return new MachineInfo
        {
            OperatingSystem = RuntimeInformation.OSDescription,
            Architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
            Model = _model.Value.Model,
            Compatible = _model.Value.Compatible,
            Processor = system.Processor,
            Memory = memory,
            Gpus = Merge(Get(nvidia)?.Gpus ?? [], gpus),
            Npus = npus,
        };
    }

    /// <summary>NVIDIA's own library knows more than the system does of the same card: by its address or, on Windows, its name.</summary>
    internal static IReadOnlyList<GpuInfo> Merge(IReadOnlyList<GpuInfo> nvidia, IReadOnlyList<GpuInfo> listed)
    {
        var gpus = new List<GpuInfo>(nvidia);
        foreach (GpuInfo gpu in listed)
        {
            if (!nvidia.Any(n => gpu.PciAddress is { } address ? address.Equals(n.PciAddress, StringComparison.OrdinalIgnoreCase) : gpu.Vendor == "NVIDIA")) gpus.Add(gpu);
        }

        return gpus;
    }

    private static T? Get<T>(TimedCall<T> call)
    {
        try
        {
            return call.TryGet(TimedProbes.DefaultLimit, out T? value) ? value : default;
        }
#pragma warning disable CA1031 // A driver or a system (Wine) that cannot be asked has no devices to show; nothing here may throw.
        catch (Exception)
#pragma warning restore CA1031
        {
            return default;
        }
    }

    private static (IReadOnlyList<GpuInfo> Gpus, IReadOnlyList<NpuInfo> Npus) ReadDevices() =>
        OperatingSystem.IsLinux() || OperatingSystem.IsAndroid() ? (LinuxDevices.Gpus(SystemFiles.Instance), LinuxDevices.Npus(SystemFiles.Instance))
        : OperatingSystem.IsWindows() ? (WindowsDevices.Gpus(), WindowsDevices.Npus())
        : OperatingSystem.IsMacOS() || OperatingSystem.IsIOS() ? (AppleMachine.Gpus(RuntimeInformation.ProcessArchitecture, AppleSystem.Text("machdep.cpu.brand_string") ?? ""), AppleMachine.Npus(RuntimeInformation.ProcessArchitecture))
        : ([], []);

    private static (string? Model, IReadOnlyList<string> Compatible) ReadModel()
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsAndroid()) return (LinuxModel.Name(SystemFiles.Instance), LinuxModel.Compatible(SystemFiles.Instance));
        if (OperatingSystem.IsMacOS()) return (AppleSystem.Text("hw.model"), []);
        if (OperatingSystem.IsIOS()) return (AppleSystem.Text("hw.machine"), []);
        if (!OperatingSystem.IsWindows()) return (null, []);
        string model = $"{WindowsRegistry.Text(WindowsRegistry.Firmware, "SystemManufacturer")} {WindowsRegistry.Text(WindowsRegistry.Firmware, "SystemProductName")}".Trim();
        return (model.Length > 0 ? model : null, []);
    }

    private static MemoryInfo ReadMemory() =>
        OperatingSystem.IsLinux() || OperatingSystem.IsAndroid() ? LinuxMemory.Read(SystemFiles.Instance)
        : OperatingSystem.IsWindows() ? WindowsMemory.Read()
        : OperatingSystem.IsMacOS() || OperatingSystem.IsIOS() ? AppleMachine.Memory(AppleSystem.Number)
        : new MemoryInfo(0, 0);
}
