using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

/// <summary>NVIDIA's management library, played by functions with its signatures: this machine need not have one.</summary>
public sealed unsafe class NvmlTests
{
    // The functions are static, as C's are; each test of this class runs alone.
    private static int _initStatus;
    private static ulong _free;
    private static int _asked;

    [Fact]
    public void A_driver_tells_its_GPUs()
    {
        (_initStatus, _free) = (0, 3_000_000_000);
        NvidiaDriver driver = Create().Read();
        Assert.Equal(("580.95.05", new Version(13, 0), null), (driver.Version, driver.CudaVersion, driver.Problem));
        Assert.Equal(
            [
                new() { Name = "NVIDIA GeForce RTX 4070", Vendor = "NVIDIA", Driver = "nvidia", DriverVersion = "580.95.05", MemoryBytes = 12_878_610_432, FreeMemoryBytes = 3_000_000_000, ComputeCapability = new(8, 9), CudaVersion = new(13, 0), PciAddress = "0000:01:00.0", Uuid = "GPU-0" },
                new GpuInfo { Name = "NVIDIA GeForce GTX 1080", Vendor = "NVIDIA", Driver = "nvidia", DriverVersion = "580.95.05", MemoryBytes = 12_878_610_432, FreeMemoryBytes = 3_000_000_000, ComputeCapability = new(6, 1), CudaVersion = new(13, 0), PciAddress = "0001:02:00.0", Uuid = "GPU-1" },
            ],
            driver.Gpus);
    }

    [Fact]
    public void Only_free_memory_is_asked_for_again()
    {
        (_initStatus, _free, _asked) = (0, 3_000_000_000, 0);
        Nvml nvml = Create();
        Assert.Equal(3_000_000_000, nvml.Read().Gpus[0].FreeMemoryBytes);
        int asked = _asked;
        _free = 1_000_000_000;
        NvidiaDriver again = nvml.Read();
        Assert.All(again.Gpus, static g => Assert.Equal(1_000_000_000, g.FreeMemoryBytes));
        Assert.Equal("NVIDIA GeForce RTX 4070", again.Gpus[0].Name);
        Assert.Equal(asked, _asked);
    }

    [Theory]
    [InlineData(9, "kernel driver is not loaded", "docker run --gpus all")]
    [InlineData(18, "different versions", "restart the machine")]
    [InlineData(4, "may not ask", "/dev/nvidia")]
    [InlineData(999, "NVML error 999", "reinstall the NVIDIA driver")]
    public void A_driver_that_cannot_be_asked_says_why_and_is_asked_again(int status, string problem, string remedy)
    {
        _initStatus = status;
        Nvml nvml = Create();
        NvidiaDriver driver = nvml.Read();
        Assert.Contains(problem, driver.Problem);
        Assert.Contains(remedy, driver.Remedy);
        Assert.Empty(driver.Gpus);
        _initStatus = 0;
        Assert.Null(nvml.Read().Problem);
    }

    [Fact]
    public void A_library_without_its_functions_is_survived()
    {
        Assert.NotNull(new Nvml(static _ => 0).Read().Problem);
        _initStatus = 0;
        // An old one: neither CUDA's version nor any device function.
        NvidiaDriver driver = new Nvml(static name => name == "nvmlInit_v2" ? (nint)(delegate* unmanaged[Cdecl]<int>)&Init : 0).Read();
        Assert.Equal((null, null, 0), (driver.Version, driver.CudaVersion, driver.Gpus.Count));
    }

    [Fact]
    public void This_machine_is_asked_without_throwing()
    {
        NvidiaDriver? driver = SystemProbe.Instance.Nvidia;
        if (driver is not null) Assert.True(driver.Problem is not null || driver.Version is not null);
    }

    private static Nvml Create() => new(static name => name switch
    {
        "nvmlInit_v2" => (nint)(delegate* unmanaged[Cdecl]<int>)&Init,
        "nvmlSystemGetDriverVersion" => (nint)(delegate* unmanaged[Cdecl]<byte*, uint, int>)&DriverVersion,
        "nvmlSystemGetCudaDriverVersion_v2" => (nint)(delegate* unmanaged[Cdecl]<int*, int>)&CudaVersion,
        "nvmlDeviceGetCount_v2" => (nint)(delegate* unmanaged[Cdecl]<uint*, int>)&Count,
        "nvmlDeviceGetHandleByIndex_v2" => (nint)(delegate* unmanaged[Cdecl]<uint, nint*, int>)&Handle,
        "nvmlDeviceGetName" => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, uint, int>)&Name,
        "nvmlDeviceGetUUID" => (nint)(delegate* unmanaged[Cdecl]<nint, byte*, uint, int>)&Uuid,
        "nvmlDeviceGetMemoryInfo" => (nint)(delegate* unmanaged[Cdecl]<nint, ulong*, int>)&Memory,
        "nvmlDeviceGetCudaComputeCapability" => (nint)(delegate* unmanaged[Cdecl]<nint, int*, int*, int>)&Capability,
        "nvmlDeviceGetPciInfo_v3" => (nint)(delegate* unmanaged[Cdecl]<nint, uint*, int>)&Pci,
        _ => 0,
    });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Init() => _initStatus;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int DriverVersion(byte* text, uint length) => Write("580.95.05", text, length);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CudaVersion(int* version)
    {
        *version = 13000;
        return 0;
    }

    // The third cannot be opened.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Count(uint* count)
    {
        *count = 3;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Handle(uint index, nint* handle)
    {
        *handle = (nint)index + 1;
        return index < 2 ? 0 : 15;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Name(nint handle, byte* text, uint length)
    {
        _asked++;
        return Write(handle == 1 ? "NVIDIA GeForce RTX 4070" : "NVIDIA GeForce GTX 1080", text, length);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Uuid(nint handle, byte* text, uint length) => Write($"GPU-{handle - 1}", text, length);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Memory(nint handle, ulong* memory)
    {
        (memory[0], memory[1], memory[2]) = (12_878_610_432, _free, 12_878_610_432 - _free);
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Capability(nint handle, int* major, int* minor)
    {
        (*major, *minor) = handle == 1 ? (8, 9) : (6, 1);
        return 0;
    }

    // 16 bytes of an old name, then domain, bus and device.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Pci(nint handle, uint* info)
    {
        (info[4], info[5], info[6]) = ((uint)handle - 1, (uint)handle, 0);
        return 0;
    }

    private static int Write(string value, byte* text, uint length)
    {
        Span<byte> bytes = new(text, (int)length);
        bytes[Encoding.UTF8.GetBytes(value, bytes)] = 0;
        return 0;
    }
}
