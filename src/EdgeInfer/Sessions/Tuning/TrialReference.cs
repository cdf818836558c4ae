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

    /// <param name="buffers">They have just been run.</param>
    /// <param name="precision">How much of a difference will be rounding.</param>
    public static TrialReference Capture(IoBuffers buffers, TrialPrecision precision)
    {
        IReadOnlyList<TensorSpec> specs = buffers.Session.Outputs;
        var outputs = new ReferenceOutput[specs.Count];
        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = specs[i].ElementType.IsPlainMemory()
                ? new ReferenceOutput(specs[i].ElementType, buffers.OutputShape(i).ToArray(), buffers.OutputBytes(i).ToArray())
                : new ReferenceOutput(specs[i].ElementType, [], []);
        }

        return new TrialReference(outputs, precision);
    }

    /// <returns>In words, how the outputs of the last run differ by more than rounding; null where they do not.</returns>
    public string? Difference(IoBuffers buffers)
    {
        for (int i = 0; i < outputs.Count; i++)
        {
            if (outputs[i].Data.Length == 0) continue;
            string name = buffers.Session.Outputs[i].Name;
            if (!buffers.OutputShape(i).SequenceEqual(outputs[i].Shape))
                return $"output '{name}' has shape {TensorShape.Describe(buffers.OutputShape(i))} where the CPU gives {TensorShape.Describe(outputs[i].Shape)}";
            if (OutputComparison.Difference(outputs[i].Type, outputs[i].Data, buffers.OutputBytes(i), precision) is { } difference)
                return $"output '{name}' {difference}";
        }

        return null;
    }
}
