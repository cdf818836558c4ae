using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace EdgeInfer.Providers;

/// <summary>NVIDIA's management library, which comes with the driver. Structures and numbers are those of nvml.h.</summary>
/// <param name="export">Address of one of its functions, or 0.</param>
internal sealed unsafe class Nvml(Func<string, nint> export)
{
    private const int Success = 0, NoPermission = 4, DriverNotLoaded = 9, LibraryMismatch = 18;
    private const int NameLength = 96, MostGpus = 64;

    private readonly Lock _gate = new();
    private NvidiaDriver? _driver;
    private nint[] _handles = [];

    /// <summary>The library of this machine; null where it cannot be loaded, as on Jetson boards before JetPack 7.</summary>
    public static Nvml? Load()
    {
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvml.dll" : "libnvidia-ml.so.1", out nint library)) return null;
        return new Nvml(name => NativeLibrary.TryGetExport(library, name, out nint function) ? function : 0);
    }

    /// <summary>Asks for everything the first time, and only for the memory that is free after that. A driver that was broken is asked anew.</summary>
    public NvidiaDriver Read()
    {
        lock (_gate)
        {
            if (_driver is null || _driver.Problem is not null) return _driver = ReadAll();
            GpuInfo[] gpus = [.. _driver.Gpus.Zip(_handles, (gpu, handle) => gpu with { FreeMemoryBytes = (long?)Memory(handle)?.Free ?? gpu.FreeMemoryBytes })];
            return _driver with { Gpus = gpus };
        }
    }

    private NvidiaDriver ReadAll()
    {
        nint start = export("nvmlInit_v2");
        if (start == 0) return NvidiaDriver.Broken("NVIDIA's management library is not one that can be asked", "update the NVIDIA driver");
        // Never shut down: it counts its users, and free memory is asked for again.
        int status = ((delegate* unmanaged<int>)start)();
        if (status != Success) return OfStatus(status);

        string? version = Text("nvmlSystemGetDriverVersion");
        Version? cuda = null;
        int number;
        if (export("nvmlSystemGetCudaDriverVersion_v2") is not 0 and var getCuda && ((delegate* unmanaged<int*, int>)getCuda)(&number) == Success)
            cuda = new Version(number / 1000, number % 1000 / 10);

        uint count = 0;
        if (export("nvmlDeviceGetCount_v2") is not 0 and var getCount && ((delegate* unmanaged<uint*, int>)getCount)(&count) != Success) count = 0;
        nint byIndex = export("nvmlDeviceGetHandleByIndex_v2");
        var gpus = new List<(GpuInfo Gpu, nint Handle)>();
        for (uint i = 0; i < Math.Min(count, MostGpus) && byIndex != 0; i++)
        {
            nint handle;
            if (((delegate* unmanaged<uint, nint*, int>)byIndex)(i, &handle) == Success) gpus.Add((ReadGpu(handle, version, cuda), handle));
        }

        _handles = [.. gpus.Select(static g => g.Handle)];
        return new NvidiaDriver(version, cuda, [.. gpus.Select(static g => g.Gpu)]);
    }

    private GpuInfo ReadGpu(nint handle, string? version, Version? cuda)
    {
        int major, minor;
        Version? capability = export("nvmlDeviceGetCudaComputeCapability") is not 0 and var getCapability
            && ((delegate* unmanaged<nint, int*, int*, int>)getCapability)(handle, &major, &minor) == Success ? new Version(major, minor) : null;
        PciInfo pci = default;
        bool hasPci = export("nvmlDeviceGetPciInfo_v3") is not 0 and var getPci && ((delegate* unmanaged<nint, PciInfo*, int>)getPci)(handle, &pci) == Success;
        (ulong Total, ulong Free)? memory = Memory(handle);
        return new GpuInfo
        {
            Name = Text("nvmlDeviceGetName", handle) ?? "NVIDIA GPU",
            Vendor = "NVIDIA",
            Driver = "nvidia",
            DriverVersion = version,
            MemoryBytes = (long?)memory?.Total,
            FreeMemoryBytes = (long?)memory?.Free,
            ComputeCapability = capability,
            CudaVersion = cuda,
            // As sysfs writes it: four digits of domain.
            PciAddress = hasPci ? string.Create(CultureInfo.InvariantCulture, $"{pci.Domain:x4}:{pci.Bus:x2}:{pci.Device:x2}.0") : null,
            Uuid = Text("nvmlDeviceGetUUID", handle),
        };
    }

    private (ulong Total, ulong Free)? Memory(nint handle)
    {
        ulong* memory = stackalloc ulong[3];
        return export("nvmlDeviceGetMemoryInfo") is not 0 and var get && ((delegate* unmanaged<nint, ulong*, int>)get)(handle, memory) == Success ? (memory[0], memory[1]) : null;
    }

    private string? Text(string function)
    {
        byte* text = stackalloc byte[NameLength];
        return export(function) is not 0 and var get && ((delegate* unmanaged<byte*, uint, int>)get)(text, NameLength) == Success ? Decode(text) : null;
    }

    private string? Text(string function, nint handle)
    {
        byte* text = stackalloc byte[NameLength];
        return export(function) is not 0 and var get && ((delegate* unmanaged<nint, byte*, uint, int>)get)(handle, text, NameLength) == Success ? Decode(text) : null;
    }

    private static string? Decode(byte* text)
    {
        ReadOnlySpan<byte> bytes = new(text, NameLength);
        int end = bytes.IndexOf((byte)0);
        return end is 0 ? null : Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    private static NvidiaDriver OfStatus(int status) => status switch
    {
        DriverNotLoaded => NvidiaDriver.Broken("NVIDIA's libraries are installed but its kernel driver is not loaded", "install or load the NVIDIA kernel driver (modprobe nvidia), or hand the GPU to this container (docker run --gpus all)"),
        LibraryMismatch => NvidiaDriver.Broken("NVIDIA's kernel driver and its libraries have different versions", "restart the machine: an update of the NVIDIA driver waits for it"),
        NoPermission => NvidiaDriver.Broken("this user may not ask the NVIDIA driver", "let this user open /dev/nvidia* (group video or render)"),
        _ => NvidiaDriver.Broken($"the NVIDIA driver does not answer (NVML error {status})", "restart the machine; if that does not help, reinstall the NVIDIA driver"),
    };

    /// <summary>nvmlPciInfo_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PciInfo
    {
        public fixed byte BusIdLegacy[16];
        public uint Domain;
        public uint Bus;
        public uint Device;
        public uint PciDeviceId;
        public uint PciSubsystemId;
        public fixed byte BusId[32];
    }
}
