using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>A provider that a plug-in library brings, on one of its devices; or what became of such a library.</summary>
internal sealed class PluginProvider : ExecutionProvider
{
    private readonly EpDevice? _device;
    private readonly ExecutionProvider? _builtIn;
    private readonly ProviderStatus _status;

    private PluginProvider(string name, EpDevice? device, ExecutionProvider? builtIn, ProviderStatus status) =>
        (Name, _device, _builtIn, _status) = (name, device, builtIn, status);

    public override string Name { get; }

    // Of a library that does not load nobody knows it.
    public override string OrtName => _device?.OrtName ?? "";

    public override string Hardware => _device is null ? "plug-in" : $"{_device}, by a plug-in";

    /// <summary>Wherever its library was built for; nothing tells.</summary>
    public override IReadOnlyList<ProviderPlatform> Platforms => [];

    /// <summary>A plug-in states its device; the rest is not known, so the careful answer.</summary>
    public override ProviderFacts Facts => _builtIn?.Facts ?? new()
    {
        Device = _device?.Kind switch { EpDeviceKind.Gpu => ProviderDevice.Gpu, EpDeviceKind.Npu => ProviderDevice.Npu, _ => ProviderDevice.Cpu },
        PackageNote = "a plug-in library",
        Computes = ProviderPrecisions.Float32,
        Prefers = ProviderPrecisions.Float32,
        DynamicShapes = DynamicShapeSupport.Any,
        Compiling = CompileCost.None,
    };

    /// <summary>What is known of the provider as built in; of others nothing is stated anywhere, so the careful answer.</summary>
    public override ProviderConcurrency Concurrency => _builtIn?.Concurrency ?? ProviderConcurrency.OnePerSession;

    public override bool IsVerifiedOnHardware => false;

    internal override bool IsAutomatic => false;

    // False holds for every device, at the price of a copy for those that share the host's memory.
    internal override bool UsesHostMemory => _builtIn?.UsesHostMemory ?? false;

    /// <param name="name">Its short name.</param>
    /// <param name="path">The library.</param>
    /// <param name="device">What it runs on.</param>
    /// <param name="builtIn">The same provider as ONNX Runtime can be built with; null where the library knows none.</param>
    public static PluginProvider Ready(string name, string path, EpDevice device, ExecutionProvider? builtIn)
    {
        string version = device.ProviderMetadata.TryGetValue("version", out string? number) && number.Length > 0 ? $" {number}" : "";
        string vendor = device.ProviderVendor.Length > 0 ? $" of {device.ProviderVendor}" : "";
        return new PluginProvider(name, device, builtIn, ProviderStatus.Ready($"{device.OrtName}{version}{vendor}, from {path}; chosen by name only, not verified by the authors"));
    }

    public static PluginProvider Unavailable(string name, string reason, string remedy) => new(name, null, null, ProviderStatus.Unavailable(reason, remedy));

    internal override ProviderStatus Probe(ISystemProbe system) => _status;

    private protected override void Add(SessionOptions options, Dictionary<string, string> keys) => options.AppendExecutionProvider(OrtEnv.Instance(), [_device!.Native!], null);
}
