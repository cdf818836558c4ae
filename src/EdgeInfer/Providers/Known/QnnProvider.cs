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

    public override ProviderFacts Facts { get; } = new()
    {
        Device = ProviderDevice.Npu,
        Package = "Microsoft.ML.OnnxRuntime.QNN",
        PackageNote = "Android: Maven's onnxruntime-android-qnn; Linux: a build of your own",
        Computes = ProviderPrecisions.Float16 | ProviderPrecisions.Int8,
        Prefers = ProviderPrecisions.Int8,
        DynamicShapes = DynamicShapeSupport.FixedOnly,
        Compiling = CompileCost.Seconds,
    };

    public override ProviderOptions? DefaultOptions { get; } = new QnnOptions();

    internal override bool UsesHostMemory => true;

    private protected override string Title => "QNN";

    public override IReadOnlyList<ProviderPlatform> Platforms { get; } =
        [new(TargetOs.Windows, Architecture.Arm64), new(TargetOs.Android, Architecture.Arm64), new(TargetOs.Linux, Architecture.Arm64)];

    private protected override string PackageRemedy =>
        "reference package Microsoft.ML.OnnxRuntime.QNN instead of Microsoft.ML.OnnxRuntime (Android: Maven's onnxruntime-android-qnn; Linux: a build of ONNX Runtime with QNN)";

    private protected override RequiredLibrary[] Libraries { get; } =
        [new("libQnnHtp.so", "QnnHtp.dll", "install the Qualcomm AI Runtime SDK (the QNN packages bring its libraries)", IsBundled: true)];

    private protected override RequiredDevice? DeviceOn(ISystemProbe system) => Hexagon;

    private protected override string Caveat => $"runs quantized models with fixed shapes; {NotVerified}";

    private protected override void Add(SessionOptions options, Dictionary<string, string> keys) => options.AppendExecutionProvider("QNN", keys);
}
