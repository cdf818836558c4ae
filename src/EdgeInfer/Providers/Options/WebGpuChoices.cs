namespace EdgeInfer.Providers;

/// <summary>Order of a picture tensor's axes.</summary>
public enum WebGpuLayout
{
    /// <summary>Batch, channels, rows, columns.</summary>
    Nchw,

    /// <summary>Batch, rows, columns, channels.</summary>
    Nhwc,
}

/// <summary>Which of several adapters WebGPU takes.</summary>
public enum WebGpuPower
{
    /// <summary>The fast one.</summary>
    HighPerformance,

    /// <summary>The frugal one.</summary>
    LowPower,
}

/// <summary>How much is checked of what is handed to the GPU.</summary>
public enum WebGpuValidation
{
    /// <summary>Nothing.</summary>
    Disabled,

    /// <summary>What Dawn checks by itself.</summary>
    WebGpuOnly,

    /// <summary>That, and the errors at the end of a run.</summary>
    Basic,

    /// <summary>Everything; slow.</summary>
    Full,
}

/// <summary>How GPU buffers are kept for reuse.</summary>
public enum WebGpuBufferCache
{
    /// <summary>Not at all.</summary>
    Disabled,

    /// <summary>Released after a run.</summary>
    LazyRelease,

    /// <summary>Kept by exact size.</summary>
    Simple,

    /// <summary>Kept by size class.</summary>
    Bucket,
}
