using EdgeInfer.Sessions;

namespace EdgeInfer.Tests.Sessions;

public sealed class OperatorCostTests
{
    // Shapes are those of the inputs, a bar, that of the output; attributes follow the operator. Numbers are worked out by hand.
    [Theory]
    [InlineData("Conv", "1,3,8,8 4,3,3,3 4 | 1,4,8,8", 1 * 4 * 8 * 8 * (2 * 27 + 1))]
    [InlineData("Conv", "1,3,8,8 4,3,3,3 | 1,4,4,4", 1 * 4 * 4 * 4 * 2 * 27)]
    [InlineData("Conv", "1,8,6,6 8,1,3,3 | 1,8,6,6", 8 * 36 * 2 * 9)]
    [InlineData("QLinearConv", "1,3,8,8 _ _ 4,3,3,3 4 4 _ _ 4 | 1,4,8,8", 4 * 64 * (2 * 27 + 1))]
    [InlineData("ConvInteger", "1,3,8,8 4,3,3,3 _ _ | 1,4,8,8", 4 * 64 * 2 * 27)]
    [InlineData("com.microsoft.FusedConv", "1,3,8,8 4,3,3,3 4 | 1,4,8,8", 4 * 64 * (2 * 27 + 1))]
    [InlineData("ConvTranspose", "1,4,8,8 4,2,2,2 | 1,2,16,16", 4 * 64 * 2 * 8)]
    [InlineData("Gemm", "5,7 7,3 3 | 5,3", 15 * (2 * 7 + 1))]
    [InlineData("Gemm transA=1", "7,5 7,3 | 5,3", 15 * 2 * 7)]
    [InlineData("MatMul", "2,5,7 7,3 | 2,5,3", 30 * 2 * 7)]
    [InlineData("QLinearMatMul", "2,5,7 _ _ 7,3 _ _ _ _ | 2,5,3", 30 * 2 * 7)]
    [InlineData("com.microsoft.MatMulNBits K=64", "2,64 8,2,16 8 | 2,8", 16 * 2 * 64)]
    [InlineData("Einsum equation=bij,bjk->bik", "2,3,4 2,4,5 | 2,3,5", 2 * 2 * 3 * 4 * 5)]
    [InlineData("LSTM", "9,2,4 1,20,4 1,20,5 | 9,1,2,5", 2 * 9 * 2 * 20 * (4 + 5))]
    [InlineData("GRU", "9,2,4 2,15,4 2,15,5 | 9,2,2,5", 2 * 9 * 2 * 2 * 15 * (4 + 5))]
    [InlineData("Attention", "1,4,10,16 1,4,12,16 1,4,12,8 | 1,4,10,8", 2 * 4 * 10 * 12 * (16 + 8))]
    [InlineData("com.microsoft.Attention", "1,10,64 64,192 | 1,10,64", 2 * 10 * 64 * 192 + 4 * 10 * 10 * 64)]
    [InlineData("com.microsoft.MultiHeadAttention", "1,10,64 1,12,64 1,12,64 | 1,10,64", 4 * 10 * 12 * 64)]
    [InlineData("MaxPool kernel_shape=3,3", "1,8,9,9 | 1,8,3,3", 8 * 9 * 9)]
    [InlineData("GlobalAveragePool", "1,8,9,9 | 1,8,1,1", 8 * 81)]
    [InlineData("ReduceMean", "1,8,9,9 | 1,8,1,1", 8 * 81)]
    [InlineData("BatchNormalization", "1,8,9,9 8 8 8 8 | 1,8,9,9", 2 * 8 * 81)]
    [InlineData("LayerNormalization", "1,10,64 64 64 | 1,10,64", 7 * 640)]
    [InlineData("Softmax", "2,10 | 2,10", 5 * 20)]
    [InlineData("Relu", "2,10 | 2,10", 20)]
    [InlineData("Add", "2,1 1,10 | 2,10", 20)]
    [InlineData("Sum", "2,10 2,10 2,10 | 2,10", 40)]
    [InlineData("Clip", "2,10 _ _ | 2,10", 40)]
    [InlineData("QuantizeLinear", "2,10 _ _ | 2,10", 40)]
    [InlineData("Resize mode=nearest", "1,3,4,4 _ _ | 1,3,8,8", 0)]
    [InlineData("Resize mode=linear", "1,3,4,4 _ _ | 1,3,8,8", 2 * 4 * 192)]
    [InlineData("Resize mode=cubic", "1,3,4,4 _ _ | 1,3,8,8", 2 * 16 * 192)]
    [InlineData("Upsample", "1,3,4,4 _ | 1,3,8,8", 0)]
    [InlineData("Transpose", "1,3,4,4 | 1,4,4,3", 0)]
    [InlineData("Relu", "0,10 | 0,10", 0)]
    public void Follows_from_the_shapes(string operation, string shapes, long expected)
    {
        (OperatorNode node, Dictionary<string, long[]> known) = Node(operation, shapes);

        Assert.Equal(expected, OperatorCost.Of(node, known));
    }

    [Theory]
    [InlineData("Relu", "2,-1 | 2,-1")]
    [InlineData("Relu", "? | ?")]
    [InlineData("Conv", "1,3,8,8 ? | 1,4,8,8")]
    [InlineData("Conv", "1,3,8,8 4,3,3,3 | 1,4,-1,8")]
    [InlineData("MatMul", "? 7,3 | 2,5,3")]
    [InlineData("MaxPool", "1,8,9,9 | 1,8,3,3")]
    [InlineData("Einsum equation=...ij,jk->...ik", "2,3,4 4,5 | 2,3,5")]
    [InlineData("NonMaxSuppression", "1,100,4 1,80,100 | 300,3")]
    [InlineData("com.acme.Magic", "1 | 1")]
    [InlineData("Relu", "9000000000,9000000000 | 9000000000,9000000000")]
    [InlineData("Softmax", "9000000000000000000 | 9000000000000000000")]
    public void Is_unknown_rather_than_guessed(string operation, string shapes)
    {
        (OperatorNode node, Dictionary<string, long[]> known) = Node(operation, shapes);

        Assert.Null(OperatorCost.Of(node, known));
    }

    private static (OperatorNode Node, Dictionary<string, long[]> Shapes) Node(string operation, string shapes)
    {
        string[] words = operation.Split(' ');
        int dot = words[0].LastIndexOf('.');
        var known = new Dictionary<string, long[]>();
        string[] sides = shapes.Split('|', StringSplitOptions.TrimEntries);
        var node = new OperatorNode(
            new AssignedNode("n", dot < 0 ? "" : words[0][..dot], words[0][(dot + 1)..]), Names("i", sides[0]), Names("o", sides[1]), [], [], [], []);
        foreach (string attribute in words[1..])
        {
            string[] pair = attribute.Split('=', 2);
            if (pair[0] == "kernel_shape") node.IntegerLists[pair[0]] = [.. pair[1].Split(',').Select(long.Parse)];
            else if (long.TryParse(pair[1], out long number)) node.Integers[pair[0]] = number;
            else node.Texts[pair[0]] = pair[1];
        }

        return (node, known);

        // A bar below is an optional tensor or a scalar of no interest, a question mark a tensor of unknown rank.
        string[] Names(string prefix, string side) =>
        [
            .. side.Split(' ').Select((shape, i) =>
            {
                if (shape == "_") return "";
                if (shape != "?") known[$"{prefix}{i}"] = [.. shape.Split(',').Select(long.Parse)];
                return $"{prefix}{i}";
            }),
        ];
    }
}
