using System.Runtime.InteropServices;

namespace EdgeInfer.Providers;

/// <summary>Asks DXGI for the graphics adapters. Identifiers, numbers and orders of methods are those of dxgi.h and d3d12.h.</summary>
internal static unsafe class DirectXAdapters
{
    private const int MostAdapters = 16;
    private const uint SoftwareFlag = 2, FeatureLevel11 = 0xB000;

    // Places in the tables of methods of IUnknown, IDXGIFactory1 and IDXGIAdapter1.
    private const int Release = 2, EnumAdapters1 = 12, GetDesc1 = 10;

    private static readonly Guid Factory1 = new("770aae78-f26f-4dba-a829-253c83d1b387");
    private static readonly Guid Device = new("189819f1-1db6-4b57-be54-1821339b85f7");

    /// <returns>The adapters; none where there is no DXGI, or it finds none.</returns>
    public static IReadOnlyList<DirectXAdapter> Find()
    {
        // Never unloaded: the drivers behind them start threads of their own.
        if (!TryGet("dxgi.dll", "CreateDXGIFactory1", out nint createFactory)) return [];
        _ = TryGet("d3d12.dll", "D3D12CreateDevice", out nint createDevice);

        Guid id = Factory1;
        nint factory;
        if (((delegate* unmanaged<Guid*, nint*, int>)createFactory)(&id, &factory) < 0) return [];
        try
        {
            var adapters = new List<DirectXAdapter>();
            for (uint i = 0; i < MostAdapters; i++)
            {
                nint adapter;
                if (((delegate* unmanaged<nint, uint, nint*, int>)Method(factory, EnumAdapters1))(factory, i, &adapter) < 0) break;
                try
                {
                    if (Describe(adapter, createDevice) is { } described) adapters.Add(described);
                }
                finally
                {
                    ((delegate* unmanaged<nint, uint>)Method(adapter, Release))(adapter);
                }
            }

            return adapters;
        }
        finally
        {
            ((delegate* unmanaged<nint, uint>)Method(factory, Release))(factory);
        }
    }

    private static DirectXAdapter? Describe(nint adapter, nint createDevice)
    {
        AdapterDescription description;
        if (((delegate* unmanaged<nint, AdapterDescription*, int>)Method(adapter, GetDesc1))(adapter, &description) < 0) return null;
        // Asked for no device, it only says whether it could make one.
        Guid id = Device;
        bool direct3D12 = createDevice != 0
            && ((delegate* unmanaged<nint, uint, Guid*, nint*, int>)createDevice)(adapter, FeatureLevel11, &id, null) >= 0;
        ReadOnlySpan<char> name = new(description.Name, AdapterDescription.NameLength);
        int end = name.IndexOf('\0');
        return new DirectXAdapter(new string(end < 0 ? name : name[..end]), (description.Flags & SoftwareFlag) != 0, direct3D12);
    }

    private static nint Method(nint instance, int place) => (*(nint**)instance)[place];

    private static bool TryGet(string library, string name, out nint function)
    {
        function = 0;
        return NativeLibrary.TryLoad(library, out nint loaded) && NativeLibrary.TryGetExport(loaded, name, out function);
    }

    /// <summary>DXGI_ADAPTER_DESC1.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct AdapterDescription
    {
        public const int NameLength = 128;

        public fixed char Name[NameLength];
        public uint Vendor;
        public uint Device;
        public uint SubSystem;
        public uint Revision;
        public nuint DedicatedVideoMemory;
        public nuint DedicatedSystemMemory;
        public nuint SharedSystemMemory;
        public uint LuidLow;
        public int LuidHigh;
        public uint Flags;
    }
}
