using System.Collections.Frozen;

namespace EdgeInfer.Sessions;

/// <summary>
/// Floating-point (or, in quantized models, integer) operations of a node, from its shapes: a multiplication and an addition
/// are one each, so that a multiply-accumulate is two; a function of one number (exp, tanh, sqrt) is one; moving data is none.
/// </summary>
/// <remarks>Formulas follow from the operators' definitions at onnx.ai/onnx/operators and in ONNX Runtime's ContribOperators.md.</remarks>
internal static class OperatorCost
{
    // Neither a formula nor a guess, but known to be small beside what they work on: how often they compare depends on the data.
    private static readonly FrozenSet<string> DependOnData = new[] { "NonMaxSuppression", "TopK", "NonZero", "Unique", "Loop", "Scan", "If" }.ToFrozenSet();

    private static readonly FrozenSet<string> MoveData = new[]
    {
        "Cast", "CastLike", "Compress", "Concat", "Constant", "ConstantOfShape", "DepthToSpace", "Dropout", "Expand", "EyeLike", "Flatten", "Gather",
        "GatherElements", "GatherND", "Identity", "OneHot", "Pad", "QLinearConcat", "Range", "Reshape", "ReverseSequence", "ScatterElements", "ScatterND",
        "Shape", "Size", "Slice", "SpaceToDepth", "Split", "Squeeze", "Tile", "Transpose", "Trilu", "Unsqueeze",
        "SequenceConstruct", "SequenceAt", "ConcatFromSequence", "SplitToSequence", "SequenceInsert", "SequenceEmpty", "SequenceLength",
    }.ToFrozenSet();

    /// <summary>Operations for one element of the output.</summary>
    private static readonly FrozenDictionary<string, int> PerOutput = new (int Operations, string[] Operators)[]
    {
        (1, [
            "Abs", "Acos", "Acosh", "Add", "And", "Asin", "Asinh", "Atan", "Atanh", "BitShift", "BitwiseAnd", "BitwiseNot", "BitwiseOr", "BitwiseXor", "Ceil", "Cos", "Cosh",
            "CumSum", "Div", "Equal", "Erf", "Exp", "Floor", "Greater", "GreaterOrEqual", "IsInf", "IsNaN", "Less", "LessOrEqual", "Log", "Mod", "Mul", "Neg", "Not", "Or", "Pow",
            "Reciprocal", "Relu", "Round", "Sign", "Sin", "Sinh", "Sqrt", "Sub", "Tan", "Tanh", "Where", "Xor", "QLinearAdd", "QLinearMul",
        ]),
        // The comparison and the product; for a clip both bounds.
        (2, ["Clip", "LeakyRelu", "PRelu", "ThresholdedRelu", "QLinearLeakyRelu", "BatchNormalization", "DequantizeLinear", "QuantizeLinear"]),
        // 1 / (1 + exp(-x)); max(0, min(1, ax + b)); and the like.
        (4, ["Sigmoid", "HardSigmoid", "Softplus", "Softsign", "Elu", "Selu", "Celu", "Mish", "QLinearSigmoid", "DynamicQuantizeLinear"]),
        (5, ["HardSwish", "Swish", "QuickGelu", "Gelu", "FastGelu", "BiasGelu"]),
        // The largest, the differences, their exponentials, the sum, the quotients.
        (5, ["Softmax", "LogSoftmax", "Hardmax", "QLinearSoftmax"]),
        // The mean, the differences, their squares, the variance, the quotients, scale and offset.
        (7, ["InstanceNormalization", "LayerNormalization", "GroupNormalization", "SkipLayerNormalization", "MeanVarianceNormalization"]),
        (5, ["RMSNormalization", "SimplifiedLayerNormalization", "SkipSimplifiedLayerNormalization", "LpNormalization"]),
    }.SelectMany(static group => group.Operators.Select(name => (name, group.Operations))).ToFrozenDictionary(static p => p.name, static p => p.Operations);

    /// <summary>Whether the operator has no formula because its work depends on the data, and may be left out of a sum.</summary>
    public static bool DependsOnData(AssignedNode node) => IsStandard(node) && DependOnData.Contains(node.OpType);

    /// <summary>Whether it only moves data, whatever its shapes.</summary>
    public static bool MovesData(AssignedNode node) => IsStandard(node) && MoveData.Contains(node.OpType);

    /// <returns>Operations; null where a shape that matters or the operator is not known.</returns>
    public static long? Of(OperatorNode node, IReadOnlyDictionary<string, long[]> shapes)
    {
        if (MovesData(node.Identity)) return 0;
        if (!IsStandard(node.Identity)) return null;
        var known = new NodeShapes(node, shapes);
        try
        {
            return PerOutput.TryGetValue(node.Identity.OpType, out int each) ? checked(each * known.Output()) : Special(node, known);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static long? Special(OperatorNode node, NodeShapes shapes) => checked(node.Identity.OpType switch
    {
        "Conv" or "FusedConv" => Convolution(shapes, 1, bias: 2),
        "QLinearConv" => Convolution(shapes, 3, bias: 8),
        "ConvInteger" => Convolution(shapes, 1, bias: -1),
        "ConvTranspose" => 2 * shapes.Elements(0) * Product(shapes.Input(1), 1) + Bias(shapes, 2),
        "Gemm" => 2 * shapes.Output() * Size(shapes.Input(0), node.Integers.GetValueOrDefault("transA") != 0 ? 0 : 1) + Bias(shapes, 2),
        "QGemm" => 2 * shapes.Output() * Size(shapes.Input(0), node.Integers.GetValueOrDefault("transA") != 0 ? 0 : 1) + Bias(shapes, 6),
        "MatMul" or "MatMulInteger" or "QLinearMatMul" or "DynamicQuantizeMatMul" or "MatMulIntegerToFloat" => 2 * shapes.Output() * Size(shapes.Input(0), -1),
        "FusedMatMul" => 2 * shapes.Output() * Size(shapes.Input(0), node.Integers.GetValueOrDefault("transA") != 0 ? -2 : -1),
        "MatMulNBits" => 2 * shapes.Output() * (node.Integers.TryGetValue("K", out long inner) ? inner : null),
        "Einsum" => Einsum(node, shapes),
        "Attention" => Attention(node, shapes),
        "MultiHeadAttention" => shapes.Input(0) is [var batch, var queries, var width] && Size(shapes.Input(1), 1) is { } keys ? 4 * batch * queries * keys * width : null,
        // One product for each weight, of the input and of the state before, at each step of each sequence.
        "LSTM" or "GRU" or "RNN" => 2 * Size(shapes.Input(0), 0) * Size(shapes.Input(0), 1) * (Product(shapes.Input(1), 1) + Product(shapes.Input(2), 1)) * Directions(shapes),
        "MaxPool" or "AveragePool" or "LpPool" or "QLinearAveragePool" => node.IntegerLists.TryGetValue("kernel_shape", out long[]? window) ? shapes.Output() * Product(window, 0) : null,
        "GlobalAveragePool" or "GlobalMaxPool" or "GlobalLpPool" or "QLinearGlobalAveragePool" or "ArgMax" or "ArgMin"
            or "ReduceMean" or "ReduceSum" or "ReduceMax" or "ReduceMin" or "ReduceProd" => shapes.Elements(0),
        "ReduceL1" or "ReduceL2" or "ReduceSumSquare" or "ReduceLogSum" or "ReduceLogSumExp" => 2 * shapes.Elements(0),
        "Sum" or "Max" or "Min" or "Mean" => (node.Inputs.Length - 1) * shapes.Output(),
        // A square of 5 elements, each summed and scaled, is the usual size; the attribute says otherwise.
        "LRN" => shapes.Output() * (2 * node.Integers.GetValueOrDefault("size", 5) + 3),
        "Resize" or "Upsample" => Resize(node, shapes),
        "GridSample" => 8 * shapes.Output(),
        _ => null,
    });

    private static long? Convolution(NodeShapes shapes, int weights, int bias) =>
        checked(2 * shapes.Output() * Product(shapes.Input(weights), 1) + Bias(shapes, bias));

    private static long? Bias(NodeShapes shapes, int input) => input >= 0 && shapes.Has(input) ? shapes.Output() : 0;

    /// <summary>Linear interpolation weighs two neighbours an axis, cubic four; the nearest is only copied.</summary>
    private static long? Resize(OperatorNode node, NodeShapes shapes)
    {
        int neighbours = node.Texts.GetValueOrDefault("mode", "nearest") switch { "nearest" => 0, "linear" or "bilinear" => 2, "cubic" => 4, _ => -1 };
        if (neighbours == 0) return 0;
        if (neighbours < 0 || shapes.Input(0) is not { } from || shapes.OutputShape() is not { } to || from.Length != to.Length) return null;
        long operations = 2;
        for (int i = 0; i < to.Length; i++)
        {
            if (from[i] != to[i]) operations *= neighbours;
        }

        return operations == 2 ? 0 : checked(operations * shapes.Output());
    }

    /// <summary>The products of queries with keys, and of what follows with values.</summary>
    private static long? Attention(OperatorNode node, NodeShapes shapes)
    {
        if (node.Identity.Domain.Length > 0)
        {
            // ONNX Runtime's own makes queries, keys and values itself.
            if (shapes.Input(0) is not [var batch, var length, var width] || shapes.Input(1) is not [_, var projected]) return null;
            return checked(2 * batch * length * width * projected + 4 * batch * length * length * (projected / 3));
        }

        // The values' axes are those of the keys; heads are an axis of their own, or part of the last one.
        return (shapes.Input(0), shapes.Input(1), shapes.Input(2)) switch
        {
            ([var b, var heads, var queries, var size], [_, _, var keys, _], [_, _, _, var values]) => checked(2 * b * heads * queries * keys * (size + values)),
            ([var b, var queries, var width], [_, var keys, _], [_, _, _]) => checked(4 * b * queries * keys * width),
            _ => null,
        };
    }

    /// <summary>One product and one sum for each combination of the letters' sizes.</summary>
    private static long? Einsum(OperatorNode node, NodeShapes shapes)
    {
        if (!node.Texts.TryGetValue("equation", out string? equation) || equation.Contains('.')) return null;
        string[] terms = equation.Split("->")[0].Replace(" ", "", StringComparison.Ordinal).Split(',');
        var sizes = new Dictionary<char, long>();
        for (int i = 0; i < terms.Length; i++)
        {
            if (shapes.Input(i) is not { } shape || shape.Length != terms[i].Length) return null;
            for (int axis = 0; axis < shape.Length; axis++) sizes[terms[i][axis]] = Math.Max(shape[axis], sizes.GetValueOrDefault(terms[i][axis]));
        }

        return checked(terms.Length * Product([.. sizes.Values], 0));
    }

    private static long? Directions(NodeShapes shapes) => Size(shapes.Input(1), 0);

    private static long? Size(long[]? shape, int axis)
    {
        if (shape is null) return null;
        int index = axis < 0 ? shape.Length + axis : axis;
        return index >= 0 && index < shape.Length ? shape[index] : null;
    }

    /// <summary>The elements of the axes from a first one on.</summary>
    private static long? Product(long[]? shape, int from) => shape is null || shape.Length < from ? null : TensorShape.ElementCount(shape.AsSpan(from));

    private static bool IsStandard(AssignedNode node) => node.Domain is "" or "ai.onnx" or "com.microsoft";
}
