using System.Runtime.InteropServices;
using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions;

/// <summary>Builds a small ONNX model in memory, so that a test states the graph it is about.</summary>
/// <remarks>
/// Shapes are written as text: <c>"1,3,h,w"</c> (a word is a symbolic size, <c>?</c> a nameless free one), <c>""</c> for
/// a scalar, null where the model shall not say the rank.
/// </remarks>
internal sealed class TestModel
{
    private readonly ProtobufWriter _graph = new ProtobufWriter().Text(2, "test graph");
    private readonly ProtobufWriter _tail = new();
    private int _nodes;

    public int IrVersion { get; init; } = 8;

    public int Opset { get; init; } = 17;

    /// <summary>A graph that copies one tensor.</summary>
    public static byte[] Identity(TensorElementType type, string? shape) =>
        new TestModel().Input("x", type, shape).Node("Identity", ["x"], ["y"]).Output("y", type, shape).ToArray();

    /// <summary>y = x + x over float32.</summary>
    public static byte[] Double(string? shape) =>
        new TestModel().Input("x", TensorElementType.Float32, shape).Node("Add", ["x", "x"], ["y"]).Output("y", TensorElementType.Float32, shape).ToArray();

    /// <summary>The indices of the non-zero elements: an output whose shape depends on the data.</summary>
    public static byte[] NonZero(string shape) => new TestModel()
        .Input("x", TensorElementType.Float32, shape)
        .Node("NonZero", ["x"], ["y"])
        .Output("y", TensorElementType.Int64, "?,?")
        .ToArray();

    /// <summary>Many products of square matrices one after the other: how long a run takes follows from the input's size.</summary>
    public static byte[] Slow(int products)
    {
        TestModel model = new TestModel().Input("x", TensorElementType.Float32, "?,?");
        string previous = "x";
        for (int i = 0; i < products; i++)
        {
            model.Node("MatMul", [previous, "x"], [$"p{i}"]);
            previous = $"p{i}";
        }

        return model.Node("Identity", [previous], ["y"]).Output("y", TensorElementType.Float32, "?,?").ToArray();
    }

    public TestModel Input(string name, TensorElementType type, string? shape)
    {
        _graph.Message(11, ValueInfo(name, TensorType(type, shape)));
        return this;
    }

    public TestModel Output(string name, TensorElementType type, string? shape)
    {
        _graph.Message(12, ValueInfo(name, TensorType(type, shape)));
        return this;
    }

    /// <summary>A sequence of tensors.</summary>
    public TestModel SequenceInput(string name, TensorElementType type)
    {
        _graph.Message(11, ValueInfo(name, new ProtobufWriter().Message(4, new ProtobufWriter().Message(1, TensorType(type, null)))));
        return this;
    }

    /// <summary>A sequence of tensors.</summary>
    public TestModel SequenceOutput(string name, TensorElementType type)
    {
        _graph.Message(12, ValueInfo(name, new ProtobufWriter().Message(4, new ProtobufWriter().Message(1, TensorType(type, null)))));
        return this;
    }

    public TestModel Constant(string name, TensorElementType type, string shape, ReadOnlySpan<byte> content)
    {
        _graph.Message(5, Tensor(name, type, shape).Bytes(9, content));
        return this;
    }

    public TestModel Constant(string name, string shape, params ReadOnlySpan<float> content) =>
        Constant(name, TensorElementType.Float32, shape, MemoryMarshal.AsBytes(content));

    /// <summary>An output of whole numbers that are always the same.</summary>
    public TestModel Integers(string output, string shape, params ReadOnlySpan<long> content) =>
        Constant($"{output}_content", TensorElementType.Int64, shape, MemoryMarshal.AsBytes(content))
            .Node("Identity", [$"{output}_content"], [output])
            .Output(output, TensorElementType.Int64, shape);

    /// <summary>Weights that lie in a file beside the model.</summary>
    public TestModel ExternalConstant(string name, string shape, string file, long length)
    {
        ProtobufWriter tensor = Tensor(name, TensorElementType.Float32, shape);
        foreach ((string key, string value) in new[] { ("location", file), ("offset", "0"), ("length", $"{length}") })
            tensor.Message(13, new ProtobufWriter().Text(1, key).Text(2, value));
        _graph.Message(5, tensor.Varint(14, 1));
        return this;
    }

    public TestModel Node(string op, string[] inputs, string[] outputs, params ReadOnlySpan<(string Name, long Value)> attributes)
    {
        var node = new ProtobufWriter();
        foreach (string input in inputs) node.Text(1, input);
        foreach (string output in outputs) node.Text(2, output);
        node.Text(3, $"{op}_{_nodes++}").Text(4, op);
        foreach ((string name, long value) in attributes) node.Message(5, new ProtobufWriter().Text(1, name).Varint(3, value).Varint(20, 2));
        _graph.Message(1, node);
        return this;
    }

    /// <summary>One branch or the other; their graphs have no inputs and read this graph's tensors by name.</summary>
    public TestModel If(string condition, string output, TestModel then, TestModel otherwise)
    {
        var node = new ProtobufWriter().Text(1, condition).Text(2, output).Text(3, $"If_{_nodes++}").Text(4, "If");
        foreach ((string name, TestModel branch) in new[] { ("then_branch", then), ("else_branch", otherwise) })
            node.Message(5, new ProtobufWriter().Text(1, name).Message(6, branch._graph).Varint(20, 5));
        _graph.Message(1, node);
        return this;
    }

    public TestModel Metadata(string key, string value)
    {
        _tail.Message(14, new ProtobufWriter().Text(1, key).Text(2, value));
        return this;
    }

    public byte[] ToArray()
    {
        byte[] model = new ProtobufWriter()
            .Varint(1, IrVersion)
            .Text(2, "EdgeInfer.Tests")
            .Text(4, "test.edgeinfer")
            .Varint(5, 3)
            .Text(6, "built by a test")
            .Message(7, _graph)
            .Message(8, new ProtobufWriter().Text(1, "").Varint(2, Opset))
            .ToArray();
        return [.. model, .. _tail.ToArray()];
    }

    private static ProtobufWriter ValueInfo(string name, ProtobufWriter type) => new ProtobufWriter().Text(1, name).Message(2, type);

    private static ProtobufWriter TensorType(TensorElementType type, string? shape)
    {
        ProtobufWriter tensor = new ProtobufWriter().Varint(1, (int)type);
        if (shape is not null) tensor.Message(2, Shape(shape));
        return new ProtobufWriter().Message(1, tensor);
    }

    private static ProtobufWriter Shape(string shape)
    {
        var writer = new ProtobufWriter();
        foreach (string size in shape.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var dimension = new ProtobufWriter();
            if (long.TryParse(size, out long number)) dimension.Varint(1, number);
            else if (size != "?") dimension.Text(2, size);
            writer.Message(1, dimension);
        }

        return writer;
    }

    private static ProtobufWriter Tensor(string name, TensorElementType type, string shape)
    {
        var tensor = new ProtobufWriter();
        foreach (string size in shape.Split(',', StringSplitOptions.RemoveEmptyEntries)) tensor.Varint(1, long.Parse(size));
        return tensor.Varint(2, (int)type).Text(8, name);
    }
}
