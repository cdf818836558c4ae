using System.Globalization;

namespace EdgeInfer.Providers;

/// <summary>Whether NVIDIA's driver and GPUs are what ONNX Runtime was built for.</summary>
internal static class NvidiaGpus
{
    /// <summary>CUDA 13 dropped Maxwell, Pascal and Volta.</summary>
    public static readonly Version LeastForCuda13 = new(7, 5);

    /// <summary>The oldest that TensorRT for RTX is documented for by ONNX Runtime: Ampere.</summary>
    public static readonly Version LeastForTensorRtRtx = new(8, 0);

    private const double NearlyFull = 0.1;
    private static readonly Version Cuda = new(13, 0);

    /// <summary>The first drivers that CUDA 13.0 was released with.</summary>
    private static readonly Version Recommended = new(580, 65), RecommendedOnWindows = new(580, 88);

    /// <param name="system">The machine.</param>
    /// <param name="least">The compute capability that a GPU must have.</param>
    /// <param name="what">What needs it: <c>CUDA 13</c>.</param>
    public static DeviceFinding Check(ISystemProbe system, Version least, string what)
    {
        // Jetson boards have no such library before JetPack 7, and nothing can be said.
        if (system.Nvidia is not { } driver) return DeviceFinding.Nothing;
        if (driver.Problem is not null) return DeviceFinding.Problem(driver.Problem, driver.Remedy!);
        if (driver.CudaVersion < Cuda)
        {
            return DeviceFinding.Problem(
                $"the NVIDIA driver {driver.Version} supports CUDA {driver.CudaVersion} at most, and CUDA 13 is needed", NvidiaLibraries.Driver.Remedy);
        }

        if (driver.Gpus.Count == 0)
            return DeviceFinding.Problem("the NVIDIA driver finds no GPU", "check that the GPU is plugged in and, in a container, handed to it (docker run --gpus all)");
        GpuInfo[] usable = [.. driver.Gpus.Where(g => g.ComputeCapability is null || g.ComputeCapability >= least)];
        if (usable.Length == 0)
        {
            return DeviceFinding.Problem(
                $"{string.Join(", ", driver.Gpus.Select(static g => $"{g.Name} has compute capability {g.ComputeCapability}"))}; {what} needs {least} or higher",
                $"use an NVIDIA GPU of the {(least < LeastForTensorRtRtx ? "Turing generation or newer (GeForce GTX 16 and RTX 20, T4)" : "Ampere generation or newer (GeForce RTX 30)")}, or another provider");
        }

        var caveats = new List<string>();
        Version recommended = system.Os == TargetOs.Windows ? RecommendedOnWindows : Recommended;
        if (Version.TryParse(driver.Version, out Version? version) && version < recommended)
            caveats.Add($"the NVIDIA driver {driver.Version} is older than {recommended}, the first that CUDA 13.0 was released with");
        foreach (GpuInfo gpu in driver.Gpus)
        {
            if (!usable.Contains(gpu)) caveats.Add($"{gpu.Name} has compute capability {gpu.ComputeCapability} and cannot be used: {what} needs {least} or higher");
            else if (gpu is { MemoryBytes: > 0 and var total, FreeMemoryBytes: { } free } && free < total * NearlyFull)
                caveats.Add(string.Create(CultureInfo.InvariantCulture, $"{gpu.Name} has {free / 1e9:0.0} of {total / 1e9:0.0} GB free: a model may not fit"));
        }

        return new DeviceFinding(null, null, caveats);
    }
}
