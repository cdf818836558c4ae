using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>NVIDIA GPUs through TensorRT. Nodes it leaves over run on CUDA: on the CPU each would cost two copies.</summary>
/// <remarks>Building an engine takes seconds to minutes; it is done again for every session and every new input shape.</remarks>
internal sealed class TensorRtProvider : AcceleratorProvider
{
    private const string Product = "TensorRT 10 for CUDA 13 with its ONNX parser";

    public override string Name => "tensorrt";

    public override string OrtName => "TensorrtExecutionProvider";

    public override string Hardware => "NVIDIA GPU through TensorRT";

    public override ProviderFacts Facts { get; } = new()
    {
        Device = ProviderDevice.Gpu,
        Package = "Microsoft.ML.OnnxRuntime.Gpu",
        PackageNote = "on Jetson a build of ONNX Runtime with TensorRT",
        Computes = ProviderPrecisions.TensorFloat32 | ProviderPrecisions.Float16 | ProviderPrecisions.BFloat16 | ProviderPrecisions.Int8,
        Prefers = ProviderPrecisions.TensorFloat32 | ProviderPrecisions.Float16 | ProviderPrecisions.Int8,
        DynamicShapes = DynamicShapeSupport.AtACost,
        Compiling = CompileCost.Minutes,
    };

    public override ProviderOptions? DefaultOptions { get; } = new TensorRtOptions();

    // It guards its execution context with a lock of its own.
    public override ProviderConcurrency Concurrency => ProviderConcurrency.Free;

    internal override bool UsesHostMemory => false;

    private protected override string Title => "TensorRT";

    public override IReadOnlyList<ProviderPlatform> Platforms { get; } =
        [new(TargetOs.Linux, Architecture.X64, Architecture.Arm64), new(TargetOs.Windows, Architecture.X64)];

    private protected override string PackageRemedy =>
        "reference package Microsoft.ML.OnnxRuntime.Gpu instead of Microsoft.ML.OnnxRuntime (on Jetson: a build of ONNX Runtime with TensorRT)";

    private protected override string[] ProviderLibraries { get; } = ["tensorrt", "cuda"];

    private protected override RequiredLibrary[] Libraries { get; } =
    [
        .. NvidiaLibraries.Cuda,
        new("libnvinfer.so.10", "nvinfer_10.dll", "install TensorRT 10 for CUDA 13", Product: Product),
        new("libnvonnxparser.so.10", "nvonnxparser_10.dll", "install TensorRT 10 for CUDA 13 with its ONNX parser", Product: Product),
    ];

    private protected override string Versions => "CUDA 13, cuDNN 9 and TensorRT 10";

    private protected override string Caveat => $"builds an engine for minutes when a model is loaded; {NotVerified}";

    private protected override DeviceFinding CheckDevice(ISystemProbe system) => NvidiaGpus.Check(system, NvidiaGpus.LeastForCuda13, "TensorRT 10 for CUDA 13");

    private protected override void Add(SessionOptions options, Dictionary<string, string> keys)
    {
        using var tensorRt = new OrtTensorRTProviderOptions();
        using var cuda = new OrtCUDAProviderOptions();
        if (keys.Count > 0) tensorRt.UpdateOptions(keys);
        // The nodes left over must run on the same device.
        if (keys.TryGetValue("device_id", out string? device)) cuda.UpdateOptions(new() { ["device_id"] = device });
        options.AppendExecutionProvider_Tensorrt(tensorRt);
        options.AppendExecutionProvider_CUDA(cuda);
    }
}
