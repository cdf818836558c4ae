namespace EdgeInfer.Sessions;

/// <summary>What the model file says of its origin.</summary>
/// <param name="Producer">Tool that wrote the file (<c>pytorch</c>, <c>tf2onnx</c>), or empty.</param>
/// <param name="GraphName">Name of the graph, or empty.</param>
/// <param name="Domain">Reverse-DNS name of the model's owner, or empty.</param>
/// <param name="Description">Free text, or empty.</param>
/// <param name="Version">Version of the model given by its author; 0 where none was.</param>
/// <param name="Properties">Key/value pairs that exporters leave (labels, image size, …).</param>
public sealed record ModelMetadata(
    string Producer, string GraphName, string Domain, string Description, long Version, IReadOnlyDictionary<string, string> Properties);
