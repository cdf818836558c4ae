using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>Reads a loaded model's inputs, outputs and metadata out of ONNX Runtime.</summary>
internal static class ModelSignature
{
    public static TensorSpec[] Read(IReadOnlyList<string> names, IReadOnlyDictionary<string, NodeMetadata> metadata)
    {
        var specs = new TensorSpec[names.Count];
        for (int i = 0; i < specs.Length; i++) specs[i] = Read(names[i], metadata[names[i]]);
        return specs;
    }

    public static Sessions.ModelMetadata ReadMetadata(Microsoft.ML.OnnxRuntime.ModelMetadata metadata) => new(
        metadata.ProducerName, metadata.GraphName, metadata.Domain, metadata.Description, metadata.Version, metadata.CustomMetadataMap);

    private static TensorSpec Read(string name, NodeMetadata node)
    {
        if (node.OnnxValueType != OnnxValueType.ONNX_TYPE_TENSOR)
        {
            string kind = node.OnnxValueType switch
            {
                OnnxValueType.ONNX_TYPE_SEQUENCE => "sequence",
                OnnxValueType.ONNX_TYPE_MAP => "map",
                OnnxValueType.ONNX_TYPE_OPTIONAL => "optional",
                OnnxValueType.ONNX_TYPE_SPARSETENSOR => "sparse tensor",
                _ => "opaque value",
            };
            return new TensorSpec(name, TensorElementType.Undefined, [], [], kind);
        }

        int[] sizes = node.Dimensions;
        var dimensions = new long[sizes.Length];
        for (int i = 0; i < sizes.Length; i++) dimensions[i] = sizes[i];
        string[] symbols = node.SymbolicDimensions.Length == sizes.Length ? node.SymbolicDimensions : [.. sizes.Select(static _ => "")];
        // The numbers are ONNX's own on both sides.
        return new TensorSpec(name, (TensorElementType)(int)node.ElementDataType, dimensions, symbols);
    }
}
