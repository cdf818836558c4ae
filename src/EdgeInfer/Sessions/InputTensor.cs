using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>An input of a rented <see cref="IoBinding"/>: the memory ONNX Runtime will read, written in place.</summary>
/// <remarks>
/// Valid until the binding is disposed; every member throws <see cref="ObjectDisposedException"/> afterwards. Used by one
/// thread at a time.
/// </remarks>
public readonly unsafe ref struct InputTensor
{
    private readonly IoBinding _lease;
    private readonly int _index;

    internal InputTensor(IoBinding lease, int index) => (_lease, _index) = (lease, index);

    /// <summary>What the model declares about this input.</summary>
    public TensorSpec Spec => _lease.Live().Session.Inputs[_index];

    /// <summary>Present shape of the memory to write to; empty before <see cref="Reshape"/> where the model leaves sizes free.</summary>
    public ReadOnlySpan<long> Shape => _lease.Live().OurInput(_index) is { } tensor ? tensor.Shape : default;

    /// <summary>Sets the sizes that the model leaves free, in every lease; a tensor of fixed shape needs no call.</summary>
    /// <param name="shape">One size an axis, equal to the model's wherever it fixes one.</param>
    /// <remarks>
    /// Allocates when the shape is another than these buffers had last. Spans taken before are no longer valid; the
    /// content is undefined. Takes the place of what <see cref="SetValue"/> has set.
    /// </remarks>
    /// <exception cref="ModelMismatchException">The shape does not fit the model, or this is no tensor of plain numbers.</exception>
    /// <exception cref="OutOfMemoryException">There is not so much memory; the tensor stays as it was.</exception>
    public void Reshape(params ReadOnlySpan<long> shape) => _lease.Live().Reshape(_index, shape);

    /// <summary>The elements, row-major, to be written.</summary>
    /// <typeparam name="T">The .NET type of <see cref="TensorSpec.ElementType"/>, as documented there.</typeparam>
    /// <exception cref="ModelMismatchException"><typeparamref name="T"/> is not the element type.</exception>
    /// <exception cref="InvalidOperationException">The model leaves sizes free and no shape was given in this lease, or <see cref="SetValue"/> was used.</exception>
    public Span<T> AsSpan<T>() where T : unmanaged
    {
        if (!Spec.ElementType.IsReadableAs<T>())
            throw new ModelMismatchException($"Input '{Spec.Name}' of {SessionName} is {Spec.Describe()} and cannot be written as {typeof(T).Name}.", SessionName);
        BoundTensor tensor = Shaped();
        return new Span<T>(tensor.Memory, checked((int)tensor.ElementCount));
    }

    /// <summary>The raw bytes of the elements, native byte order.</summary>
    /// <exception cref="InvalidOperationException">As for <see cref="AsSpan"/>, or this is no tensor of plain numbers.</exception>
    public Span<byte> AsBytes()
    {
        BoundTensor tensor = Shaped();
        return new Span<byte>(tensor.Memory, checked((int)tensor.ByteCount));
    }

    /// <summary>Fills a string input. Allocates: strings live inside the runtime.</summary>
    /// <param name="values">As many as the shape has elements, row-major.</param>
    /// <param name="shape">One size an axis.</param>
    /// <exception cref="ModelMismatchException">Not a string input, or the shape does not fit.</exception>
    public void SetStrings(ReadOnlySpan<string> values, params ReadOnlySpan<long> shape) => _lease.Live().SetStrings(_index, values, shape);

    /// <summary>
    /// Escape hatch: binds any ONNX Runtime value (a sequence, a map, a tensor on a device) for this lease. The caller
    /// keeps it alive until the lease ends or another value takes its place, and disposes it.
    /// </summary>
    public void SetValue(OrtValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _lease.Live().SetValue(_index, value);
    }

    private string SessionName => _lease.Live().Session.Name;

    private BoundTensor Shaped() => _lease.Live().OurInput(_index)
        ?? throw new InvalidOperationException($"Input '{Spec.Name}' of {SessionName} is {Spec.Describe()}: there is memory to write to after Reshape, and as long as no SetValue or SetStrings takes its place.");
}
