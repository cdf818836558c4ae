namespace EdgeInfer.Sessions;

/// <summary>A node of a model's graph with what its cost follows from.</summary>
/// <param name="Identity">Name, domain and operator, as ONNX Runtime reports them.</param>
/// <param name="Inputs">Names of the tensors it reads; empty for an optional one left out.</param>
/// <param name="Outputs">Names of the tensors it writes.</param>
/// <param name="Captured">Tensors of the graph around it that its subgraphs (If, Loop, Scan) read.</param>
/// <param name="Integers">Attributes that are integers.</param>
/// <param name="IntegerLists">Attributes that are lists of integers.</param>
/// <param name="Texts">Attributes that are text.</param>
internal sealed record OperatorNode(
    AssignedNode Identity, string[] Inputs, string[] Outputs, string[] Captured,
    Dictionary<string, long> Integers, Dictionary<string, long[]> IntegerLists, Dictionary<string, string> Texts);
