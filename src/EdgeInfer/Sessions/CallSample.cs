namespace EdgeInfer.Sessions;

/// <summary>The inputs of one real call and the outputs that it gave, to make the same call elsewhere.</summary>
internal sealed class CallSample
{
    private readonly SampleTensor[] _inputs;
    private readonly TrialReference _outputs;

    private CallSample(SampleTensor[] inputs, TrialReference outputs) => (_inputs, _outputs) = (inputs, outputs);

    /// <param name="call">Buffers that have just been run.</param>
    /// <param name="precision">How much of a difference will be rounding.</param>
    /// <returns>Null where an input was lent by the caller, or a tensor is no plain memory.</returns>
    public static unsafe CallSample? Capture(IoBuffers call, TrialPrecision precision)
    {
        ModelSession session = call.Session;
        var inputs = new SampleTensor[session.Inputs.Count];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (call.OurInput(i) is not { } tensor || tensor.ByteCount > Array.MaxLength) return null;
            inputs[i] = new SampleTensor(tensor.Shape.ToArray(), new ReadOnlySpan<byte>(tensor.Memory, (int)tensor.ByteCount).ToArray());
        }

        foreach (TensorSpec output in session.Outputs)
        {
            if (!output.ElementType.IsPlainMemory()) return null;
        }

        return new CallSample(inputs, TrialReference.Capture(call, precision));
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

    /// <inheritdoc cref="TrialReference.Difference"/>
    public string? Difference(IoBuffers buffers) => _outputs.Difference(buffers);

    private sealed record SampleTensor(long[] Shape, byte[] Data);
}
