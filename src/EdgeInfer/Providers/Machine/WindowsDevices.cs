using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace EdgeInfer.Providers;

/// <summary>Graphics and neural processors of a Windows machine. Structures and numbers are those of dxgi.h and setupapi.h.</summary>
internal static unsafe partial class WindowsDevices
{
    private const int MostAdapters = 16;
    private const uint SoftwareAdapter = 2;

    // Slots in the interfaces' tables of methods.
    private const int Release = 2, EnumAdapters1 = 12, CheckInterfaceSupport = 9, GetDesc1 = 10;

    private static readonly Guid DxgiFactory1 = new("770aae78-f26f-4dba-a829-253c83d1b387");
    private static readonly Guid DxgiDevice = new("54ec77fa-1377-44e6-8c32-88fd5f44c84c");

    // "Neural processors" in the device manager.
    private static readonly Guid ComputeAcceleratorClass = new("f01a9d53-3ff6-48d2-9f97-c8a7004be10c");

    [SupportedOSPlatform("windows")]
    public static IReadOnlyList<GpuInfo> Gpus()
    {
        var gpus = new List<GpuInfo>();
        nint factory;
        Guid factoryId = DxgiFactory1, deviceId = DxgiDevice;
        if (CreateDXGIFactory1(&factoryId, &factory) < 0) return gpus;
        for (uint i = 0; i < MostAdapters; i++)
        {
            nint adapter;
            if (((delegate* unmanaged<nint, uint, nint*, int>)Method(factory, EnumAdapters1))(factory, i, &adapter) < 0) break;
            AdapterDescription description;
            if (((delegate* unmanaged<nint, AdapterDescription*, int>)Method(adapter, GetDesc1))(adapter, &description) >= 0 && (description.Flags & SoftwareAdapter) == 0)
            {
                long version;
                bool hasVersion = ((delegate* unmanaged<nint, Guid*, long*, int>)Method(adapter, CheckInterfaceSupport))(adapter, &deviceId, &version) >= 0;
                gpus.Add(new GpuInfo
                {
                    Name = new string(description.Name).Trim(),
                    Vendor = PciNames.VendorName((int)description.VendorId),
                    DriverVersion = hasVersion ? VersionText(version) : null,
                    MemoryBytes = description.DedicatedVideoMemory > 0 ? (long)description.DedicatedVideoMemory : null,
                });
            }

            ((delegate* unmanaged<nint, uint>)Method(adapter, Release))(adapter);
        }

        ((delegate* unmanaged<nint, uint>)Method(factory, Release))(factory);
        return gpus;
    }

    [SupportedOSPlatform("windows")]
    public static IReadOnlyList<NpuInfo> Npus()
    {
        const uint present = 2, description = 0;
        var npus = new List<NpuInfo>();
        Guid kind = ComputeAcceleratorClass;
        nint devices = SetupDiGetClassDevs(&kind, null, 0, present);
        if (devices == -1) return npus;
        char* name = stackalloc char[256];
        for (uint i = 0; i < MostAdapters; i++)
        {
            var data = new DeviceData { Size = (uint)sizeof(DeviceData) };
            if (SetupDiEnumDeviceInfo(devices, i, &data) == 0) break;
            // Zero-terminated within its length less one character, which stays zero.
            new Span<char>(name, 256).Clear();
            if (SetupDiGetDeviceRegistryProperty(devices, &data, description, null, (byte*)name, 255 * sizeof(char), null) != 0) npus.Add(new NpuInfo(new string(name)));
        }

        _ = SetupDiDestroyDeviceInfoList(devices);
        return npus;
    }

    /// <summary>Four numbers of 16 bits: 32.0.15.8115.</summary>
    internal static string VersionText(long version) =>
        string.Create(CultureInfo.InvariantCulture, $"{version >> 48 & 0xffff}.{version >> 32 & 0xffff}.{version >> 16 & 0xffff}.{version & 0xffff}");

    private static nint Method(nint instance, int slot) => (*(nint**)instance)[slot];

    [LibraryImport("dxgi")]
    private static partial int CreateDXGIFactory1(Guid* id, nint* factory);

    [LibraryImport("setupapi", EntryPoint = "SetupDiGetClassDevsW")]
    private static partial nint SetupDiGetClassDevs(Guid* kind, char* enumerator, nint window, uint flags);

    [LibraryImport("setupapi")]
    private static partial int SetupDiEnumDeviceInfo(nint devices, uint index, DeviceData* data);

    [LibraryImport("setupapi", EntryPoint = "SetupDiGetDeviceRegistryPropertyW")]
    private static partial int SetupDiGetDeviceRegistryProperty(nint devices, DeviceData* data, uint property, uint* type, byte* text, uint length, uint* needed);

    [LibraryImport("setupapi")]
    private static partial int SetupDiDestroyDeviceInfoList(nint devices);

    /// <summary>DXGI_ADAPTER_DESC1.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct AdapterDescription
    {
        public fixed char Name[128];
        public uint VendorId;
        public uint DeviceId;
        public uint SubSysId;
        public uint Revision;
        public nuint DedicatedVideoMemory;
        public nuint DedicatedSystemMemory;
        public nuint SharedSystemMemory;
        public long Luid;
        public uint Flags;
    }

    /// <summary>SP_DEVINFO_DATA.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct DeviceData
    {
        public uint Size;
        public Guid Class;
        public uint Instance;
        public nuint Reserved;
    }
}
