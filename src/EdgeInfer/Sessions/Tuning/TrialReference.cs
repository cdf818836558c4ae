using System.Runtime.InteropServices;

namespace EdgeInfer.Sessions;

/// <summary>An output of the reference run.</summary>
/// <param name="Type">Type of its elements.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Data">Its elements; empty where they are no plain memory, and are not compared.</param>
internal sealed record ReferenceOutput(TensorElementType Type, long[] Shape, byte[] Data);

/// <summary>What the CPU gives with default options: what every other way must give too.</summary>
internal sealed class TrialReference(IReadOnlyList<ReferenceOutput> outputs, TrialPrecision precision)
{
    public IReadOnlyList<ReferenceOutput> Outputs => outputs;

    public TrialPrecision Precision => precision;

    /// <summary>Whether there is anything to compare: a model may give sequences or strings only, or nothing but NaN for made-up inputs.</summary>
    public bool IsComparable => outputs.Any(static o => OutputComparison.HasNumbers(o.Type, o.Data));

    public static TrialReference Capture(IoBinding binding, ModelSession session, TrialPrecision precision)
    {
        var outputs = new ReferenceOutput[session.Outputs.Count];
        for (int i = 0; i < outputs.Length; i++)
        {
            TensorSpec spec = session.Outputs[i];
            outputs[i] = spec.ElementType.IsPlainMemory()
                ? new ReferenceOutput(spec.ElementType, binding.Output(i).Shape.ToArray(), Bytes(binding.Output(i)).ToArray())
                : new ReferenceOutput(spec.ElementType, [], []);
        }

        return new TrialReference(outputs, precision);
    }

    /// <returns>In words, how the outputs of the last run differ by more than rounding; null where they do not.</returns>
    public string? Difference(IoBinding binding, ModelSession session)
    {
        for (int i = 0; i < outputs.Count; i++)
        {
            if (outputs[i].Data.Length == 0) continue;
            OutputTensor output = binding.Output(i);
            if (!output.Shape.SequenceEqual(outputs[i].Shape))
                return $"output '{session.Outputs[i].Name}' has shape {TensorShape.Describe(output.Shape)} where the CPU gives {TensorShape.Describe(outputs[i].Shape)}";
            if (OutputComparison.Difference(outputs[i].Type, outputs[i].Data, Bytes(output), precision) is { } difference)
                return $"output '{session.Outputs[i].Name}' {difference}";
        }

        return null;
    }

    private static ReadOnlySpan<byte> Bytes(OutputTensor output) => output.Spec.ElementType switch
    {
        TensorElementType.Float32 => MemoryMarshal.AsBytes(output.AsSpan<float>()),
        TensorElementType.Float64 => MemoryMarshal.AsBytes(output.AsSpan<double>()),
        TensorElementType.Float16 => MemoryMarshal.AsBytes(output.AsSpan<Half>()),
        TensorElementType.UInt8 => output.AsSpan<byte>(),
        TensorElementType.Int8 => MemoryMarshal.AsBytes(output.AsSpan<sbyte>()),
        TensorElementType.UInt16 or TensorElementType.BFloat16 => MemoryMarshal.AsBytes(output.AsSpan<ushort>()),
        TensorElementType.Int16 => MemoryMarshal.AsBytes(output.AsSpan<short>()),
        TensorElementType.Int32 => MemoryMarshal.AsBytes(output.AsSpan<int>()),
        TensorElementType.UInt32 => MemoryMarshal.AsBytes(output.AsSpan<uint>()),
        TensorElementType.Int64 => MemoryMarshal.AsBytes(output.AsSpan<long>()),
        TensorElementType.UInt64 => MemoryMarshal.AsBytes(output.AsSpan<ulong>()),
        _ => MemoryMarshal.AsBytes(output.AsSpan<bool>()),
    };
}
