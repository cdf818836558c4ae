using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>Rockchip's first NPUs (RK1808) through the RKNPU DDK. Later chips (RK3588) have another library and no provider.</summary>
internal sealed class RknpuProvider : AcceleratorProvider
{
    public override string Name => "rknpu";

    public override string OrtName => "RknpuExecutionProvider";

    public override string Hardware => "Rockchip RK1808 NPU";

    internal override bool UsesHostMemory => true;

    private protected override string Title => "RKNPU";

    private protected override ProviderPlatform[] Platforms { get; } = [new(TargetOs.Linux, Architecture.Arm64)];

    private protected override string PackageRemedy => "build ONNX Runtime with --use_rknpu (no package on nuget.org)";

    private protected override RequiredLibrary[] Libraries { get; } =
        [new("librknpu_ddk.so", null, "install Rockchip's RKNPU DDK (RK3566 and RK3588 have none: run those on the CPU)", IsBundled: true)];

    private protected override string? Warning => $"ONNX Runtime {OnnxRuntimeRelease} as released cannot add it from C#, so that loading fails unless this build can";

    // The C# API has no call for it and the generic one of a released build refuses the name; nothing else is there to call.
    internal override void Append(SessionOptions options) => options.AppendExecutionProvider("RKNPU");
}
