using EdgeInfer.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Tests.Sessions;

public sealed class OperatorGraphTests
{
    [Fact]
    public void Nodes_attributes_and_inferred_shapes_are_read()
    {
        byte[] model = new TestModel()
            .Input("x", TensorElementType.Float32, "2,3").Constant("w", "3,4", new float[12])
            .Node("MatMul", ["x", "w"], ["m"])
            .Node("Softmax", ["m"], ["s"], ("axis", 0))
            .Output("s", TensorElementType.Float32, "2,4")
            .ToArray();

        OperatorGraph graph = OperatorGraph.Read(InOrtFormat(model));

        Assert.Equal(["MatMul", "Softmax"], graph.Nodes.Select(static n => n.Identity.OpType));
        Assert.Equal(["x", "w"], graph.Nodes[0].Inputs);
        Assert.Equal(0, graph.Nodes[1].Integers["axis"]);
        Assert.Equal([2, 4], graph.Shapes["m"]);
        Assert.Equal([3, 4], graph.Shapes["w"]);
        Assert.Equal(["x"], graph.Inputs);
    }

    [Fact]
    public void Damaged_bytes_are_refused_by_one_kind_of_error()
    {
        byte[] model = InOrtFormat(new TestModel().Input("x", TensorElementType.Float32, "2,n").Node("Relu", ["x"], ["y"]).Output("y", TensorElementType.Float32, "2,n").ToArray());
        var random = new Random(29);
        int refused = 0;
        for (int round = 0; round < 3000; round++)
        {
            byte[] damaged = round % 2 == 0 ? model[..random.Next(model.Length)] : [.. model];
            for (int i = 0; i < 1 + round % 7 && damaged.Length > 0; i++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                OperatorGraph.Read(damaged);
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1000, 3000);
    }

    private static byte[] InOrtFormat(byte[] model)
    {
        using var folder = new TemporaryFolder();
        using (var options = new SessionOptions { OptimizedModelFilePath = folder.File("model.ort"), GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC })
        using (var session = new InferenceSession(model, options))
        {
        }

        return File.ReadAllBytes(folder.File("model.ort"));
    }
}
