using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>An output of a rented <see cref="IoBinding"/> after a run: the memory ONNX Runtime wrote, read in place.</summary>
/// <remarks>
/// Valid until the next run of the binding or its dispose; every member throws <see cref="ObjectDisposedException"/> after
/// the latter.
/// </remarks>
public readonly ref struct OutputTensor
{
    private readonly IoBinding _lease;
    private readonly int _index;

    internal OutputTensor(IoBinding lease, int index) => (_lease, _index) = (lease, index);

    /// <summary>What the model declares about this output.</summary>
    public TensorSpec Spec => _lease.LiveAfterRun().Session.Outputs[_index];

    /// <summary>Shape of this result, every size known.</summary>
    /// <exception cref="ModelMismatchException">Not a tensor.</exception>
    public ReadOnlySpan<long> Shape => _lease.LiveAfterRun().OutputShape(_index);

    /// <summary>The elements, row-major.</summary>
    /// <typeparam name="T">The .NET type of <see cref="TensorSpec.ElementType"/>, as documented there.</typeparam>
    /// <exception cref="ModelMismatchException"><typeparamref name="T"/> is not the element type.</exception>
    public ReadOnlySpan<T> AsSpan<T>() where T : unmanaged => _lease.LiveAfterRun().OutputSpan<T>(_index);

    /// <summary>The elements of a string output, row-major. Allocates.</summary>
    /// <exception cref="ModelMismatchException">Not a string output.</exception>
    public string[] GetStrings() => Spec.ElementType == TensorElementType.String
        ? _lease.LiveAfterRun().OutputValue(_index).GetStringTensorAsArray()
        : throw new ModelMismatchException($"Output '{Spec.Name}' of {_lease.LiveAfterRun().Session.Name} is {Spec.Describe()}, not strings.", _lease.LiveAfterRun().Session.Name);

    /// <summary>Escape hatch: ONNX Runtime's own value (needed for sequences and maps). Belongs to the binding; do not dispose it.</summary>
    public OrtValue GetValue() => _lease.LiveAfterRun().OutputValue(_index);
}
