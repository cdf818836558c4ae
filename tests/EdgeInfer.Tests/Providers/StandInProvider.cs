using EdgeInfer.Providers;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Tests.Providers;

/// <summary>A provider of our own making that computes on the CPU, so that failures can be staged on it.</summary>
internal sealed class StandInProvider(string name, ProviderConcurrency concurrency = ProviderConcurrency.Free, Action<SessionOptions>? append = null) : ExecutionProvider
{
    public override string Name => name;

    public override string OrtName => $"{name}ExecutionProvider";

    public override string Hardware => "nothing but the CPU";

    public override IReadOnlyList<ProviderPlatform> Platforms { get; } = [];

    public override ProviderFacts Facts { get; } = new()
    {
        Device = ProviderDevice.Npu,
        Computes = ProviderPrecisions.Float32,
        Prefers = ProviderPrecisions.Float32,
        DynamicShapes = DynamicShapeSupport.Any,
        Compiling = CompileCost.Minutes,
    };

    public override ProviderConcurrency Concurrency => concurrency;

    public override bool IsVerifiedOnHardware => true;

    internal override bool IsAutomatic => true;

    internal override bool UsesHostMemory => true;

    /// <summary>A registry of these stand-ins, best first, and the real CPU behind them.</summary>
    public static CapabilityRegistry Registry(params ReadOnlySpan<StandInProvider> providers)
    {
        var known = new List<ExecutionProvider>();
        foreach (StandInProvider provider in providers) known.Add(provider);
        known.Add(CapabilityRegistry.Current.Find("cpu")!);
        return new CapabilityRegistry(SystemProbe.Instance, [.. known]);
    }

    internal override ProviderStatus Probe(ISystemProbe system) => ProviderStatus.Ready();

    private protected override void Add(SessionOptions options, Dictionary<string, string> keys) => append?.Invoke(options);
}
