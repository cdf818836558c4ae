using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>AMD GPUs through MIGraphX and ROCm.</summary>
internal sealed class MiGraphXProvider : AcceleratorProvider
{
    private static readonly RequiredDevice Gpu = new(
        "AMD compute device", "/dev", ["kfd"], "install AMD's amdgpu driver, and let this user open that node (group render)");

    public override string Name => "migraphx";

    public override string OrtName => "MIGraphXExecutionProvider";

    public override string Hardware => "AMD GPU through MIGraphX";

    public override ProviderFacts Facts { get; } = new()
    {
        Device = ProviderDevice.Gpu,
        Package = null,
        PackageNote = "AMD's builds of ONNX Runtime for ROCm",
        Computes = ProviderPrecisions.Float32 | ProviderPrecisions.Float16 | ProviderPrecisions.BFloat16 | ProviderPrecisions.Int8,
        Prefers = ProviderPrecisions.Float32 | ProviderPrecisions.Float16,
        DynamicShapes = DynamicShapeSupport.AtACost,
        Compiling = CompileCost.Minutes,
    };

    public override ProviderOptions? DefaultOptions { get; } = new MiGraphXOptions();

    internal override bool UsesHostMemory => false;

    private protected override string Title => "MIGraphX";

    public override IReadOnlyList<ProviderPlatform> Platforms { get; } = [new(TargetOs.Linux, Architecture.X64), new(TargetOs.Windows, Architecture.X64)];

    private protected override string PackageRemedy => "use an ONNX Runtime build with MIGraphX, such as AMD's for ROCm (no package on nuget.org)";

    private protected override string[] ProviderLibraries { get; } = ["migraphx"];

    private protected override RequiredLibrary[] Libraries { get; } =
        [new("libmigraphx_c.so.3", "migraphx_c.dll", "install ROCm and MIGraphX 2", IsBundled: true)];

    private protected override string Versions => "MIGraphX 2";

    private protected override RequiredDevice? DeviceOn(ISystemProbe system) => Gpu;

    // The C# call for MIGraphX needs a function that only some builds export; the generic one is in all.
    private protected override void Add(SessionOptions options, Dictionary<string, string> keys) => options.AppendExecutionProvider("MIGraphX", keys);
}
