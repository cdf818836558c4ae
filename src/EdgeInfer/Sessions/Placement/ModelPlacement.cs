using System.Globalization;

namespace EdgeInfer.Sessions;

/// <summary>Which provider runs which of a model's nodes, as ONNX Runtime assigned them when it loaded the model.</summary>
/// <remarks>
/// The nodes are the model's own after ONNX Runtime's basic optimizations (constants folded, batch normalization merged into
/// convolutions), before it fuses what a provider runs together; so their number differs from that in the file. What a provider
/// does inside, such as handing nodes from an NPU to a processor, shows nowhere. Immutable and thread-safe.
/// </remarks>
public sealed record ModelPlacement
{
    internal ModelPlacement(IReadOnlyList<PlacedNode> nodes, IReadOnlyList<ProviderPlacement> providers, IReadOnlyList<string> notes) =>
        (Nodes, Providers, Notes) = (nodes, providers, notes);

    /// <summary>Whether the loaded ONNX Runtime can say what runs a node, as it can since 1.24.</summary>
    /// <exception cref="ProviderUnavailableException">Its native library cannot be loaded.</exception>
    public static bool IsSupported => OrtApiTable.IsSupported;

    /// <summary>Every node, in the order of the graph; those a provider added, such as changes of layout, come last.</summary>
    public IReadOnlyList<PlacedNode> Nodes { get; }

    /// <summary>The providers that run at least one node: the chosen one first, the CPU last.</summary>
    public IReadOnlyList<ProviderPlacement> Providers { get; }

    /// <summary>How the numbers were come by where that matters: sizes that were assumed, operators left out; one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Nodes by operator that the CPU runs although another provider was chosen, most frequent first; empty where it runs none.</summary>
    public IReadOnlyDictionary<string, int> CpuFallback { get; internal init; } = new Dictionary<string, int>();

    /// <summary>Arithmetic operations of one inference, a multiply-accumulate counted as two; null where they are not known of every node.</summary>
    public long? Flops { get; internal init; }

    /// <summary>One line: <c>webgpu: 108 nodes in 3 partitions, 98.2 % of compute; cpu: 2 nodes in 1 partition, 1.8 % of compute</c>.</summary>
    public override string ToString() => string.Join("; ", Providers.Select(static p => string.Create(
        CultureInfo.InvariantCulture,
        $"{p.Provider}: {p.NodeCount} node{(p.NodeCount == 1 ? "" : "s")}{(p.Partitions is { } n ? $" in {n} partition{(n == 1 ? "" : "s")}" : "")}, {(p.Share is { } share ? $"{share * 100:0.#} %" : "unknown share")} of compute")));
}
