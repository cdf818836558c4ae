using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>Qualcomm's Hexagon NPU through QNN (Qualcomm AI Engine Direct). It wants quantized models with fixed shapes.</summary>
internal sealed class QnnProvider : AcceleratorProvider
{
    private static readonly RequiredDevice Hexagon = new(
        "Hexagon processor", "/dev", ["fastrpc-cdsp*", "adsprpc-smd*"], "use a Qualcomm board with its FastRPC driver, and let this user open that node");

    public override string Name => "qnn";

    public override string OrtName => "QNNExecutionProvider";

    public override string Hardware => "Qualcomm NPU";

    internal override bool UsesHostMemory => true;

    private protected override string Title => "QNN";

    private protected override ProviderPlatform[] Platforms { get; } =
        [new(TargetOs.Windows, Architecture.Arm64), new(TargetOs.Android, Architecture.Arm64), new(TargetOs.Linux, Architecture.Arm64)];

    private protected override string PackageRemedy =>
        "reference package Microsoft.ML.OnnxRuntime.QNN instead of Microsoft.ML.OnnxRuntime (Android: Maven's onnxruntime-android-qnn; Linux: a build of ONNX Runtime with QNN)";

    private protected override RequiredLibrary[] Libraries { get; } =
        [new("libQnnHtp.so", "QnnHtp.dll", "install the Qualcomm AI Runtime SDK (the QNN packages bring its libraries)", IsBundled: true)];

    private protected override RequiredDevice? DeviceOn(ISystemProbe system) => Hexagon;

    private protected override string Caveat => $"runs quantized models with fixed shapes; {NotVerified}";

    // The NPU; unsaid, some releases take QNN's reference code for the processor.
    internal override void Append(SessionOptions options) => options.AppendExecutionProvider("QNN", new() { ["backend_type"] = "htp" });
}
