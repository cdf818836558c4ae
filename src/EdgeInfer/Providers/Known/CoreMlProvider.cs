using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>Apple's processor, GPU and Neural Engine through Core ML, which is part of the operating system.</summary>
internal sealed class CoreMlProvider : AcceleratorProvider
{
    public override string Name => "coreml";

    public override string OrtName => "CoreMLExecutionProvider";

    public override string Hardware => "Apple GPU and Neural Engine";

    public override ProviderFacts Facts { get; } = new()
    {
        Device = ProviderDevice.Npu,
        Package = "Microsoft.ML.OnnxRuntime",
        PackageNote = "on macOS and iOS",
        Computes = ProviderPrecisions.Float32 | ProviderPrecisions.Float16,
        Prefers = ProviderPrecisions.Float32 | ProviderPrecisions.Float16,
        DynamicShapes = DynamicShapeSupport.AtACost,
        Compiling = CompileCost.Seconds,
    };

    public override ProviderOptions? DefaultOptions { get; } = new CoreMlOptions();

    internal override bool UsesHostMemory => true;

    private protected override string Title => "Core ML";

    // ONNX Runtime is no longer built for Intel Macs since 1.24.
    public override IReadOnlyList<ProviderPlatform> Platforms { get; } = [new(TargetOs.MacOs, Architecture.Arm64), new(TargetOs.Ios, Architecture.Arm64)];

    private protected override string PackageRemedy => "use an ONNX Runtime build with Core ML, such as package Microsoft.ML.OnnxRuntime";

    private protected override string Caveat => $"slower than the CPU for models that it cuts into many pieces; {NotVerified}";

    // The C# call for Core ML refuses to run in some builds of the managed library; the generic one is in all.
    private protected override void Add(SessionOptions options, Dictionary<string, string> keys) => options.AppendExecutionProvider("CoreML", keys);
}
