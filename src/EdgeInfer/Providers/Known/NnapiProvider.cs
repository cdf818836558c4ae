using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>Android's Neural Networks API, Android 8.1 and later; deprecated since Android 15.</summary>
internal sealed class NnapiProvider : AcceleratorProvider
{
    public override string Name => "nnapi";

    public override string OrtName => "NnapiExecutionProvider";

    public override string Hardware => "Android's NPU, GPU or DSP";

    internal override bool UsesHostMemory => true;

    private protected override string Title => "NNAPI";

    private protected override ProviderPlatform[] Platforms { get; } =
        [new(TargetOs.Android, Architecture.Arm64, Architecture.Arm, Architecture.X64, Architecture.X86)];

    private protected override string PackageRemedy => "use an ONNX Runtime build with NNAPI, such as package Microsoft.ML.OnnxRuntime";

    private protected override RequiredLibrary[] Libraries { get; } = [new("libneuralnetworks.so", null, "use Android 8.1 (API level 27) or newer")];

    private protected override string Caveat => $"deprecated by Android 15; {NotVerified}";

    // ONNX Runtime's generic call does not know NNAPI; this one is only in the managed library's Android build.
    internal override void Append(SessionOptions options) => options.AppendExecutionProvider_Nnapi();
}
