namespace EdgeInfer.Sessions;

/// <summary>A node of a loaded model and what runs it.</summary>
/// <param name="Name">Its name; empty where the model gives it none.</param>
/// <param name="OpType">Its operator, such as <c>Conv</c>.</param>
/// <param name="Domain">The operator's domain; empty for ONNX's own.</param>
/// <param name="Provider">Short name of the provider, such as <c>cpu</c>; ONNX Runtime's name for one the library does not know.</param>
/// <param name="Flops">Arithmetic operations for one inference, a multiply-accumulate counted as two; null where shapes or operator do not tell.</param>
public sealed record PlacedNode(string Name, string OpType, string Domain, string Provider, long? Flops)
{
    /// <summary>The operator with its domain, unless that is ONNX's own: <c>Conv</c>, <c>com.microsoft.Gelu</c>.</summary>
    public string Operator => Domain.Length == 0 || Domain == "ai.onnx" ? OpType : $"{Domain}.{OpType}";

    /// <inheritdoc/>
    public override string ToString() => $"{Provider}: {Operator}{(Name.Length > 0 ? $" ({Name})" : "")}";
}
