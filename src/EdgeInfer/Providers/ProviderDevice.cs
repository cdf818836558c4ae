namespace EdgeInfer.Providers;

/// <summary>The kind of device a provider runs on unless told otherwise.</summary>
public enum ProviderDevice
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>A graphics processor.</summary>
    Gpu,

    /// <summary>A processor made for neural networks: least energy for a call.</summary>
    Npu,
}
