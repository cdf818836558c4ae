using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>Intel processors, GPUs and NPUs through OpenVINO; without options, the processor.</summary>
internal sealed class OpenVinoProvider : AcceleratorProvider
{
    private const string Remedy = "install the OpenVINO release that this ONNX Runtime was built for";

    public override string Name => "openvino";

    public override string OrtName => "OpenVINOExecutionProvider";

    public override string Hardware => "Intel processor, GPU or NPU";

    public override ProviderFacts Facts { get; } = new()
    {
        Device = ProviderDevice.Cpu,
        Package = "Intel.ML.OnnxRuntime.OpenVino",
        Computes = ProviderPrecisions.Float32 | ProviderPrecisions.Float16 | ProviderPrecisions.BFloat16 | ProviderPrecisions.Int8,
        Prefers = ProviderPrecisions.Float32 | ProviderPrecisions.Float16 | ProviderPrecisions.Int8,
        DynamicShapes = DynamicShapeSupport.Any,
        Compiling = CompileCost.Seconds,
    };

    public override ProviderOptions? DefaultOptions { get; } = new OpenVinoOptions();

    // Documented as thread-safe: each call has an inference request of its own.
    public override ProviderConcurrency Concurrency => ProviderConcurrency.Free;

    internal override bool UsesHostMemory => true;

    private protected override string Title => "OpenVINO";

    public override IReadOnlyList<ProviderPlatform> Platforms { get; } = [new(TargetOs.Linux, Architecture.X64), new(TargetOs.Windows, Architecture.X64)];

    private protected override string PackageRemedy => "reference package Intel.ML.OnnxRuntime.OpenVino instead of Microsoft.ML.OnnxRuntime";

    private protected override string[] ProviderLibraries { get; } = ["openvino"];

    // On Linux the name ends in OpenVINO's release (libopenvino.so.2540 is 2025.4), which differs from build to build.
    private protected override RequiredLibrary[] Libraries { get; } = [new("libopenvino.so*", "openvino.dll", Remedy, IsBundled: true)];

    // The C# call for OpenVINO needs a function that only some builds export; the generic one is in all.
    private protected override void Add(SessionOptions options, Dictionary<string, string> keys) => options.AppendExecutionProvider("OpenVINO", keys);
}
