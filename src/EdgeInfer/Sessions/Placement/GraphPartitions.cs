namespace EdgeInfer.Sessions;

/// <summary>Counts the pieces into which providers cut a graph.</summary>
internal static class GraphPartitions
{
    /// <summary>
    /// A piece is a connected set of nodes of one provider through which no path leaves and comes back: nodes that are as many
    /// changes of provider away from the inputs, counted along the longest way. What follows from constants alone waits for
    /// whatever needs it.
    /// </summary>
    /// <param name="graph">The nodes, in any order.</param>
    /// <param name="providers">A provider for each; null for a node that goes with whatever feeds it.</param>
    /// <returns>Pieces by provider.</returns>
    public static Dictionary<string, int> Count(OperatorGraph graph, IReadOnlyList<string?> providers)
    {
        IReadOnlyList<OperatorNode> nodes = graph.Nodes;
        var producers = new Dictionary<string, int>();
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (string output in nodes[i].Outputs)
            {
                if (output.Length > 0) producers[output] = i;
            }
        }

        int[] piece = [.. Enumerable.Range(0, nodes.Count)];
        var runBy = providers.ToArray();
        var level = new int[nodes.Count];
        var isConstant = new bool[nodes.Count];
        List<int> order = InOrder(nodes, producers);
        foreach (int i in order)
        {
            isConstant[i] = !nodes[i].Inputs.Concat(nodes[i].Captured).Any(graph.Inputs.Contains) && Sources(nodes[i], producers).All(from => isConstant[from]);
            foreach (int from in Sources(nodes[i], producers))
            {
                // A node of nobody's, which ONNX Runtime put in afterwards, belongs to where its data comes from.
                runBy[i] ??= runBy[from];
                if (!isConstant[from]) level[i] = Math.Max(level[i], runBy[from] == runBy[i] ? level[from] : level[from] + 1);
            }

            if (isConstant[i]) level[i] = int.MaxValue;
        }

        for (int next = order.Count - 1; next >= 0; next--)
        {
            int i = order[next];
            foreach (int from in Sources(nodes[i], producers))
            {
                if (isConstant[from] && runBy[from] == runBy[i]) level[from] = Math.Min(level[from], level[i]);
            }
        }

        foreach (int i in order)
        {
            foreach (int from in Sources(nodes[i], producers))
            {
                if (runBy[from] == runBy[i] && level[from] == level[i]) piece[Find(from)] = Find(i);
            }
        }

        var counts = new Dictionary<string, int>();
        for (int i = 0; i < nodes.Count; i++)
        {
            if (Find(i) == i && runBy[i] is { } provider) counts[provider] = counts.GetValueOrDefault(provider) + 1;
        }

        return counts;

        int Find(int i)
        {
            while (piece[i] != i) i = piece[i] = piece[piece[i]];
            return i;
        }
    }

    private static IEnumerable<int> Sources(OperatorNode node, Dictionary<string, int> producers)
    {
        foreach (string input in node.Inputs.Concat(node.Captured))
        {
            if (producers.TryGetValue(input, out int from)) yield return from;
        }
    }

    /// <summary>Every node after those that feed it.</summary>
    private static List<int> InOrder(IReadOnlyList<OperatorNode> nodes, Dictionary<string, int> producers)
    {
        var waitsFor = new int[nodes.Count];
        var feeds = new List<int>[nodes.Count];
        for (int i = 0; i < nodes.Count; i++) feeds[i] = [];
        for (int i = 0; i < nodes.Count; i++)
        {
            foreach (int from in Sources(nodes[i], producers))
            {
                feeds[from].Add(i);
                waitsFor[i]++;
            }
        }

        var order = new List<int>(nodes.Count);
        for (int i = 0; i < nodes.Count; i++)
        {
            if (waitsFor[i] == 0) order.Add(i);
        }

        for (int next = 0; next < order.Count; next++)
        {
            foreach (int to in feeds[order[next]])
            {
                if (--waitsFor[to] == 0) order.Add(to);
            }
        }

        return order;
    }
}
