using System.Globalization;

namespace EdgeInfer.Providers;

/// <summary>Graphics and neural processors of a Linux or Android machine, as the kernel lists them.</summary>
internal static class LinuxDevices
{
    // Text consoles of servers and virtual machines: they draw a screen and compute nothing.
    private static readonly string[] Displays = ["ast", "mgag200", "hibmc-drm", "hibmc", "vc4-drm", "rockchip-drm", "drm-rp1-dsi", "drm-rp1-dpi", "bochs-drm", "bochs", "cirrus", "simple-framebuffer", "simpledrm", "vkms", "vgem", "hyperv_drm", "efifb", "evdi"];

    // Device trees list what only shows pictures apart from what computes them.
    private static readonly string[] DisplayParts = ["vop", "display", "-vc4", "-hvs", "-hdmi", "mdss", "-dpu", "-dcu", "-lcdif", "tidss", "host1x"];

    // Neural processors without a class of their own: the node, and what it stands for.
    private static readonly (string Folder, string Pattern, string Name)[] Nodes =
    [
        ("/dev", "davinci?", "Huawei Ascend NPU"), ("/dev", "davinci??", "Huawei Ascend NPU"),
        ("/dev", "fastrpc-cdsp", "Qualcomm Hexagon NPU"), ("/dev", "adsprpc-smd", "Qualcomm Hexagon NPU"),
        ("/dev", "hailo?", "Hailo NPU"), ("/dev", "apex_?", "Google Edge TPU"), ("/dev", "rknpu", "Rockchip NPU"), ("/dev", "galcore", "VeriSilicon NPU or GPU"),
        ("/dev", "mtk_apusys*", "MediaTek NPU"), ("/dev", "edgetpu-soc", "Google Tensor TPU"), ("/dev", "nvhost-nvdla?", "NVIDIA DLA"),
    ];

    /// <summary>One entry a card, and no display controllers. NVIDIA's own library tells more of its cards than is here.</summary>
    public static IReadOnlyList<GpuInfo> Gpus(ISystemFiles files)
    {
        var gpus = new List<GpuInfo>();
        var names = new PciNames(files);
        foreach (string card in files.List("/sys/class/drm", "card*").Order(StringComparer.Ordinal))
        {
            // card0, not its connectors card0-HDMI-A-1.
            if (!card.AsSpan(card.LastIndexOf('/') + "/card".Length).ContainsAnyExceptInRange('0', '9') && files.ReadText($"{card}/device/uevent") is { } text)
            {
                var device = new DeviceEvent(text);
                if (!IsNpu(device) && ToGpu(files, names, card, device) is { } gpu) gpus.Add(gpu);
            }
        }

        // Android and Jetson: GPUs that the display system does not list.
        if (gpus.Count == 0 && files.ReadText("/sys/class/kgsl/kgsl-3d0/gpu_model")?.Trim() is { Length: > 0 } adreno)
            gpus.Add(new GpuInfo { Name = adreno, Vendor = "Qualcomm", Driver = "kgsl" });
        if (gpus.Count == 0 && files.List("/dev", "mali0").Count > 0)
            gpus.Add(new GpuInfo { Name = files.ReadText("/sys/class/misc/mali0/device/gpuinfo")?.Trim() ?? "Mali GPU", Vendor = "Arm", Driver = "mali" });
        if (!gpus.Exists(static g => g.Vendor == "NVIDIA") && files.List("/dev", "nvhost-gpu").Count + files.List("/dev/nvgpu", "igpu*").Count > 0)
            gpus.Add(new GpuInfo { Name = "NVIDIA Tegra GPU", Vendor = "NVIDIA", Driver = "nvgpu" });
        return gpus;
    }

    public static IReadOnlyList<NpuInfo> Npus(ISystemFiles files)
    {
        var npus = new List<NpuInfo>();
        var names = new PciNames(files);
        foreach (string accel in files.List("/sys/class/accel", "accel*").Order(StringComparer.Ordinal))
        {
            if (files.ReadText($"{accel}/device/uevent") is not { } text) continue;
            var device = new DeviceEvent(text);
            npus.Add(new NpuInfo(NpuName(names, device), device.Driver, $"/dev/accel/{accel[(accel.LastIndexOf('/') + 1)..]}"));
        }

        // Rockchip's own driver makes its neural processor a graphics card without a screen.
        foreach (string card in files.List("/sys/class/drm", "card*").Order(StringComparer.Ordinal))
        {
            if (files.ReadText($"{card}/device/uevent") is { } text && new DeviceEvent(text) is var device && IsNpu(device))
                npus.Add(new NpuInfo(NpuName(names, device), device.Driver, $"/dev/dri/{card[(card.LastIndexOf('/') + 1)..]}"));
        }

        foreach ((string folder, string pattern, string name) in Nodes)
        {
            foreach (string node in files.List(folder, pattern).Order(StringComparer.Ordinal)) npus.Add(new NpuInfo(name, Node: node));
        }

        return npus;
    }

    private static GpuInfo? ToGpu(ISystemFiles files, PciNames names, string card, DeviceEvent device)
    {
        if (device.Driver is { } driver && Displays.Contains(driver)) return null;
        // amdgpu tells how much memory there is, others do not; what a chip without its own memory reports is a carve-out of the machine's.
        long? memory = Number(files.ReadText($"{card}/device/mem_info_vram_total")), used = Number(files.ReadText($"{card}/device/mem_info_vram_used"));
        if (device.PciId is { } id)
        {
            return new GpuInfo
            {
                Name = files.ReadText($"{card}/device/product_name")?.Trim() is { Length: > 0 } product ? product : names.Name(id.Vendor, id.Device, "GPU"),
                Vendor = PciNames.VendorName(id.Vendor),
                Driver = device.Driver,
                DriverVersion = files.ReadText($"/sys/module/{device.Driver}/version")?.Trim(),
                MemoryBytes = memory,
                FreeMemoryBytes = memory - used,
                PciAddress = device.PciAddress,
            };
        }

        if (device.Compatible is not { } compatible || Array.Exists(DisplayParts, p => compatible.Contains(p, StringComparison.Ordinal))) return null;
        return new GpuInfo { Name = compatible, Vendor = VendorOf(compatible), Driver = device.Driver };
    }

    private static bool IsNpu(DeviceEvent device) =>
        string.Equals(device.Driver, "rknpu", StringComparison.OrdinalIgnoreCase) || (device.Compatible ?? "").Contains("npu", StringComparison.Ordinal);

    private static string NpuName(PciNames names, DeviceEvent device) => (device.Driver, device.PciId) switch
    {
        ("intel_vpu", (_, 0x7d1d)) => "Intel NPU (Meteor Lake)",
        ("intel_vpu", (_, 0xad1d)) => "Intel NPU (Arrow Lake)",
        ("intel_vpu", (_, 0x643e)) => "Intel NPU (Lunar Lake)",
        ("intel_vpu", (_, 0xb03e)) => "Intel NPU (Panther Lake)",
        ("amdxdna", (_, 0x1502)) => "AMD Ryzen AI NPU (Phoenix, Hawk Point)",
        ("amdxdna", (_, 0x17f0)) => "AMD Ryzen AI NPU (Strix, Krackan)",
        (_, var (vendor, number)) => names.Name(vendor, number, "NPU"),
        _ => device.Compatible ?? device.Driver ?? "NPU",
    };

    // The part's maker where it is known, since a chip's maker lends its own name: rockchip,rk3588-mali.
    private static string VendorOf(string compatible) => compatible.Contains("mali", StringComparison.Ordinal) ? "Arm" : compatible.Split(',')[0] switch
    {
        "arm" => "Arm",
        "brcm" => "Broadcom",
        "qcom" => "Qualcomm",
        "nvidia" => "NVIDIA",
        "img" => "Imagination",
        "apple" => "Apple",
        "vivante" => "VeriSilicon",
        "rockchip" => "Rockchip",
        var maker => maker,
    };

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : null;
}
