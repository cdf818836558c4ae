using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>Any Direct3D 12 GPU on Windows, through DirectML.</summary>
internal sealed class DirectMlProvider : AcceleratorProvider
{
    public override string Name => "directml";

    public override string OrtName => "DmlExecutionProvider";

    public override string Hardware => "GPU through Direct3D 12 on Windows";

    public override ProviderFacts Facts { get; } = new()
    {
        Device = ProviderDevice.Gpu,
        Package = "Microsoft.ML.OnnxRuntime.DirectML",
        Computes = ProviderPrecisions.Float32 | ProviderPrecisions.Float16 | ProviderPrecisions.Int8,
        Prefers = ProviderPrecisions.Float32 | ProviderPrecisions.Float16,
        DynamicShapes = DynamicShapeSupport.AtACost,
        Compiling = CompileCost.Seconds,
    };

    public override ProviderOptions? DefaultOptions { get; } = new DirectMlOptions();

    // Two calls on one session crash; sessions do not disturb each other (microsoft/onnxruntime#22147).
    public override ProviderConcurrency Concurrency => ProviderConcurrency.OnePerSession;

    internal override bool UsesHostMemory => false;

    private protected override string Title => "DirectML";

    public override IReadOnlyList<ProviderPlatform> Platforms { get; } = [new(TargetOs.Windows, Architecture.X64, Architecture.Arm64, Architecture.X86)];

    private protected override string PackageRemedy => "reference package Microsoft.ML.OnnxRuntime.DirectML instead of Microsoft.ML.OnnxRuntime";

    private protected override RequiredLibrary[] Libraries { get; } =
    [
        new(null, "d3d12.dll", "use Windows 10 version 1903 or newer with a graphics driver for Direct3D 12", NeedsPath: false),
        new(null, "DirectML.dll", "reference package Microsoft.AI.DirectML", IsBundled: true, NeedsPath: false),
    ];

    // ONNX Runtime refuses adapters that compute on the processor.
    private protected override DeviceFinding CheckDevice(ISystemProbe system) =>
        Direct3D12.Adapter(system, software: false) is null ? Direct3D12.WithoutAdapter(system) : DeviceFinding.Nothing;

    private protected override void Add(SessionOptions options, Dictionary<string, string> keys)
    {
        // Neither works with DirectML.
        options.EnableMemoryPattern = false;
        options.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
        if (keys.Count == 0) options.AppendExecutionProvider_DML();
        else options.AppendExecutionProvider("DML", keys);
    }
}
