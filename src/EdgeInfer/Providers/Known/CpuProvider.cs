using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>ONNX Runtime's own CPU kernels (MLAS): everywhere, always last in line.</summary>
internal sealed class CpuProvider : ExecutionProvider
{
    public override string Name => "cpu";

    public override string OrtName => "CPUExecutionProvider";

    public override string Hardware => "any processor";

    public override ProviderConcurrency Concurrency => ProviderConcurrency.Free;

    public override bool IsVerifiedOnHardware => true;

    internal override bool IsAutomatic => true;

    internal override bool UsesHostMemory => true;

    internal override ProviderStatus Probe(ISystemProbe system) =>
        UnlessCompiledIn(system, "use an ONNX Runtime build with the CPU provider (package Microsoft.ML.OnnxRuntime)") ?? ProviderStatus.Ready();

    // ONNX Runtime adds it to every session by itself.
    internal override void Append(SessionOptions options)
    {
    }
}
