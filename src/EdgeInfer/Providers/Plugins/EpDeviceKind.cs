namespace EdgeInfer.Providers;

/// <summary>What kind of processor a device is.</summary>
public enum EpDeviceKind
{
    /// <summary>The machine's processor.</summary>
    Cpu,

    /// <summary>A graphics processor.</summary>
    Gpu,

    /// <summary>A neural processor.</summary>
    Npu,
}
