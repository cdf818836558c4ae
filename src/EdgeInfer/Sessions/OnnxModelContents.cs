using EdgeInfer.Providers;

namespace EdgeInfer.Sessions;

/// <summary>What the structure of an ONNX file says.</summary>
internal sealed record OnnxModelContents(
    long IrVersion, string Producer, IReadOnlyDictionary<string, long> Opsets, IReadOnlyList<string> ExternalFiles, ModelFacts Facts);
