namespace EdgeInfer.Providers;

/// <summary>What OpenVINO computes in.</summary>
public enum OpenVinoPrecision
{
    /// <summary>32-bit float: processors and GPUs.</summary>
    Float32,

    /// <summary>16-bit float: GPUs and NPUs.</summary>
    Float16,

    /// <summary>What the model's own weights are in.</summary>
    AsInModel,
}
