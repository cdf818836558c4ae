using System.Globalization;

namespace EdgeInfer.Providers;

/// <summary>A device's <c>uevent</c> in sysfs: <c>DRIVER=amdgpu</c>, <c>PCI_ID=1002:744C</c>, <c>OF_COMPATIBLE_0=brcm,2712-v3d</c>.</summary>
internal sealed class DeviceEvent
{
    private readonly Dictionary<string, string> _values = [];

    public DeviceEvent(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0) _values.TryAdd(line[..equals], line[(equals + 1)..].Trim());
        }
    }

    public string? Driver => _values.GetValueOrDefault("DRIVER");

    public string? PciAddress => _values.GetValueOrDefault("PCI_SLOT_NAME");

    /// <summary>What a device tree calls it: maker, comma, part.</summary>
    public string? Compatible => _values.GetValueOrDefault("OF_COMPATIBLE_0");

    /// <summary>Vendor and device number; null for what is not on a PCI bus.</summary>
    public (int Vendor, int Device)? PciId =>
        _values.GetValueOrDefault("PCI_ID")?.Split(':') is [var vendor, var device]
        && int.TryParse(vendor, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int v)
        && int.TryParse(device, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int d) ? (v, d) : null;
}
