using System.Runtime.InteropServices;
using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

/// <summary>GPUs, NPUs, memory and names of machines, as Linux lists them.</summary>
public sealed class DevicesTests
{
    /// <summary>Machine, its name, its chip, its GPUs, its NPUs.</summary>
    public static TheoryData<string, string?, string?, string, string> Machines => new()
    {
        { "raspberry-pi-5", "Raspberry Pi 5 Model B Rev 1.0", "brcm,bcm2712", "brcm,2712-v3d/Broadcom/v3d", "" },
        { "rockchip-rk3588", "Orange Pi 5", "rockchip,rk3588", "rockchip,rk3588-mali/Arm/panthor", "rockchip,rk3588-rknpu/RKNPU//dev/dri/card2" },
        { "jetson-orin", "NVIDIA Jetson AGX Orin Developer Kit", "nvidia,tegra234", "NVIDIA Tegra GPU/NVIDIA/nvgpu", "" },
        { "android-phone", null, null, "Adreno750v2/Qualcomm/kgsl", "" },
        { "intel-core-ultra", "LENOVO ThinkPad X1 Carbon Gen 12", null, "Intel Meteor Lake-P [Intel Arc Graphics]/Intel/i915", "Intel NPU (Meteor Lake)/intel_vpu//dev/accel/accel0" },
        { "amd-ryzen-ai", "Framework Laptop 13 (AMD Ryzen AI 300 Series)", null, "AMD GPU 1002:150e/AMD/amdgpu", "AMD Ryzen AI NPU (Strix, Krackan)/amdxdna//dev/accel/accel0" },
        { "xeon-server", "Supermicro SYS-421GE-TNRT", null, "NVIDIA GPU 10de:2330/NVIDIA/nvidia", "" },
        { "ascend-box", "Huawei Atlas 800 (Model 3000)", null, "", "Huawei Ascend NPU///dev/davinci0" },
        { "container", null, null, "", "" },
    };

    [Fact]
    public void Every_listing_is_tested() => Assert.Equal(FakeFiles.Names, Machines.Select(static m => m.Data.Item1).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Machines))]
    public void Devices_are_found_and_screens_left_out(string listing, string? name, string? chip, string gpus, string npus)
    {
        FakeFiles files = FakeFiles.Load(listing);
        Assert.Equal(name, LinuxModel.Name(files));
        Assert.Equal(chip, LinuxModel.Compatible(files) is [.., var last] ? last : null);
        Assert.Equal(gpus, string.Join(", ", LinuxDevices.Gpus(files).Select(static g => $"{g.Name}/{g.Vendor}/{g.Driver}")));
        Assert.Equal(npus, string.Join(", ", LinuxDevices.Npus(files).Select(static n => $"{n.Name}/{n.Driver}/{n.Node}")));
        Assert.True(LinuxMemory.Read(files) is { AvailableBytes: > 0 } memory && memory.AvailableBytes <= memory.TotalBytes);
    }

    [Fact]
    public void An_AMD_GPU_tells_its_memory_and_place()
    {
        GpuInfo gpu = Assert.Single(LinuxDevices.Gpus(FakeFiles.Load("amd-ryzen-ai")));
        Assert.Equal((536870912, 400000000, "0000:c1:00.0"), (gpu.MemoryBytes, gpu.FreeMemoryBytes, gpu.PciAddress));
        Assert.Equal("580.95.05", Assert.Single(LinuxDevices.Gpus(FakeFiles.Load("xeon-server"))).DriverVersion);
    }

    [Fact]
    public void A_container_has_the_memory_of_its_group() =>
        // 2 GiB less 500 MB, of which 80 MB are pages of files.
        Assert.Equal(new MemoryInfo(32000000L * 1024, 2147483648 - 500000000 + 80000000, 2147483648), LinuxMemory.Read(FakeFiles.Load("container")));

    [Fact]
    public void A_limit_above_what_there_is_limits_nothing() =>
        Assert.Null(LinuxMemory.Read(FakeFiles.Load("container").Set("/sys/fs/cgroup/memory.max", "99999999999\n")).LimitBytes);

    [Fact]
    public void Placeholders_of_firmware_are_no_name()
    {
        FakeFiles files = new FakeFiles().Set("/sys/class/dmi/id/sys_vendor", "System manufacturer\n").Set("/sys/class/dmi/id/product_name", "To Be Filled By O.E.M.\n");
        Assert.Null(LinuxModel.Name(files));
        Assert.Equal("HP EliteBook", LinuxModel.Name(new FakeFiles().Set("/sys/class/dmi/id/sys_vendor", "HP\n").Set("/sys/class/dmi/id/product_name", "HP EliteBook\n")));
    }

    [Theory]
    [InlineData("DRIVER=amdgpu\nPCI_ID=xyz")]
    [InlineData("DRIVER=\nPCI_ID=1:2:3")]
    [InlineData("=\n==")]
    [InlineData("")]
    public void A_device_that_says_nothing_useful_is_no_GPU(string text) => Assert.Empty(LinuxDevices.Gpus(new FakeFiles().Set("/sys/class/drm/card0/device/uevent", text)));

    [Fact]
    public void NVIDIAs_library_and_the_system_name_the_same_card_once()
    {
        GpuInfo[] nvidia = [new() { Name = "NVIDIA H100 80GB HBM3", Vendor = "NVIDIA", PciAddress = "0000:0f:00.0" }];
        GpuInfo intel = new() { Name = "Intel", Vendor = "Intel", PciAddress = "0000:00:02.0" };
        Assert.Equal([nvidia[0], intel], MachineReader.Merge(nvidia, [.. LinuxDevices.Gpus(FakeFiles.Load("xeon-server")), intel]));
        // Windows tells no addresses.
        Assert.Equal(nvidia, MachineReader.Merge(nvidia, [new() { Name = "NVIDIA H100", Vendor = "NVIDIA" }]));
        GpuInfo jetson = new() { Name = "NVIDIA Tegra GPU", Vendor = "NVIDIA" };
        Assert.Equal([jetson], MachineReader.Merge([], [jetson]));
    }

    [Fact]
    public void Apple_chips_have_a_GPU_and_a_neural_engine()
    {
        Assert.Equal("Apple M4 GPU", Assert.Single(AppleMachine.Gpus(Architecture.Arm64, "Apple M4")).Name);
        Assert.Equal("Apple GPU", Assert.Single(AppleMachine.Gpus(Architecture.Arm64, "")).Name);
        Assert.Equal("Apple Neural Engine", Assert.Single(AppleMachine.Npus(Architecture.Arm64)).Name);
        Assert.Empty(AppleMachine.Gpus(Architecture.X64, "Intel(R) Core(TM) i7"));
        Assert.Empty(AppleMachine.Npus(Architecture.X64));
        Assert.Equal(new MemoryInfo(16_000_000_000, 4_000_000_000), AppleMachine.Memory(static n => n switch { "hw.memsize" => 16_000_000_000, "kern.memorystatus_level" => 25, _ => null }));
        Assert.Equal(new MemoryInfo(0, 0), AppleMachine.Memory(static _ => null));
    }

    [Fact]
    public void A_version_of_Windows_driver_has_four_parts() => Assert.Equal("32.0.15.8115", WindowsDevices.VersionText(32L << 48 | 0L << 32 | 15L << 16 | 8115));

    [Fact]
    public void This_machine_describes_itself()
    {
        MachineInfo machine = CapabilityRegistry.Current.Machine;
        Assert.Equal(RuntimeInformation.OSDescription, machine.OperatingSystem);
        Assert.Equal(RuntimeInformation.ProcessArchitecture.ToString(), machine.Architecture, ignoreCase: true);
        Assert.InRange(machine.Memory.AvailableBytes, 1, machine.Memory.TotalBytes);
        Assert.All(machine.Gpus, static g => Assert.False(string.IsNullOrWhiteSpace(g.Name)));
        Assert.All(machine.Npus, static n => Assert.False(string.IsNullOrWhiteSpace(n.Name)));
        Assert.Same(machine.Processor, CapabilityRegistry.Current.Machine.Processor);
    }

    [Fact]
    public void Windows_lists_the_devices_it_runs_on()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "asks Windows.");
        if (!OperatingSystem.IsWindows()) return;
        Assert.All(WindowsDevices.Gpus(), static g => Assert.False(string.IsNullOrWhiteSpace(g.Name)));
        Assert.All(WindowsDevices.Npus(), static n => Assert.False(string.IsNullOrWhiteSpace(n.Name)));
        Assert.True(WindowsMemory.Read().TotalBytes > 0);
    }
}
