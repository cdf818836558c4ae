namespace EdgeInfer.Providers;

/// <summary>What QNN runs a model on.</summary>
public enum QnnBackend
{
    /// <summary>The Hexagon NPU.</summary>
    Htp,

    /// <summary>The Adreno GPU.</summary>
    Gpu,

    /// <summary>QNN's reference code for the processor.</summary>
    Cpu,
}

/// <summary>How fast the Hexagon NPU is clocked, fastest first.</summary>
public enum QnnPerformance
{
    /// <summary>QNN's choice.</summary>
    Default,

    /// <summary>The highest clock, for a short time.</summary>
    Burst,

    /// <summary>The highest clock that can be held.</summary>
    SustainedHighPerformance,

    /// <summary>A high clock.</summary>
    HighPerformance,

    /// <summary>Between speed and power.</summary>
    Balanced,

    /// <summary>Nearer to power saving.</summary>
    LowBalanced,

    /// <summary>Saves power at a higher clock.</summary>
    HighPowerSaver,

    /// <summary>Saves power.</summary>
    PowerSaver,

    /// <summary>Saves power at a lower clock.</summary>
    LowPowerSaver,

    /// <summary>The lowest clock.</summary>
    ExtremePowerSaver,
}
