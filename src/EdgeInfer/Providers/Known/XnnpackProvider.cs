using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>The processor through XNNPACK's kernels, with threads of their own.</summary>
internal sealed class XnnpackProvider : AcceleratorProvider
{
    public override string Name => "xnnpack";

    public override string OrtName => "XnnpackExecutionProvider";

    public override string Hardware => "processor, with XNNPACK's kernels";

    public override ProviderFacts Facts { get; } = new()
    {
        Device = ProviderDevice.Cpu,
        Package = "Microsoft.ML.OnnxRuntime",
        PackageNote = "on Android and iOS; elsewhere a build of your own with --use_xnnpack",
        Computes = ProviderPrecisions.Float32 | ProviderPrecisions.Int8,
        Prefers = ProviderPrecisions.Float32 | ProviderPrecisions.Int8,
        DynamicShapes = DynamicShapeSupport.Any,
        Compiling = CompileCost.None,
    };

    public override ProviderOptions? DefaultOptions { get; } = new XnnpackOptions();

    internal override bool UsesHostMemory => true;

    private protected override string Title => "XNNPACK";

    public override IReadOnlyList<ProviderPlatform> Platforms { get; } =
    [
        new(TargetOs.Android, Architecture.Arm64, Architecture.Arm, Architecture.X64, Architecture.X86),
        new(TargetOs.Ios, Architecture.Arm64),
        new(TargetOs.MacOs, Architecture.Arm64),
        new(TargetOs.Linux, Architecture.Arm64, Architecture.Arm, Architecture.X64),
        new(TargetOs.Windows, Architecture.X64, Architecture.Arm64),
    ];

    private protected override string PackageRemedy =>
        "use an ONNX Runtime build with XNNPACK (package Microsoft.ML.OnnxRuntime has it on Android and iOS; elsewhere build with --use_xnnpack)";

    private protected override void Add(SessionOptions options, Dictionary<string, string> keys)
    {
        // XNNPACK has threads of its own, by default one; those it takes over would stand idle.
        int threads = options.IntraOpNumThreads > 0 ? options.IntraOpNumThreads : Environment.ProcessorCount;
        keys.TryAdd("intra_op_num_threads", threads.ToString(CultureInfo.InvariantCulture));
        options.AppendExecutionProvider("XNNPACK", keys);
    }
}
