using System.Globalization;

namespace EdgeInfer.Providers;

/// <summary>Names of PCI vendors and devices: from the list that distributions install, or by the numbers.</summary>
/// <param name="files">The machine's files.</param>
internal sealed class PciNames(ISystemFiles files)
{
    private readonly Lazy<string?> _list = new(() =>
        files.ReadText("/usr/share/hwdata/pci.ids") ?? files.ReadText("/usr/share/misc/pci.ids") ?? files.ReadText("/usr/share/pci.ids"));

    /// <returns>Null for vendors that make no accelerators.</returns>
    public static string? VendorName(int vendor) => vendor switch
    {
        0x10de => "NVIDIA",
        0x1002 or 0x1022 => "AMD",
        0x8086 => "Intel",
        0x17cb or 0x5143 => "Qualcomm",
        0x106b => "Apple",
        0x13b5 => "Arm",
        0x1af4 => "virtio",
        0x15ad => "VMware",
        0x1234 => "QEMU",
        0x1414 => "Microsoft",
        0x1a03 => "ASPEED",
        0x102b => "Matrox",
        0x19e5 => "Huawei",
        0x1e60 => "Hailo",
        _ => null,
    };

    /// <summary>Such as <c>AMD Navi 31 [Radeon RX 7900 XT]</c>, else <c>AMD GPU 1002:744c</c>.</summary>
    /// <param name="vendor">The vendor's number.</param>
    /// <param name="device">The device's number.</param>
    /// <param name="kind">What to call it where the list has no name: <c>GPU</c>, <c>NPU</c>.</param>
    public string Name(int vendor, int device, string kind)
    {
        string maker = VendorName(vendor) ?? "unknown";
        return DeviceName(vendor, device) is { } name ? $"{maker} {name}" : $"{maker} {kind} {vendor:x4}:{device:x4}";
    }

    private string? DeviceName(int vendor, int device)
    {
        if (_list.Value is not { } list) return null;
        // Vendors begin a line, their devices follow behind a tab each.
        int at = list.IndexOf($"\n{vendor.ToString("x4", CultureInfo.InvariantCulture)}  ", StringComparison.Ordinal);
        if (at < 0) return null;
        string key = $"\t{device.ToString("x4", CultureInfo.InvariantCulture)}  ";
        foreach (ReadOnlySpan<char> line in list.AsSpan(list.IndexOf('\n', at + 1) + 1).EnumerateLines())
        {
            if (line.StartsWith(key, StringComparison.Ordinal)) return line[key.Length..].Trim().ToString();
            if (line.Length > 0 && line[0] is not ('\t' or '#')) break;
        }

        return null;
    }
}
