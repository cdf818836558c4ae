using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>ONNX Runtime's own CPU kernels (MLAS): everywhere, always last in line.</summary>
internal sealed class CpuProvider : ExecutionProvider
{
    public override string Name => "cpu";

    public override string OrtName => "CPUExecutionProvider";

    public override string Hardware => "any processor";

    public override IReadOnlyList<ProviderPlatform> Platforms { get; } = [.. Enum.GetValues<TargetOs>().Select(static os => new ProviderPlatform(os))];

    public override ProviderFacts Facts { get; } = new()
    {
        Device = ProviderDevice.Cpu,
        Package = "Microsoft.ML.OnnxRuntime",
        Computes = ProviderPrecisions.Float32 | ProviderPrecisions.Int8,
        Prefers = ProviderPrecisions.Float32 | ProviderPrecisions.Int8,
        DynamicShapes = DynamicShapeSupport.Any,
        Compiling = CompileCost.None,
    };

    public override ProviderConcurrency Concurrency => ProviderConcurrency.Free;

    public override bool IsVerifiedOnHardware => true;

    internal override bool IsAutomatic => true;

    internal override bool UsesHostMemory => true;

    internal override ProviderStatus Probe(ISystemProbe system) =>
        UnlessCompiledIn(system, "use an ONNX Runtime build with the CPU provider (package Microsoft.ML.OnnxRuntime)") ?? ProviderStatus.Ready();

    // ONNX Runtime adds it to every session by itself.
    private protected override void Add(SessionOptions options, Dictionary<string, string> keys)
    {
    }
}
