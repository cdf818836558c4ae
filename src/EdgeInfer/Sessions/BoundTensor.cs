using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using OrtElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace EdgeInfer.Sessions;

/// <summary>A tensor in memory of our own that ONNX Runtime reads or writes in place.</summary>
internal sealed unsafe class BoundTensor : IDisposable
{
    private readonly NativeBuffer _buffer = new();
    private readonly TensorElementType _elementType;
    private long[] _shape = [];

    public BoundTensor(TensorElementType elementType)
    {
        Debug.Assert(elementType.IsPlainMemory(), "strings have no fixed size");
        _elementType = elementType;
    }

    /// <summary>ONNX Runtime's handle to the memory; null until a shape is set.</summary>
    public OrtValue? Value { get; private set; }

    public ReadOnlySpan<long> Shape => _shape;

    public void* Memory => _buffer.Memory;

    public long ElementCount { get; private set; }

    public long ByteCount { get; private set; }

    /// <returns>True where <see cref="Value"/> is a new one that must be bound again.</returns>
    /// <exception cref="OverflowException">The shape has more bytes than can be counted.</exception>
    /// <exception cref="OutOfMemoryException">The memory is not to be had; the tensor is as before.</exception>
    public bool SetShape(ReadOnlySpan<long> shape)
    {
        if (Value is not null && shape.SequenceEqual(_shape)) return false;
        long elements = TensorShape.ElementCount(shape);
        long bytes = _elementType.SizeInBytes(elements);
        long[] sizes = shape.ToArray();
        _buffer.EnsureCapacity(bytes);
        OrtValue value = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, (OrtElementType)(int)_elementType, sizes, (nint)_buffer.Memory, bytes);
        Value?.Dispose();
        (Value, _shape, ElementCount, ByteCount) = (value, sizes, elements, bytes);
        return true;
    }

    public void Dispose()
    {
        Value?.Dispose();
        Value = null;
        _buffer.Dispose();
    }
}
