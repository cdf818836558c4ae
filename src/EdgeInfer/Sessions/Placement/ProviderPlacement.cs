namespace EdgeInfer.Sessions;

/// <summary>What one provider runs of a model.</summary>
/// <param name="Provider">Its short name; ONNX Runtime's for one the library does not know.</param>
/// <param name="NodeCount">Nodes it runs, at least 1.</param>
/// <param name="Partitions">
/// Connected pieces of the graph it runs: what it compiles as one, or what data enters and leaves once. Each border between
/// two providers costs a synchronization and often a copy. Null where the graph could not be read.
/// </param>
/// <param name="Flops">Arithmetic operations of its nodes for one inference; null where they are not known of every node.</param>
/// <param name="Share">Its part of the model's arithmetic, 0 to 1; null where that is not known of every node of the model.</param>
/// <param name="Operators">Its nodes by operator, most frequent first.</param>
public sealed record ProviderPlacement(
    string Provider, int NodeCount, int? Partitions, long? Flops, double? Share, IReadOnlyDictionary<string, int> Operators);
