using EdgeInfer.Providers;

namespace EdgeInfer.Sessions;

/// <summary>Joins what a session recorded of its providers with the model's graph.</summary>
internal sealed class PlacementBuilder(ExecutionProvider chosen, AssignedSubgraph[] recorded)
{
    /// <summary>Domain of nodes that were rewritten for a provider that wants channels last; they stand beside the model's own in no list.</summary>
    private const string RewrittenLayout = "com.ms.internal.nhwc";
    private const string Cpu = "CPUExecutionProvider";

    private readonly List<string> _notes = [];

    public void Note(string note) => _notes.Add(note);

    /// <summary>Only what was recorded.</summary>
    public ModelPlacement WithoutGraph(string reason)
    {
        Note(reason);
        var nodes = new List<PlacedNode>();
        foreach (AssignedSubgraph subgraph in recorded)
        {
            foreach (AssignedNode node in subgraph.Nodes) nodes.Add(Placed(node, subgraph.Provider, OperatorCost.MovesData(node) ? 0 : null));
        }

        return Summarize(nodes, null);
    }

    /// <param name="graph">The model's graph.</param>
    /// <param name="offered">Its nodes at the time they were offered to providers, as a session on the CPU recorded them.</param>
    public ModelPlacement WithGraph(OperatorGraph graph, AssignedSubgraph[] offered)
    {
        if (recorded.Length == 0 && graph.Nodes.Count > 0)
        {
            // Of models in ORT format nothing is recorded; but the CPU alone leaves nothing to anybody else.
            if (chosen is CpuProvider) offered = recorded = [.. graph.Nodes.Select(static n => new AssignedSubgraph(Cpu, [n.Identity]))];
            else return WithoutGraph("ONNX Runtime recorded nothing, as it does of models in ORT format; look at the ONNX file that it was made from");
        }

        var taken = new Dictionary<AssignedNode, Queue<string>>();
        foreach (AssignedSubgraph subgraph in recorded)
        {
            foreach (AssignedNode node in subgraph.Nodes) QueueOf(node).Enqueue(subgraph.Provider);
        }

        var waiting = new Dictionary<AssignedNode, int>();
        foreach (AssignedNode node in offered.SelectMany(static s => s.Nodes)) waiting[node] = waiting.GetValueOrDefault(node) + 1;

        var nodes = new List<PlacedNode>();
        var providers = new string?[graph.Nodes.Count];
        int unrecorded = 0;
        for (int i = 0; i < providers.Length; i++)
        {
            AssignedNode node = graph.Nodes[i].Identity;
            // What was not offered was put in for the CPU afterwards, such as casts from half precision.
            if (waiting.GetValueOrDefault(node) == 0) continue;
            waiting[node]--;
            if (taken.TryGetValue(node, out Queue<string>? by) && by.Count > 0)
            {
                providers[i] = by.Dequeue();
            }
            else
            {
                // Every node is somebody's, or the model does not load. ONNX Runtime does not record those that a provider took
                // before their layout was changed for it.
                providers[i] = chosen.OrtName;
                unrecorded++;
            }

            nodes.Add(Placed(node, providers[i]!, OperatorCost.Of(graph.Nodes[i], graph.Shapes)));
        }

        if (unrecorded > 0) Note($"ONNX Runtime did not record {unrecorded} of the nodes that {chosen.Name} took; they are those that it recorded for nobody else");
        int added = 0;
        foreach ((AssignedNode node, Queue<string> by) in taken)
        {
            foreach (string provider in by)
            {
                if (node.Domain == RewrittenLayout && unrecorded > 0) continue;
                // Not the model's work, so nothing of its compute.
                nodes.Add(Placed(node, provider, 0));
                added++;
            }
        }

        if (added > 0) Note($"{added} node{(added == 1 ? " is" : "s are")} not the model's own, and not counted as compute: added for {chosen.Name}, mostly to change the layout of data");
        return Summarize(nodes, GraphPartitions.Count(graph, providers));

        Queue<string> QueueOf(AssignedNode node) => taken.TryGetValue(node, out Queue<string>? queue) ? queue : taken[node] = new Queue<string>();
    }

    private ModelPlacement Summarize(List<PlacedNode> nodes, Dictionary<string, int>? pieces)
    {
        // What depends on the data is small beside the rest; it is left out of the sum, and said to be.
        List<PlacedNode> counted = [.. nodes.Where(static n => n.Flops is not null || !OperatorCost.DependsOnData(new(n.Name, n.Domain, n.OpType)))];
        if (counted.Count < nodes.Count) Note($"not counted as compute, since it depends on the data: {List(nodes.Except(counted))}");
        List<PlacedNode> unknown = [.. counted.Where(static n => n.Flops is null)];
        if (unknown.Count > 0 && pieces is not null) Note($"compute is unknown, as shapes or a formula are missing for {List(unknown)}");
        long? total = Sum(counted);

        var summaries = new List<ProviderPlacement>();
        foreach (IGrouping<string, PlacedNode> of in nodes.GroupBy(static n => n.Provider).OrderBy(n => n.Key == chosen.Name ? 0 : n.Key == "cpu" ? 2 : 1))
        {
            long? flops = Sum(counted.Where(n => n.Provider == of.Key));
            double? share = total is > 0 && flops is { } part ? (double)part / total.Value : null;
            summaries.Add(new ProviderPlacement(of.Key, of.Count(), Pieces(of.Key, pieces), flops, share, Operators(of)));
        }

        return new ModelPlacement(nodes, summaries, _notes)
        {
            Flops = total,
            CpuFallback = chosen is CpuProvider ? new Dictionary<string, int>() : Operators(nodes.Where(static n => n.Provider == "cpu")),
        };
    }

    private int? Pieces(string provider, Dictionary<string, int>? pieces)
    {
        // What a provider compiles, it says itself.
        List<AssignedSubgraph> own = [.. recorded.Where(s => ShortName(s.Provider) == provider)];
        if (own.Exists(static s => s.Nodes.Length > 1)) return own.Count;
        return pieces?.Where(p => ShortName(p.Key) == provider).Sum(static p => p.Value);
    }

    private PlacedNode Placed(AssignedNode node, string provider, long? flops) => new(node.Name, node.OpType, node.Domain, ShortName(provider), flops);

    private string ShortName(string provider) =>
        provider == chosen.OrtName ? chosen.Name : provider == Cpu ? "cpu" : CapabilityRegistry.ShortNameOf(provider);

    private static long? Sum(IEnumerable<PlacedNode> nodes)
    {
        long sum = 0;
        foreach (PlacedNode node in nodes)
        {
            if (node.Flops is not { } flops || flops > long.MaxValue - sum) return null;
            sum += flops;
        }

        return sum;
    }

    /// <summary>Nodes by operator, most frequent first.</summary>
    private static Dictionary<string, int> Operators(IEnumerable<PlacedNode> nodes) => nodes
        .GroupBy(static n => n.Operator)
        .OrderByDescending(static g => g.Count()).ThenBy(static g => g.Key, StringComparer.Ordinal)
        .ToDictionary(static g => g.Key, static g => g.Count());

    /// <summary>In one line: <c>Clip × 34, Upsample × 2</c>.</summary>
    public static string List(IEnumerable<PlacedNode> nodes) => string.Join(", ", Operators(nodes).Select(static o => $"{o.Key} × {o.Value}"));
}
