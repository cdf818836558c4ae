namespace EdgeInfer.Sessions;

/// <summary>Finds the operator that each of a graph's outputs comes from, past those that only change its form.</summary>
internal sealed class OutputTally
{
    private static readonly HashSet<string> FormOnly =
        ["Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Cast", "Transpose", "QuantizeLinear", "DequantizeLinear"];

    private readonly Dictionary<string, (string Operator, string Input)> _producers = new(StringComparer.Ordinal);
    private readonly List<string> _outputs = [];

    public void Node(string type, List<string> inputs, List<string> outputs)
    {
        foreach (string output in outputs) _producers.TryAdd(output, (type, inputs.Count > 0 ? inputs[0] : ""));
    }

    /// <param name="output">A ValueInfoProto.</param>
    public void Output(ProtobufReader output)
    {
        while (output.Next())
        {
            if (output.Field == 1) _outputs.Add(output.ReadText());
            else output.Skip();
        }
    }

    /// <returns>Operators by output; an output that is an input or a constant is not among them.</returns>
    public IReadOnlyDictionary<string, string> Operators()
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string output in _outputs)
        {
            string name = output;
            // A graph has no cycles, but a file may: each tensor is passed at most once.
            for (int left = _producers.Count; left > 0 && _producers.TryGetValue(name, out (string Operator, string Input) producer); left--)
            {
                if (!FormOnly.Contains(producer.Operator))
                {
                    found[output] = producer.Operator;
                    break;
                }

                name = producer.Input;
            }
        }

        return found;
    }
}
