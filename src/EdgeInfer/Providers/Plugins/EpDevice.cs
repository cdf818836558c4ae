using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>A device that one of ONNX Runtime's execution providers, built in or from a plug-in, says it can use.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record EpDevice
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    /// <summary>ONNX Runtime's name of the provider, such as <c>CPUExecutionProvider</c>.</summary>
    public required string OrtName { get; init; }

    /// <summary>Who makes the provider, or empty.</summary>
    public string ProviderVendor { get; init; } = "";

    /// <summary>What kind of processor it is.</summary>
    public EpDeviceKind Kind { get; init; }

    /// <summary>Who makes the device, or empty.</summary>
    public string HardwareVendor { get; init; } = "";

    /// <summary>The maker's number, mostly that of PCI; 0 where it is not known.</summary>
    public uint VendorId { get; init; }

    /// <summary>The maker's number for the device; 0 where it is not known. Tells models apart, not two of one model.</summary>
    public uint DeviceId { get; init; }

    /// <summary>What ONNX Runtime found out about the device.</summary>
    public IReadOnlyDictionary<string, string> HardwareMetadata { get; init; } = Nothing;

    /// <summary>What the provider says of itself on this device, such as its <c>version</c>.</summary>
    public IReadOnlyDictionary<string, string> ProviderMetadata { get; init; } = Nothing;

    /// <summary>ONNX Runtime's own object; null in a made-up device.</summary>
    internal OrtEpDevice? Native { get; init; }

    /// <summary>In a few words: <c>GPU of NVIDIA (10de:2684)</c>.</summary>
    public override string ToString()
    {
        string kind = Kind.ToString().ToUpperInvariant();
        string of = HardwareVendor.Length > 0 ? $" of {HardwareVendor}" : "";
        return VendorId == 0 && DeviceId == 0 ? kind + of : $"{kind}{of} ({VendorId:x4}:{DeviceId:x4})";
    }
}
