using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>Huawei's Ascend NPUs through CANN.</summary>
internal sealed class CannProvider : AcceleratorProvider
{
    // Numbered; /dev/davinci_manager is there without a device too.
    private static readonly RequiredDevice Ascend = new(
        "Ascend NPU", "/dev", ["davinci?", "davinci??"], "install the Ascend driver and firmware, and hand the node to this container or user");

    public override string Name => "cann";

    public override string OrtName => "CANNExecutionProvider";

    public override string Hardware => "Huawei Ascend NPU";

    public override ProviderFacts Facts { get; } = new()
    {
        Device = ProviderDevice.Npu,
        Package = null,
        PackageNote = "a build of your own with --use_cann",
        Computes = ProviderPrecisions.Float32 | ProviderPrecisions.Float16,
        Prefers = ProviderPrecisions.Float16 | ProviderPrecisions.Float32,
        DynamicShapes = DynamicShapeSupport.AtACost,
        Compiling = CompileCost.Seconds,
    };

    public override ProviderOptions? DefaultOptions { get; } = new CannOptions();

    internal override bool UsesHostMemory => false;

    private protected override string Title => "CANN";

    public override IReadOnlyList<ProviderPlatform> Platforms { get; } = [new(TargetOs.Linux, Architecture.X64, Architecture.Arm64)];

    private protected override string PackageRemedy => "build ONNX Runtime with --use_cann (no package on nuget.org)";

    private protected override string[] ProviderLibraries { get; } = ["cann"];

    private protected override RequiredLibrary[] Libraries { get; } =
        [new("libascendcl.so", null, "install the CANN toolkit 8.2 or newer and run its set_env.sh")];

    private protected override string Versions => "CANN 8";

    private protected override RequiredDevice? DeviceOn(ISystemProbe system) => Ascend;

    private protected override string? Warning => $"ONNX Runtime {OnnxRuntimeRelease} as released cannot add it from C#, so that loading fails unless this build can";

    // The C# API has no call for it and the generic one of a released build refuses the name; nothing else is there to call.
    private protected override void Add(SessionOptions options, Dictionary<string, string> keys) => options.AppendExecutionProvider("CANN", keys);
}
