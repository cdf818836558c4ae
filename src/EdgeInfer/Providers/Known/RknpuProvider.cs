using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>Rockchip's first NPUs (RK1808) through the RKNPU DDK. Later chips (RK3588) have another library and no provider.</summary>
internal sealed class RknpuProvider : AcceleratorProvider
{
    public override string Name => "rknpu";

    public override string OrtName => "RknpuExecutionProvider";

    public override string Hardware => "Rockchip RK1808 NPU";

    public override ProviderFacts Facts { get; } = new()
    {
        Device = ProviderDevice.Npu,
        Package = null,
        PackageNote = "a build of your own with --use_rknpu",
        Computes = ProviderPrecisions.Float32 | ProviderPrecisions.Int8,
        Prefers = ProviderPrecisions.Int8,
        DynamicShapes = DynamicShapeSupport.FixedOnly,
        Compiling = CompileCost.Seconds,
    };

    internal override bool UsesHostMemory => true;

    private protected override string Title => "RKNPU";

    public override IReadOnlyList<ProviderPlatform> Platforms { get; } = [new(TargetOs.Linux, Architecture.Arm64)];

    private protected override string PackageRemedy => "build ONNX Runtime with --use_rknpu (no package on nuget.org)";

    private protected override RequiredLibrary[] Libraries { get; } =
        [new("librknpu_ddk.so", null, "install Rockchip's RKNPU DDK (RK3566 and RK3588 have none: run those on the CPU)", IsBundled: true)];

    private protected override string? Warning => $"ONNX Runtime {OnnxRuntimeRelease} as released cannot add it from C#, so that loading fails unless this build can";

    // The C# API has no call for it and the generic one of a released build refuses the name; nothing else is there to call.
    private protected override void Add(SessionOptions options, Dictionary<string, string> keys) => options.AppendExecutionProvider("RKNPU");
}
