using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>AMD's Ryzen AI NPU and its adaptable chips (Zynq, Versal), through Vitis AI. It wants quantized models.</summary>
internal sealed class VitisAiProvider : AcceleratorProvider
{
    private static readonly RequiredDevice Npu = new(
        "Ryzen AI NPU", "/dev/accel", ["accel*"], "install the amdxdna driver (Linux 6.14 or newer), and let this user open that node");

    public override string Name => "vitisai";

    public override string OrtName => "VitisAIExecutionProvider";

    public override string Hardware => "AMD NPU or FPGA";

    public override ProviderFacts Facts { get; } = new()
    {
        Device = ProviderDevice.Npu,
        Package = null,
        PackageNote = "AMD's Ryzen AI Software or Vitis AI",
        Computes = ProviderPrecisions.BFloat16 | ProviderPrecisions.Int8,
        Prefers = ProviderPrecisions.Int8,
        DynamicShapes = DynamicShapeSupport.FixedOnly,
        Compiling = CompileCost.Minutes,
    };

    public override ProviderOptions? DefaultOptions { get; } = new VitisAiOptions();

    internal override bool UsesHostMemory => true;

    private protected override string Title => "Vitis AI";

    public override IReadOnlyList<ProviderPlatform> Platforms { get; } =
        [new(TargetOs.Windows, Architecture.X64), new(TargetOs.Linux, Architecture.X64, Architecture.Arm64)];

    private protected override string PackageRemedy =>
        "use an ONNX Runtime build with Vitis AI, such as that of AMD's Ryzen AI Software or Vitis AI (no package on nuget.org)";

    private protected override string[] ProviderLibraries { get; } = ["vitisai"];

    private protected override RequiredLibrary[] Libraries { get; } =
        [new("libonnxruntime_vitisai_ep.so", "onnxruntime_vitisai_ep.dll", "install AMD's Ryzen AI Software or Vitis AI", IsBundled: true)];

    // Adaptable chips have no node that all of them share.
    private protected override RequiredDevice? DeviceOn(ISystemProbe system) => system.Architecture == Architecture.X64 ? Npu : null;

    private protected override string Caveat => $"runs quantized models; {NotVerified}";

    // ONNX Runtime's C# API has no call of its own for it.
    private protected override void Add(SessionOptions options, Dictionary<string, string> keys) => options.AppendExecutionProvider("VitisAI", keys);
}
