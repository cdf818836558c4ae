using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

internal sealed partial class IoBuffers
{
    private readonly BoundTensor?[] _outputs;
    private readonly OutputBinding[] _outputBindings;
    private readonly OrtValue?[] _runtimeOutputs;
    private IDisposable? _runtimeOutputsOwner;

    /// <summary>Who provides an output's memory.</summary>
    private enum OutputBinding : byte
    {
        /// <summary>We do: the model fixes the shape.</summary>
        Fixed,

        /// <summary>We do: the shape seen for the present input shapes.</summary>
        Learnt,

        /// <summary>The runtime does, until a run has shown the shape.</summary>
        Unknown,

        /// <summary>The runtime does, for good: the shape changes with the data, or there is no plain memory (strings, sequences).</summary>
        Runtime,
    }

    public unsafe ReadOnlySpan<T> OutputSpan<T>(int index) where T : unmanaged
    {
        TensorSpec spec = _session.Outputs[index];
        if (!spec.ElementType.IsReadableAs<T>())
            throw new ModelMismatchException($"Output '{spec.Name}' of {_session.Name} is {spec.Describe()} and cannot be read as {typeof(T).Name}.", _session.Name);
        if (_runtimeOutputs[index] is { } value) return MemoryMarshal.Cast<byte, T>(value.GetTensorMutableRawData());
        BoundTensor tensor = _outputs[index]!;
        return new ReadOnlySpan<T>(tensor.Memory, checked((int)tensor.ElementCount));
    }

    /// <summary>The elements of an output of plain memory, whatever their type.</summary>
    public unsafe ReadOnlySpan<byte> OutputBytes(int index)
    {
        if (_runtimeOutputs[index] is { } value) return value.GetTensorMutableRawData();
        BoundTensor tensor = _outputs[index]!;
        return new ReadOnlySpan<byte>(tensor.Memory, checked((int)tensor.ByteCount));
    }

    public ReadOnlySpan<long> OutputShape(int index)
    {
        if (_runtimeOutputs[index] is not { } value) return _outputs[index]!.Shape;
        if (value.IsTensor) return value.GetTensorTypeAndShape().Shape;
        TensorSpec spec = _session.Outputs[index];
        throw new ModelMismatchException($"Output '{spec.Name}' of {_session.Name} is {spec.Describe()}, which has no shape; use GetValue.", _session.Name);
    }

    public OrtValue OutputValue(int index) => _runtimeOutputs[index] ?? _outputs[index]!.Value!;

    private void BindOutputs()
    {
        for (int i = 0; i < _outputs.Length; i++)
        {
            TensorSpec spec = _session.Outputs[i];
            if (spec.ElementType.IsPlainMemory()) _outputs[i] ??= new BoundTensor(spec.ElementType);
            if (!CanBeOurs(spec)) LeaveToRuntime(i, OutputBinding.Runtime);
            else if (spec.IsStatic) BindToOurMemory(i, spec.DimensionSpan, OutputBinding.Fixed);
            else LeaveToRuntime(i, OutputBinding.Unknown);
        }
    }

    private bool CanBeOurs(TensorSpec spec)
    {
        if (!spec.ElementType.IsPlainMemory()) return false;
        foreach (TensorSpec input in _session.Inputs)
        {
            // An output that is an input unchanged is handed through by reference; bound memory would stay unwritten.
            if (input.Name == spec.Name) return false;
        }

        return _inPlace || spec.FollowsFrom(_session.Inputs);
    }

    private bool IsOurs(int index) => _outputBindings[index] is OutputBinding.Fixed or OutputBinding.Learnt;

    private bool IsAnyOutputOurs()
    {
        for (int i = 0; i < _outputs.Length; i++)
        {
            if (IsOurs(i)) return true;
        }

        return false;
    }

    private bool AreAllOutputsOurs()
    {
        for (int i = 0; i < _outputs.Length; i++)
        {
            if (!IsOurs(i)) return false;
        }

        return true;
    }

    private void BindToOurMemory(int index, ReadOnlySpan<long> shape, OutputBinding binding)
    {
        _outputs[index]!.SetShape(shape);
        Rebind(index);
        _outputBindings[index] = binding;
    }

    private void LeaveToRuntime(int index, OutputBinding binding)
    {
        _binding.BindOutputToDevice(_session.Outputs[index].Name, OrtMemoryInfo.DefaultInstance);
        _outputBindings[index] = binding;
    }

    private void Rebind(int index) => _binding.BindOutput(_session.Outputs[index].Name, _outputs[index]!.Value!);

    private void LeaveAllToRuntime()
    {
        for (int i = 0; i < _outputs.Length; i++) LeaveToRuntime(i, _outputBindings[i]);
    }

    private void RebindOurs()
    {
        for (int i = 0; i < _outputs.Length; i++)
        {
            if (IsOurs(i)) Rebind(i);
        }
    }

    private void ForgetLearntShapes()
    {
        for (int i = 0; i < _outputs.Length; i++)
        {
            if (_outputBindings[i] == OutputBinding.Learnt) LeaveToRuntime(i, OutputBinding.Unknown);
        }

        _inputShapesChanged = false;
    }

    /// <param name="leftToRuntime">Whether this run was given none of our memory, because a run with it had failed.</param>
    private void CollectRuntimeOutputs(bool leftToRuntime)
    {
        if (!leftToRuntime && AreAllOutputsOurs()) return;
        IDisposableReadOnlyCollection<OrtValue> values = _binding.GetOutputValues();
        _runtimeOutputsOwner = values;
        AssertInOrder(values);
        for (int i = 0; i < _outputs.Length; i++)
        {
            if (IsOurs(i) && !leftToRuntime) continue;
            OrtValue value = values.ElementAt(i);
            _runtimeOutputs[i] = value;
            if (_outputBindings[i] == OutputBinding.Runtime || !value.IsTensor) continue;

            // What is bound here serves the next run; this run's result stays where the runtime put it.
            long[] shape = value.GetTensorTypeAndShape().Shape;
            if (_outputBindings[i] == OutputBinding.Unknown) BindToOurMemory(i, shape, OutputBinding.Learnt);
            else if (_outputs[i]!.Shape.SequenceEqual(shape)) Rebind(i);
            else _outputBindings[i] = OutputBinding.Runtime;
        }
    }

    private void ReleaseRuntimeOutputs()
    {
        if (_runtimeOutputsOwner is null) return;
        Array.Clear(_runtimeOutputs);
        _runtimeOutputsOwner.Dispose();
        _runtimeOutputsOwner = null;
        // The binding still holds the last results and would have the next run write into them, whatever their shape.
        for (int i = 0; i < _outputs.Length; i++)
        {
            if (!IsOurs(i)) LeaveToRuntime(i, _outputBindings[i]);
        }
    }
}
