namespace EdgeInfer.Providers;

/// <summary>What CANN computes in.</summary>
public enum CannPrecision
{
    /// <summary>Everything in float32.</summary>
    ForceFloat32,

    /// <summary>Everything in float16 that can be.</summary>
    ForceFloat16,

    /// <summary>In float16 what has no float32 kernel.</summary>
    AllowFloat16,

    /// <summary>As the model says.</summary>
    KeepOriginal,

    /// <summary>Some operators in float16, by CANN's own list.</summary>
    AllowMixed,
}
