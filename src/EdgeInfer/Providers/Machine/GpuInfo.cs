namespace EdgeInfer.Providers;

/// <summary>A graphics processor. What its driver does not tell is null.</summary>
public sealed record GpuInfo
{
    /// <summary>As its maker calls it, such as <c>NVIDIA GeForce RTX 4070</c>, or by its vendor and numbers: <c>Intel GPU 8086:7d55</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The maker: <c>NVIDIA</c>, <c>AMD</c>, <c>Intel</c>, <c>Qualcomm</c>, <c>Arm</c>, <c>Apple</c>, …</summary>
    public string? Vendor { get; init; }

    /// <summary>The driver of the operating system, such as <c>nvidia</c>, <c>amdgpu</c>, <c>xe</c>.</summary>
    public string? Driver { get; init; }

    /// <summary>The driver's version, such as <c>580.95.05</c>.</summary>
    public string? DriverVersion { get; init; }

    /// <summary>Bytes of its own memory; null also where it shares the machine's.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Bytes of it that are free at this moment.</summary>
    public long? FreeMemoryBytes { get; init; }

    /// <summary>What an NVIDIA GPU can compute, such as 8.9.</summary>
    public Version? ComputeCapability { get; init; }

    /// <summary>The newest CUDA that an NVIDIA driver supports, such as 13.0.</summary>
    public Version? CudaVersion { get; init; }

    /// <summary>Where it sits, such as <c>0000:01:00.0</c>; the same whatever order libraries count devices in.</summary>
    public string? PciAddress { get; init; }

    /// <summary>NVIDIA's name for this very piece, such as <c>GPU-3f0b…</c>; stays with it when it moves.</summary>
    public string? Uuid { get; init; }
}
