using System.Text;

namespace EdgeInfer.Sessions;

/// <summary>What a model declares about one input or output.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class TensorSpec
{
    private readonly long[] _dimensions;
    private readonly string[] _symbols;

    internal TensorSpec(string name, TensorElementType elementType, long[] dimensions, string[] symbols, string? nonTensorKind = null)
    {
        Name = name;
        ElementType = elementType;
        _dimensions = dimensions;
        _symbols = symbols;
        NonTensorKind = nonTensorKind;
    }

    /// <summary>Name inside the model.</summary>
    public string Name { get; }

    /// <summary>Type of the elements; <see cref="TensorElementType.Undefined"/> where this is not a tensor.</summary>
    public TensorElementType ElementType { get; }

    /// <summary>Sizes, one an axis; −1 where the size is free. Empty for a scalar, and where the model does not even say the rank.</summary>
    public IReadOnlyList<long> Dimensions => _dimensions;

    /// <summary>Names of free sizes (<c>batch</c>), one an axis; empty where the size is fixed or has no name.</summary>
    public IReadOnlyList<string> SymbolicDimensions => _symbols;

    /// <summary>True where this is a tensor; false for sequences, maps and optionals.</summary>
    public bool IsTensor => NonTensorKind is null;

    /// <summary>True where every size is fixed, so that buffers can be allocated before the first call.</summary>
    public bool IsStatic => IsTensor && Array.TrueForAll(_dimensions, static d => d >= 0);

    internal string? NonTensorKind { get; }

    internal ReadOnlySpan<long> DimensionSpan => _dimensions;

    /// <summary>Whether a tensor of this shape may be given: same rank, and the same size wherever the model fixes one.</summary>
    /// <remarks>ONNX Runtime does not tell a scalar from an input of unknown rank; it refuses what does not fit when it runs.</remarks>
    internal bool Accepts(ReadOnlySpan<long> shape)
    {
        if (shape.Length != _dimensions.Length && _dimensions.Length > 0) return false;
        for (int i = 0; i < shape.Length; i++)
        {
            if (shape[i] < 0 || (i < _dimensions.Length && _dimensions[i] >= 0 && _dimensions[i] != shape[i])) return false;
        }

        return true;
    }

    /// <summary>Whether the model's declaration and the inputs' shapes determine this shape.</summary>
    internal bool FollowsFrom(IReadOnlyList<TensorSpec> inputs)
    {
        if (!IsTensor || _dimensions.Length == 0) return false;
        for (int i = 0; i < _dimensions.Length; i++)
        {
            if (_dimensions[i] < 0 && (_symbols[i].Length == 0 || !inputs.Any(input => input._symbols.Contains(_symbols[i])))) return false;
        }

        return true;
    }

    /// <summary>Type and shape in one line: <c>float32 [batch, 3, 640, 640]</c>.</summary>
    public string Describe()
    {
        if (!IsTensor) return NonTensorKind!;
        var text = new StringBuilder(ElementType.ToDisplayName()).Append(" [");
        for (int i = 0; i < _dimensions.Length; i++)
        {
            if (i > 0) text.Append(", ");
            if (_dimensions[i] >= 0) text.Append(_dimensions[i]);
            else text.Append(_symbols[i].Length > 0 ? _symbols[i] : "?");
        }

        return text.Append(']').ToString();
    }

    /// <inheritdoc cref="Describe"/>
    public override string ToString() => $"{Name}: {Describe()}";
}
