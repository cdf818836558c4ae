namespace EdgeInfer.Sessions;

/// <summary>The shapes of a node's tensors, as far as all sizes are known.</summary>
internal readonly struct NodeShapes(OperatorNode node, IReadOnlyDictionary<string, long[]> shapes)
{
    public bool Has(int input) => input < node.Inputs.Length && node.Inputs[input].Length > 0;

    public long[]? Input(int index) => Has(index) ? Known(node.Inputs[index]) : null;

    public long? Elements(int input) => Input(input) is { } shape ? TensorShape.ElementCount(shape) : null;

    public long[]? OutputShape() => node.Outputs.Length > 0 ? Known(node.Outputs[0]) : null;

    /// <summary>Elements of the first output.</summary>
    public long? Output() => OutputShape() is { } shape ? TensorShape.ElementCount(shape) : null;

    private long[]? Known(string tensor) => shapes.TryGetValue(tensor, out long[]? shape) && Array.TrueForAll(shape, static size => size >= 0) ? shape : null;
}
