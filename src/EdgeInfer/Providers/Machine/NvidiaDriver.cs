namespace EdgeInfer.Providers;

/// <summary>What NVIDIA's driver says of itself and its GPUs.</summary>
/// <param name="Version">The driver's version, such as <c>580.95.05</c>; null where it does not say it.</param>
/// <param name="CudaVersion">The newest CUDA it supports, such as 13.0; null where it does not say it.</param>
/// <param name="Gpus">Its GPUs, in the order of their PCI addresses.</param>
/// <param name="Problem">Why it cannot be asked; null where it can.</param>
/// <param name="Remedy">What to do about that.</param>
internal sealed record NvidiaDriver(string? Version, Version? CudaVersion, IReadOnlyList<GpuInfo> Gpus, string? Problem = null, string? Remedy = null)
{
    public static NvidiaDriver Broken(string problem, string remedy) => new(null, null, [], problem, remedy);
}
