namespace EdgeInfer.Sessions;

/// <summary>Counts a model's weights by type, and its weighted operators by whether they are quantized.</summary>
internal sealed class WeightTally
{
    private static readonly HashSet<string> Weighted = ["Conv", "ConvTranspose", "MatMul", "Gemm"];

    private static readonly HashSet<string> Integer = ["QLinearConv", "ConvInteger", "QLinearMatMul", "MatMulInteger", "com.microsoft.QGemm", "com.microsoft.DynamicQuantizeMatMul", "com.microsoft.MatMulIntegerToFloat"];

    private readonly HashSet<string> _dequantized = new(StringComparer.Ordinal);
    private long _float, _half, _brain;
    private int _weighted, _qdq, _integer;

    public double Float16Share => Share(_half, _float);

    public double BFloat16Share => Share(_brain, _float);

    public double QdqShare => Share(_qdq, _weighted);

    public double QuantizedShare => Share(_qdq + _integer, _weighted);

    public void Tensor(long type, long elements)
    {
        switch ((TensorElementType)type)
        {
            case TensorElementType.Float32 or TensorElementType.Float64:
                _float += elements;
                break;
            case TensorElementType.Float16:
                (_float, _half) = (_float + elements, _half + elements);
                break;
            case TensorElementType.BFloat16:
                (_float, _brain) = (_float + elements, _brain + elements);
                break;
            default:
                break;
        }
    }

    /// <summary>Nodes are sorted: what an input is made by has been seen before.</summary>
    public void Node(string name, List<string> inputs, List<string> outputs)
    {
        if (name == "DequantizeLinear") _dequantized.UnionWith(outputs);
        else if (Integer.Contains(name)) (_weighted, _integer) = (_weighted + 1, _integer + 1);
        else if (Weighted.Contains(name))
        {
            _weighted++;
            if (inputs.Count >= 2 && _dequantized.Contains(inputs[0]) && _dequantized.Contains(inputs[1])) _qdq++;
        }
    }

    private static double Share(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
