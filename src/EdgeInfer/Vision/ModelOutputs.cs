using System.Buffers;
using System.Numerics.Tensors;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>What a model said about one picture: the picture's part of a batch, float16 as float32.</summary>
internal readonly ref struct ModelOutputs : IDisposable
{
    private readonly IoBinding _io;
    private readonly int _slot;
    private readonly int _slots;
    private readonly float[]?[]? _widened;

    /// <param name="session">The model.</param>
    /// <param name="io">Just run.</param>
    /// <param name="slot">The picture's place in the batch.</param>
    /// <param name="slots">Pictures in the batch.</param>
    /// <exception cref="ModelMismatchException">An output has no part for every picture of the batch.</exception>
    public ModelOutputs(ModelSession session, IoBinding io, int slot = 0, int slots = 1)
    {
        (_io, _slot, _slots) = (io, slot, slots);
        for (int i = 0; i < session.Outputs.Count; i++)
        {
            if (slots > 1) RequireBatch(session, io.Output(i), slots);
            if (session.Outputs[i].ElementType != TensorElementType.Float16) continue;
            _widened ??= Rows(session.Outputs.Count);
            ReadOnlySpan<Half> narrow = io.Output(i).AsSpan<Half>();
            float[] wide = ArrayPool<float>.Shared.Rent(narrow.Length);
            TensorPrimitives.ConvertToSingle(narrow, wide.AsSpan(0, narrow.Length));
            _widened[i] = wide;
        }
    }

    /// <summary>The picture's part of a float32 or float16 output.</summary>
    public ReadOnlySpan<float> Floats(int output)
    {
        if (_widened?[output] is not { } wide) return Part(_io.Output(output).AsSpan<float>());
        return Part<float>(wide.AsSpan(0, _io.Output(output).AsSpan<Half>().Length));
    }

    /// <summary>The picture's part of an output of another type.</summary>
    public ReadOnlySpan<T> Values<T>(int output) where T : unmanaged => Part(_io.Output(output).AsSpan<T>());

    /// <summary>Shape of the whole output; its first axis is the batch.</summary>
    public ReadOnlySpan<long> Shape(int output) => _io.Output(output).Shape;

    /// <summary>What the model says of an output: name, type.</summary>
    public TensorSpec Spec(int output) => _io.Output(output).Spec;

    public void Dispose()
    {
        if (_widened is null) return;
        foreach (float[]? wide in _widened)
        {
            if (wide is not null) ArrayPool<float>.Shared.Return(wide);
        }

        ArrayPool<float[]?>.Shared.Return(_widened, clearArray: true);
    }

    private ReadOnlySpan<T> Part<T>(ReadOnlySpan<T> batch)
    {
        int length = batch.Length / _slots;
        return batch.Slice(_slot * length, length);
    }

    private static float[]?[] Rows(int outputs)
    {
        float[]?[] rows = ArrayPool<float[]?>.Shared.Rent(outputs);
        rows.AsSpan().Clear();
        return rows;
    }

    private static void RequireBatch(ModelSession session, OutputTensor output, int slots)
    {
        if (output.Shape.Length > 0 && output.Shape[0] == slots) return;
        throw new ModelMismatchException(
            $"{session.Name} was given {slots} pictures at once, but its output '{output.Spec.Name}' is [{string.Join(',', output.Shape.ToArray())}]; give it one picture at a time.", session.Name);
    }
}
