using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>NVIDIA GPUs through CUDA and cuDNN. ONNX Runtime 1.27 and later are built for CUDA 13 and cuDNN 9.</summary>
internal sealed class CudaProvider : AcceleratorProvider
{
    public override string Name => "cuda";

    public override string OrtName => "CUDAExecutionProvider";

    public override string Hardware => "NVIDIA GPU";

    public override ProviderFacts Facts { get; } = new()
    {
        Device = ProviderDevice.Gpu,
        Package = "Microsoft.ML.OnnxRuntime.Gpu",
        Computes = ProviderPrecisions.Float32 | ProviderPrecisions.TensorFloat32 | ProviderPrecisions.Float16 | ProviderPrecisions.BFloat16,
        Prefers = ProviderPrecisions.Float16 | ProviderPrecisions.Float32,
        DynamicShapes = DynamicShapeSupport.Any,
        Compiling = CompileCost.None,
    };

    public override ProviderOptions? DefaultOptions { get; } = new CudaOptions();

    public override ProviderConcurrency Concurrency => ProviderConcurrency.Free;

    internal override bool IsAutomatic => true;

    internal override bool UsesHostMemory => false;

    private protected override string Title => "CUDA";

    public override IReadOnlyList<ProviderPlatform> Platforms { get; } =
        [new(TargetOs.Linux, Architecture.X64, Architecture.Arm64), new(TargetOs.Windows, Architecture.X64)];

    private protected override string PackageRemedy => "reference package Microsoft.ML.OnnxRuntime.Gpu instead of Microsoft.ML.OnnxRuntime";

    private protected override string[] ProviderLibraries { get; } = ["cuda"];

    private protected override RequiredLibrary[] Libraries => NvidiaLibraries.Cuda;

    private protected override string Versions => "CUDA 13 and cuDNN 9";

    private protected override DeviceFinding CheckDevice(ISystemProbe system) => NvidiaGpus.Check(system, NvidiaGpus.LeastForCuda13, "CUDA 13");

    private protected override void Add(SessionOptions options, Dictionary<string, string> keys)
    {
        using var cuda = new OrtCUDAProviderOptions();
        if (keys.Count > 0) cuda.UpdateOptions(keys);
        options.AppendExecutionProvider_CUDA(cuda);
    }
}
