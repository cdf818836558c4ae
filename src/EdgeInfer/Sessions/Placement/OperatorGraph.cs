namespace EdgeInfer.Sessions;

/// <summary>A model's nodes and the shapes of its tensors, as ONNX Runtime has them after its basic optimizations.</summary>
/// <param name="Nodes">All nodes; those of subgraphs follow the node they belong to.</param>
/// <param name="Shapes">Sizes by tensor name; -1 for a size that does not follow from the inputs' shapes. A tensor of unknown rank is not in it.</param>
/// <param name="Inputs">Names of the tensors that change from run to run: the model's inputs and those of subgraphs.</param>
internal sealed record OperatorGraph(IReadOnlyList<OperatorNode> Nodes, IReadOnlyDictionary<string, long[]> Shapes, IReadOnlySet<string> Inputs)
{
    /// <summary>Reads a model in ORT format, which unlike an ONNX file has the shapes that the runtime inferred.</summary>
    /// <param name="model">The whole file. The places of fields are those of <c>ort.fbs</c>.</param>
    /// <exception cref="InvalidDataException">Not a model in ORT format.</exception>
    public static OperatorGraph Read(byte[] model)
    {
        if (model.Length < 8 || !model.AsSpan(4, 4).SequenceEqual("ORTM"u8)) throw new InvalidDataException("it is not in ORT format");
        var nodes = new List<OperatorNode>();
        var shapes = new Dictionary<string, long[]>();
        var inputs = new HashSet<string>();
        if (FlatTable.Root(model).Table(1)?.Table(7) is not { } graph) throw new InvalidDataException("it has no graph");
        Graph(graph, nodes, shapes, inputs);
        return new OperatorGraph(nodes, shapes, inputs);
    }

    private static void Graph(FlatTable graph, List<OperatorNode> nodes, Dictionary<string, long[]> shapes, HashSet<string> inputs)
    {
        foreach (FlatTable value in graph.Tables(1))
        {
            // Of the kinds of value only tensors (1) have a shape.
            if (value.Table(2) is { } type && type.Byte(1) == 1 && type.Table(2)?.Table(1) is { } shape) shapes[value.Text(0)] = [.. shape.Tables(0).Select(Size)];
        }

        inputs.UnionWith(graph.Texts(5));
        foreach (FlatTable tensor in graph.Tables(0))
        {
            shapes[tensor.Text(0)] = tensor.Int64s(2);
            // Models of old list their constants among the inputs.
            inputs.Remove(tensor.Text(0));
        }

        foreach (FlatTable node in graph.Tables(2)) Node(node, nodes, shapes, inputs);
    }

    private static long Size(FlatTable dimension) => dimension.Table(0) is { } value && value.Byte(0) == 1 ? value.Int64(1) : -1;

    private static void Node(FlatTable node, List<OperatorNode> nodes, Dictionary<string, long[]> shapes, HashSet<string> inputs)
    {
        var read = new OperatorNode(
            new AssignedNode(node.Text(0), node.Text(2), node.Text(5)), node.Texts(8), node.Texts(9), node.Texts(12), [], [], []);
        nodes.Add(read);
        foreach (FlatTable attribute in node.Tables(10))
        {
            string name = attribute.Text(0);
            switch (attribute.Int32(2))
            {
                case 2:
                    read.Integers[name] = attribute.Int64(4);
                    break;
                case 3:
                    read.Texts[name] = attribute.Text(5);
                    break;
                case 5 when attribute.Table(7) is { } subgraph:
                    Graph(subgraph, nodes, shapes, inputs);
                    break;
                case 7:
                    read.IntegerLists[name] = attribute.Int64s(9);
                    break;
            }
        }
    }
}
