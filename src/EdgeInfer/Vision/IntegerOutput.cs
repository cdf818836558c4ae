using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>Whole numbers of an output, whichever type the exporter gave them: class numbers, counts.</summary>
internal readonly ref struct IntegerOutput
{
    private readonly ReadOnlySpan<long> _longs;
    private readonly ReadOnlySpan<int> _ints;
    private readonly ReadOnlySpan<float> _floats;

    public IntegerOutput(in ModelOutputs outputs, int output)
    {
        switch (outputs.Spec(output).ElementType)
        {
            case TensorElementType.Int64: _longs = outputs.Values<long>(output); break;
            case TensorElementType.Int32: _ints = outputs.Values<int>(output); break;
            default: _floats = outputs.Floats(output); break;
        }
    }

    public int Length => Math.Max(_longs.Length, Math.Max(_ints.Length, _floats.Length));

    /// <returns>The number, as a float so that what is no number stays recognisable.</returns>
    public float this[int index] => !_longs.IsEmpty ? _longs[index] : !_ints.IsEmpty ? _ints[index] : _floats[index];

    /// <summary>Whether an output of this type holds what this reads.</summary>
    public static bool Reads(TensorElementType type) =>
        type is TensorElementType.Int64 or TensorElementType.Int32 or TensorElementType.Float32 or TensorElementType.Float16;
}
