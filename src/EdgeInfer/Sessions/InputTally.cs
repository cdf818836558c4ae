namespace EdgeInfer.Sessions;

/// <summary>Collects a graph's inputs: which of their sizes are free, and how large the largest is.</summary>
internal sealed class InputTally
{
    private readonly List<(string Name, List<long> Sizes, List<string> Shape)> _inputs = [];
    private readonly HashSet<string> _initializers = new(StringComparer.Ordinal);

    /// <summary>Older files list their weights among the inputs.</summary>
    public void Initializer(string name) => _initializers.Add(name);

    /// <param name="value">A ValueInfoProto.</param>
    public void Input(ProtobufReader value)
    {
        string name = "";
        List<long> sizes = [];
        List<string> shape = [];
        while (value.Next())
        {
            if (value.Field == 1) name = value.ReadText();
            else if (value.Field == 2) Type(value.ReadMessage(), sizes, shape);
            else value.Skip();
        }

        _inputs.Add((name, sizes, shape));
    }

    public IReadOnlyList<string> FreeInputs() =>
        [.. Real().Where(static i => i.Sizes.Contains(-1)).Select(static i => $"{i.Name} [{string.Join(", ", i.Shape)}]")];

    /// <summary>Elements of the largest input, a free first size counted as 1; null where another size is free, or there is no input.</summary>
    public long? LargestInput()
    {
        long? largest = null;
        foreach ((string _, List<long> sizes, List<string> _) in Real())
        {
            long elements = 1;
            for (int i = 0; i < sizes.Count; i++)
            {
                if (sizes[i] < 0 && i > 0) return null;
                long size = Math.Max(sizes[i], 1);
                elements = elements > long.MaxValue / size ? long.MaxValue : elements * size;
            }

            largest = Math.Max(largest ?? 0, elements);
        }

        return largest;
    }

    private IEnumerable<(string Name, List<long> Sizes, List<string> Shape)> Real() => _inputs.Where(i => !_initializers.Contains(i.Name));

    private static void Type(ProtobufReader type, List<long> sizes, List<string> shape)
    {
        while (type.Next())
        {
            if (type.Field != 1)
            {
                type.Skip();
                continue;
            }

            ProtobufReader tensor = type.ReadMessage();
            while (tensor.Next())
            {
                if (tensor.Field != 2)
                {
                    tensor.Skip();
                    continue;
                }

                ProtobufReader axes = tensor.ReadMessage();
                while (axes.Next())
                {
                    if (axes.Field == 1) Axis(axes.ReadMessage(), sizes, shape);
                    else axes.Skip();
                }
            }
        }
    }

    private static void Axis(ProtobufReader axis, List<long> sizes, List<string> shape)
    {
        long size = -1;
        string name = "?";
        while (axis.Next())
        {
            if (axis.Field == 1) size = axis.ReadInteger();
            else if (axis.Field == 2) name = axis.ReadText();
            else axis.Skip();
        }

        sizes.Add(size > 0 ? size : -1);
        shape.Add(size > 0 ? size.ToString(System.Globalization.CultureInfo.InvariantCulture) : name);
    }
}
