using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>NVIDIA RTX GPUs (Ampere and later) through TensorRT for RTX, which compiles in seconds where TensorRT takes minutes.</summary>
internal sealed class NvTensorRtRtxProvider : AcceleratorProvider
{
    private const string Product = "TensorRT for RTX 1.x for CUDA 13 with its ONNX parser";
    private const string Remedy = "install TensorRT for RTX 1.x for CUDA 13";

    public override string Name => "nvtensorrtrtx";

    public override string OrtName => "NvTensorRTRTXExecutionProvider";

    public override string Hardware => "NVIDIA RTX GPU through TensorRT for RTX";

    public override ProviderFacts Facts { get; } = new()
    {
        Device = ProviderDevice.Gpu,
        Package = null,
        PackageNote = "NVIDIA's builds of ONNX Runtime",
        Computes = ProviderPrecisions.TensorFloat32 | ProviderPrecisions.Float16 | ProviderPrecisions.BFloat16 | ProviderPrecisions.Int8,
        Prefers = ProviderPrecisions.TensorFloat32 | ProviderPrecisions.Float16 | ProviderPrecisions.Int8,
        DynamicShapes = DynamicShapeSupport.AtACost,
        Compiling = CompileCost.Seconds,
    };

    public override ProviderOptions? DefaultOptions { get; } = new NvTensorRtRtxOptions();

    internal override bool UsesHostMemory => false;

    private protected override string Title => "TensorRT for RTX";

    public override IReadOnlyList<ProviderPlatform> Platforms { get; } = [new(TargetOs.Linux, Architecture.X64), new(TargetOs.Windows, Architecture.X64)];

    private protected override string PackageRemedy => "use an ONNX Runtime build with TensorRT for RTX, such as NVIDIA's (no package on nuget.org)";

    private protected override string[] ProviderLibraries { get; } = ["nv_tensorrt_rtx"];

    // On Windows the names end in the release: tensorrt_rtx_1_4.dll.
    private protected override RequiredLibrary[] Libraries { get; } =
    [
        NvidiaLibraries.Driver,
        NvidiaLibraries.CudaRuntime,
        new("libtensorrt_rtx.so.1", "tensorrt_rtx_1_*.dll", Remedy, IsBundled: true, Product: Product),
        new("libtensorrt_onnxparser_rtx.so.1", "tensorrt_onnxparser_rtx_1_*.dll", $"{Remedy} with its ONNX parser", IsBundled: true, Product: Product),
    ];

    private protected override string Versions => "CUDA 13 and TensorRT for RTX 1.x";

    private protected override DeviceFinding CheckDevice(ISystemProbe system) => NvidiaGpus.Check(system, NvidiaGpus.LeastForTensorRtRtx, "TensorRT for RTX");

    // ONNX Runtime's C# API has no call of its own for it.
    private protected override void Add(SessionOptions options, Dictionary<string, string> keys) => options.AppendExecutionProvider("NvTensorRtRtx", keys);
}
