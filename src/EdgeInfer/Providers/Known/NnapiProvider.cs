using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>Android's Neural Networks API, Android 8.1 and later; deprecated since Android 15.</summary>
internal sealed class NnapiProvider : AcceleratorProvider
{
    public override string Name => "nnapi";

    public override string OrtName => "NnapiExecutionProvider";

    public override string Hardware => "Android's NPU, GPU or DSP";

    public override ProviderFacts Facts { get; } = new()
    {
        Device = ProviderDevice.Npu,
        Package = "Microsoft.ML.OnnxRuntime",
        PackageNote = "on Android",
        Computes = ProviderPrecisions.Float32 | ProviderPrecisions.Float16 | ProviderPrecisions.Int8,
        Prefers = ProviderPrecisions.Int8 | ProviderPrecisions.Float32,
        DynamicShapes = DynamicShapeSupport.FixedOnly,
        Compiling = CompileCost.Seconds,
    };

    public override ProviderOptions? DefaultOptions { get; } = new NnapiOptions();

    internal override bool UsesHostMemory => true;

    private protected override string Title => "NNAPI";

    public override IReadOnlyList<ProviderPlatform> Platforms { get; } =
        [new(TargetOs.Android, Architecture.Arm64, Architecture.Arm, Architecture.X64, Architecture.X86)];

    private protected override string PackageRemedy => "use an ONNX Runtime build with NNAPI, such as package Microsoft.ML.OnnxRuntime";

    private protected override RequiredLibrary[] Libraries { get; } = [new("libneuralnetworks.so", null, "use Android 8.1 (API level 27) or newer")];

    private protected override string Caveat => $"deprecated by Android 15; {NotVerified}";

    // ONNX Runtime's generic call does not know NNAPI; this one is only in the managed library's Android build.
    private protected override void Add(SessionOptions options, Dictionary<string, string> keys)
    {
        NnapiFlags flags = NnapiFlags.NNAPI_FLAG_USE_NONE;
        foreach ((string key, string value) in keys)
        {
            if (value == "1") flags |= Enum.Parse<NnapiFlags>(key);
        }

        options.AppendExecutionProvider_Nnapi(flags);
    }
}
