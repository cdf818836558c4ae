using EdgeInfer.Providers;

namespace EdgeInfer.Sessions;

/// <summary>Collects <see cref="OnnxModelContents"/> from a ModelProto, seeking over weights. Field numbers are those of <c>onnx.proto</c>.</summary>
internal sealed class OnnxModelReader
{
    /// <summary>Subgraphs inside subgraphs; ONNX Runtime itself stops long before.</summary>
    private const int MaxDepth = 64;

    private readonly Dictionary<string, long> _opsets = [];
    private readonly Dictionary<string, int> _operators = [];
    private readonly SortedSet<string> _externalFiles = new(StringComparer.Ordinal);
    private readonly WeightTally _weights = new();
    private readonly InputTally _inputs = new();
    private readonly OutputTally _outputs = new();
    private bool _hasGraph;
    private long _irVersion;
    private long _parameters;
    private string _producer = "";
    private string _producerVersion = "";

    /// <exception cref="InvalidDataException">Not a ModelProto, or truncated.</exception>
    public static OnnxModelContents Read(Stream stream)
    {
        var reader = new OnnxModelReader();
        reader.Model(new ProtobufReader(stream, stream.Length));
        // Every field of a ModelProto is optional on the wire, so what is left of a truncated file may still parse.
        if (!reader._hasGraph) throw new InvalidDataException("it has no graph");
        if (reader._opsets.Count == 0) throw new InvalidDataException("it names no operator set");
        IEnumerable<KeyValuePair<string, int>> byCount = reader._operators.OrderByDescending(static o => o.Value).ThenBy(static o => o.Key, StringComparer.Ordinal);
        var facts = new ModelFacts
        {
            SizeBytes = stream.Length,
            ParameterCount = reader._parameters,
            Operators = new Dictionary<string, int>(byCount),
            QdqShare = reader._weights.QdqShare,
            QuantizedShare = reader._weights.QuantizedShare,
            Float16Share = reader._weights.Float16Share,
            BFloat16Share = reader._weights.BFloat16Share,
            FreeInputs = reader._inputs.FreeInputs(),
            OutputOperators = reader._outputs.Operators(),
            WorkEstimate = Work(reader._parameters, reader._inputs.LargestInput()),
        };
        return new OnnxModelContents(
            reader._irVersion, $"{reader._producer} {reader._producerVersion}".Trim(), reader._opsets, [.. reader._externalFiles], facts);
    }

    private void Model(ProtobufReader model)
    {
        while (model.Next())
        {
            switch (model.Field)
            {
                case 1:
                    _irVersion = model.ReadInteger();
                    break;
                case 2:
                    _producer = model.ReadText();
                    break;
                case 3:
                    _producerVersion = model.ReadText();
                    break;
                case 7:
                    _hasGraph = true;
                    Graph(model.ReadMessage(), 0);
                    break;
                case 8:
                    Opset(model.ReadMessage());
                    break;
                case 25:
                    Function(model.ReadMessage());
                    break;
                default:
                    model.Skip();
                    break;
            }
        }
    }

    private void Opset(ProtobufReader opset)
    {
        string domain = "";
        long version = 0;
        while (opset.Next())
        {
            if (opset.Field == 1) domain = opset.ReadText();
            else if (opset.Field == 2) version = opset.ReadInteger();
            else opset.Skip();
        }

        _opsets[domain.Length == 0 ? "ai.onnx" : domain] = version;
    }

    private void Function(ProtobufReader function)
    {
        while (function.Next())
        {
            if (function.Field == 7) Node(function.ReadMessage(), 0);
            else function.Skip();
        }
    }

    private void Graph(ProtobufReader graph, int depth)
    {
        if (depth > MaxDepth) throw new InvalidDataException($"subgraphs are nested more than {MaxDepth} deep");
        while (graph.Next())
        {
            if (graph.Field == 1) Node(graph.ReadMessage(), depth);
            else if (graph.Field == 5) Tensor(graph.ReadMessage(), isInitializer: depth == 0);
            else if (graph.Field == 11 && depth == 0) _inputs.Input(graph.ReadMessage());
            else if (graph.Field == 12 && depth == 0) _outputs.Output(graph.ReadMessage());
            else graph.Skip();
        }
    }

    private void Node(ProtobufReader node, int depth)
    {
        string type = "", domain = "";
        List<string> inputs = [], outputs = [];
        while (node.Next())
        {
            if (node.Field == 1) inputs.Add(node.ReadText());
            else if (node.Field == 2) outputs.Add(node.ReadText());
            else if (node.Field == 4) type = node.ReadText();
            else if (node.Field == 7) domain = node.ReadText();
            else if (node.Field == 5) Attribute(node.ReadMessage(), depth);
            else node.Skip();
        }

        string name = domain.Length == 0 || domain == "ai.onnx" ? type : $"{domain}.{type}";
        _operators[name] = _operators.GetValueOrDefault(name) + 1;
        _weights.Node(name, inputs, outputs);
        if (depth == 0) _outputs.Node(name, inputs, outputs);
    }

    private void Attribute(ProtobufReader attribute, int depth)
    {
        while (attribute.Next())
        {
            if (attribute.Field is 6 or 11) Graph(attribute.ReadMessage(), depth + 1);
            else if (attribute.Field is 5 or 10) Tensor(attribute.ReadMessage(), isInitializer: false);
            else attribute.Skip();
        }
    }

    private void Tensor(ProtobufReader tensor, bool isInitializer)
    {
        long elements = 1, type = 0;
        while (tensor.Next())
        {
            if (tensor.Field == 1) tensor.MultiplyIntegers(ref elements);
            else if (tensor.Field == 2) type = tensor.ReadInteger();
            else if (tensor.Field == 8 && isInitializer) _inputs.Initializer(tensor.ReadText());
            else if (tensor.Field == 13) ExternalData(tensor.ReadMessage());
            else tensor.Skip();
        }

        if (elements > long.MaxValue - _parameters) throw new InvalidDataException("its tensors have more elements than can be counted");
        _parameters += elements;
        _weights.Tensor(type, elements);
    }

    private static long? Work(long parameters, long? input) =>
        input is not { } elements ? null : parameters == 0 || elements <= long.MaxValue / parameters ? parameters * elements : long.MaxValue;

    private void ExternalData(ProtobufReader entry)
    {
        string key = "", value = "";
        while (entry.Next())
        {
            if (entry.Field == 1) key = entry.ReadText();
            else if (entry.Field == 2) value = entry.ReadText();
            else entry.Skip();
        }

        if (key == "location") _externalFiles.Add(value);
    }
}
