namespace EdgeInfer.Providers;

/// <summary>Number formats a provider computes in.</summary>
[Flags]
public enum ProviderPrecisions
{
    /// <summary>Nothing is known.</summary>
    None = 0,

    /// <summary>32-bit float, as it is written in the model.</summary>
    Float32 = 1,

    /// <summary>Float32 with 10 bits of mantissa in products, on NVIDIA GPUs since Ampere.</summary>
    TensorFloat32 = 2,

    /// <summary>16-bit IEEE float.</summary>
    Float16 = 4,

    /// <summary>The upper 16 bits of a float32.</summary>
    BFloat16 = 8,

    /// <summary>8-bit integers: models quantized with QuantizeLinear and DequantizeLinear pairs (QDQ).</summary>
    Int8 = 16,
}
