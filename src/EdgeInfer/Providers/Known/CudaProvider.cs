using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>NVIDIA GPUs through CUDA and cuDNN. ONNX Runtime 1.27 and later are built for CUDA 13 and cuDNN 9.</summary>
internal sealed class CudaProvider : AcceleratorProvider
{
    public override string Name => "cuda";

    public override string OrtName => "CUDAExecutionProvider";

    public override string Hardware => "NVIDIA GPU";

    public override ProviderConcurrency Concurrency => ProviderConcurrency.Free;

    internal override bool IsAutomatic => true;

    internal override bool UsesHostMemory => false;

    private protected override string Title => "CUDA";

    private protected override ProviderPlatform[] Platforms { get; } =
        [new(TargetOs.Linux, Architecture.X64, Architecture.Arm64), new(TargetOs.Windows, Architecture.X64)];

    private protected override string PackageRemedy => "reference package Microsoft.ML.OnnxRuntime.Gpu instead of Microsoft.ML.OnnxRuntime";

    private protected override string[] ProviderLibraries { get; } = ["cuda"];

    private protected override RequiredLibrary[] Libraries => NvidiaLibraries.Cuda;

    private protected override string Versions => "CUDA 13 and cuDNN 9";

    private protected override DeviceFinding CheckDevice(ISystemProbe system) => NvidiaGpus.Check(system, NvidiaGpus.LeastForCuda13, "CUDA 13");

    internal override void Append(SessionOptions options)
    {
        using var cuda = new OrtCUDAProviderOptions();
        options.AppendExecutionProvider_CUDA(cuda);
    }
}
