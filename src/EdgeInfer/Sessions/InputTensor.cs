using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>An input of a rented <see cref="IoBinding"/>: the memory ONNX Runtime will read, written in place.</summary>
/// <remarks>Valid until the binding is disposed. Used by one thread at a time.</remarks>
public readonly unsafe ref struct InputTensor
{
    private readonly IoBuffers _buffers;
    private readonly int _index;

    internal InputTensor(IoBuffers buffers, int index) => (_buffers, _index) = (buffers, index);

    /// <summary>What the model declares about this input.</summary>
    public TensorSpec Spec => _buffers.Session.Inputs[_index];

    /// <summary>Present shape; empty before <see cref="Reshape"/> where the model leaves sizes free.</summary>
    public ReadOnlySpan<long> Shape => _buffers.Input(_index) is { } tensor ? tensor.Shape : default;

    /// <summary>Sets the sizes that the model leaves free; a tensor of fixed shape needs no call.</summary>
    /// <param name="shape">One size an axis, equal to the model's wherever it fixes one.</param>
    /// <remarks>Allocates when the shape changes. Spans taken before are no longer valid; the content is undefined.</remarks>
    /// <exception cref="ModelMismatchException">The shape does not fit the model, or this is no tensor of plain numbers.</exception>
    public void Reshape(params ReadOnlySpan<long> shape) => _buffers.Reshape(_index, shape);

    /// <summary>The elements, row-major, to be written.</summary>
    /// <typeparam name="T">The .NET type of <see cref="TensorSpec.ElementType"/>, as documented there.</typeparam>
    /// <exception cref="ModelMismatchException"><typeparamref name="T"/> is not the element type.</exception>
    /// <exception cref="InvalidOperationException">The model leaves sizes free and no shape was given yet.</exception>
    public Span<T> AsSpan<T>() where T : unmanaged
    {
        if (!Spec.ElementType.IsReadableAs<T>())
            throw new ModelMismatchException($"Input '{Spec.Name}' of {_buffers.Session.Name} is {Spec.Describe()} and cannot be written as {typeof(T).Name}.", _buffers.Session.Name);
        BoundTensor tensor = Shaped();
        return new Span<T>(tensor.Memory, checked((int)(tensor.ByteCount / sizeof(T))));
    }

    /// <summary>The raw bytes of the elements, native byte order.</summary>
    /// <exception cref="InvalidOperationException">The model leaves sizes free and no shape was given yet, or this is no tensor of plain numbers.</exception>
    public Span<byte> AsBytes()
    {
        BoundTensor tensor = Shaped();
        return new Span<byte>(tensor.Memory, checked((int)tensor.ByteCount));
    }

    /// <summary>Fills a string input. Allocates: strings live inside the runtime.</summary>
    /// <param name="values">As many as the shape has elements, row-major.</param>
    /// <param name="shape">One size an axis.</param>
    /// <exception cref="ModelMismatchException">Not a string input, or the shape does not fit.</exception>
    public void SetStrings(ReadOnlySpan<string> values, params ReadOnlySpan<long> shape) => _buffers.SetStrings(_index, values, shape);

    /// <summary>
    /// Escape hatch: binds any ONNX Runtime value (a sequence, a map, a tensor on a device) for this lease. The caller
    /// keeps it alive until the run is over and disposes it.
    /// </summary>
    public void SetValue(OrtValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _buffers.SetValue(_index, value, owned: false);
    }

    private BoundTensor Shaped() => _buffers.Input(_index) is { Value: not null } tensor
        ? tensor
        : throw new InvalidOperationException($"Input '{Spec.Name}' of {_buffers.Session.Name} is {Spec.Describe()}: call Reshape (or SetStrings, SetValue) first.");
}
