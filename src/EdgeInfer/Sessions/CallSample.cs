namespace EdgeInfer.Sessions;

/// <summary>The inputs of one real call and the outputs that it gave, to make the same call elsewhere.</summary>
internal sealed class CallSample
{
    private readonly SampleTensor[] _inputs;
    private readonly SampleTensor[] _outputs;

    private CallSample(SampleTensor[] inputs, SampleTensor[] outputs) => (_inputs, _outputs) = (inputs, outputs);

    /// <param name="call">Buffers that have just been run.</param>
    /// <returns>Null where an input was lent by the caller, or a tensor is no plain memory.</returns>
    public static unsafe CallSample? Capture(IoBuffers call)
    {
        ModelSession session = call.Session;
        var inputs = new SampleTensor[session.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (call.OurInput(i) is not { } tensor || tensor.ByteCount > Array.MaxLength) return null;
            inputs[i] = new SampleTensor(tensor.Shape.ToArray(), new ReadOnlySpan<byte>(tensor.Memory, (int)tensor.ByteCount).ToArray());
        }

        var outputs = new SampleTensor[session.Outputs.Count];
        for (int i = 0; i < outputs.Length; i++)
        {
            if (!session.Outputs[i].ElementType.IsPlainMemory()) return null;
            outputs[i] = new SampleTensor(call.OutputShape(i).ToArray(), call.OutputBytes(i).ToArray());
        }

        return new CallSample(inputs, outputs);
    }

    /// <summary>Makes the call with other buffers.</summary>
    /// <exception cref="Microsoft.ML.OnnxRuntime.OnnxRuntimeException">It failed; nobody is asked to take over.</exception>
    public unsafe void Run(IoBuffers buffers, CancellationToken cancellationToken)
    {
        for (int i = 0; i < _inputs.Length; i++)
        {
            buffers.Reshape(i, _inputs[i].Shape);
            BoundTensor tensor = buffers.OurInput(i)!;
            _inputs[i].Data.CopyTo(new Span<byte>(tensor.Memory, checked((int)tensor.ByteCount)));
        }

        buffers.RunHere(cancellationToken);
    }

    /// <returns>In words, which output of the call made again differs, and how; null where none does.</returns>
    public string? Difference(IoBuffers buffers, TrialPrecision precision)
    {
        for (int i = 0; i < _outputs.Length; i++)
        {
            TensorSpec spec = buffers.Session.Outputs[i];
            if (!buffers.OutputShape(i).SequenceEqual(_outputs[i].Shape))
                return $"output '{spec.Name}' has the shape {TensorShape.Describe(buffers.OutputShape(i))} where the CPU gives {TensorShape.Describe(_outputs[i].Shape)}";
            if (OutputComparison.Difference(spec.ElementType, _outputs[i].Data, buffers.OutputBytes(i), precision) is { } difference)
                return $"output '{spec.Name}' {difference}";
        }

        return null;
    }

    private sealed record SampleTensor(long[] Shape, byte[] Data);
}
