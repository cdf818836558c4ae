using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>
/// One caller's set of bound inputs and outputs on a session. Pooled by <see cref="ModelSession"/> and handed out as
/// <see cref="IoBinding"/>; used by one thread at a time.
/// </summary>
/// <remarks>
/// Outputs whose shape the model fixes are bound to our memory from the start. Other outputs are first left to ONNX
/// Runtime; once a run has shown their shape for these input shapes, they are bound to our memory too, and later runs
/// allocate nothing. ONNX Runtime checks the shape of bound outputs on every run, so an output whose shape depends on
/// the data (NonZero, in-graph NMS) is found out, left to the runtime from then on, and never misread.
/// </remarks>
internal sealed class IoBuffers : IDisposable
{
    private readonly ModelSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _runOptions = new();
    private readonly BoundTensor?[] _inputs;
    private readonly OrtValue?[] _ownedInputs;
    private readonly bool[] _inputReady;
    private readonly BoundTensor?[] _outputs;
    private readonly OutputBinding[] _outputBindings;
    private readonly OrtValue?[] _runtimeOutputs;
    private IDisposable? _runtimeOutputsOwner;
    private bool _shapesChanged;

    public IoBuffers(ModelSession session, InferenceSession inner)
    {
        _session = session;
        _binding = inner.CreateIoBinding();
        _inputs = new BoundTensor?[session.Inputs.Count];
        _ownedInputs = new OrtValue?[_inputs.Length];
        _inputReady = new bool[_inputs.Length];
        _outputs = new BoundTensor?[session.Outputs.Count];
        _outputBindings = new OutputBinding[_outputs.Length];
        _runtimeOutputs = new OrtValue?[_outputs.Length];
        try
        {
            for (int i = 0; i < _inputs.Length; i++)
            {
                TensorSpec spec = session.Inputs[i];
                if (spec.ElementType.SizeInBits() == 0) continue;
                _inputs[i] = new BoundTensor(spec.ElementType);
                if (spec.IsStatic) Reshape(i, spec.DimensionSpan);
            }

            for (int i = 0; i < _outputs.Length; i++)
            {
                TensorSpec spec = session.Outputs[i];
                if (spec.ElementType.SizeInBits() > 0) _outputs[i] = new BoundTensor(spec.ElementType);
                if (_outputs[i] is not null && spec.IsStatic) BindToOwnMemory(i, spec.DimensionSpan, OutputBinding.Fixed);
                else LeaveToRuntime(i, _outputs[i] is null ? OutputBinding.DataDependent : OutputBinding.Unknown);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Increases with every lease, so that an <see cref="IoBinding"/> used after its return is found out.</summary>
    public int Version { get; private set; }

    public ModelSession Session => _session;

    public bool HasRun { get; private set; }

    public BoundTensor? Input(int index) => _inputs[index];

    public void BeginLease() => HasRun = false;

    public void EndLease()
    {
        Version++;
        ReleaseRuntimeOutputs();
        for (int i = 0; i < _ownedInputs.Length; i++)
        {
            if (_ownedInputs[i] is null) continue;
            _ownedInputs[i]!.Dispose();
            _ownedInputs[i] = null;
            _inputReady[i] = false;
        }
    }

    public void Reshape(int index, ReadOnlySpan<long> shape)
    {
        TensorSpec spec = _session.Inputs[index];
        if (_inputs[index] is not { } tensor) throw NotAddressable(spec);
        if (!spec.Accepts(shape))
        {
            throw new ModelMismatchException(
                $"Input '{spec.Name}' of {_session.Name}: expected {spec.Describe()}, got the shape {TensorShape.Describe(shape)}.", _session.Name);
        }

        if (tensor.SetShape(shape))
        {
            _shapesChanged = true;
            _inputReady[index] = false;
        }

        if (_inputReady[index]) return;
        _binding.BindInput(spec.Name, tensor.Value);
        _inputReady[index] = true;
    }

    public void SetStrings(int index, ReadOnlySpan<string> values, ReadOnlySpan<long> shape)
    {
        TensorSpec spec = _session.Inputs[index];
        if (spec.ElementType != TensorElementType.String)
            throw new ModelMismatchException($"Input '{spec.Name}' of {_session.Name}: expected {spec.Describe()}, got strings.", _session.Name);
        if (!spec.Accepts(shape) || TensorShape.ElementCount(shape) != values.Length)
        {
            throw new ModelMismatchException(
                $"Input '{spec.Name}' of {_session.Name}: expected {spec.Describe()}, got {values.Length} strings in the shape {TensorShape.Describe(shape)}.", _session.Name);
        }

        OrtValue tensor = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape.ToArray());
        for (int i = 0; i < values.Length; i++) tensor.StringTensorSetElementAt(values[i].AsSpan(), i);
        SetValue(index, tensor, owned: true);
    }

    public void SetValue(int index, OrtValue value, bool owned)
    {
        _ownedInputs[index]?.Dispose();
        _ownedInputs[index] = owned ? value : null;
        _binding.BindInput(_session.Inputs[index].Name, value);
        _inputReady[index] = true;
        // The shape of a caller's value is not ours to track: what was learnt about output shapes may not hold.
        _shapesChanged = true;
    }

    public void Run(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        for (int i = 0; i < _inputReady.Length; i++)
        {
            if (!_inputReady[i]) throw NotSet(_session.Inputs[i]);
        }

        HasRun = false;
        ReleaseRuntimeOutputs();
        if (_shapesChanged) ForgetLearntShapes();

        try
        {
            RunAndLearn(cancellationToken);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InferenceException(
                $"{_session.Name} failed on provider {_session.Provider.Name}: {OnnxRuntimeError.Describe(e)}", _session.Name, e);
        }

        CollectRuntimeOutputs();
        HasRun = true;
    }

    public unsafe ReadOnlySpan<T> OutputSpan<T>(int index) where T : unmanaged
    {
        TensorSpec spec = _session.Outputs[index];
        if (!spec.ElementType.IsReadableAs<T>())
            throw new ModelMismatchException($"Output '{spec.Name}' of {_session.Name} is {spec.Describe()} and cannot be read as {typeof(T).Name}.", _session.Name);
        if (_runtimeOutputs[index] is { } value)
        {
            long count = TensorShape.ElementCount(OutputShape(index));
            Span<byte> raw = value.GetTensorMutableRawData();
            fixed (byte* memory = raw) return new ReadOnlySpan<T>(memory, spec.ElementType.SizeInBits() >= 8 ? checked((int)count) : raw.Length);
        }

        BoundTensor tensor = _outputs[index]!;
        return new ReadOnlySpan<T>(tensor.Memory, checked((int)(tensor.ByteCount / sizeof(T))));
    }

    public ReadOnlySpan<long> OutputShape(int index) =>
        _runtimeOutputs[index] is { } value ? value.GetTensorTypeAndShape().Shape : _outputs[index]!.Shape;

    public OrtValue OutputValue(int index) => _runtimeOutputs[index] ?? _outputs[index]!.Value!;

    public void Dispose()
    {
        ReleaseRuntimeOutputs();
        _binding.Dispose();
        _runOptions.Dispose();
        foreach (BoundTensor? tensor in _inputs) tensor?.Dispose();
        foreach (OrtValue? value in _ownedInputs) value?.Dispose();
        foreach (BoundTensor? tensor in _outputs) tensor?.Dispose();
    }

    private void RunAndLearn(CancellationToken cancellationToken)
    {
        bool learnt = HasBinding(OutputBinding.Learnt);
        try
        {
            RunOnce(cancellationToken);
        }
        catch (OnnxRuntimeException) when (learnt)
        {
            // Either the input is bad, and fails again, or an output came out in another shape than last time.
            SwapBinding(OutputBinding.Learnt, OutputBinding.Unknown);
            RunOnce(cancellationToken);
            SwapBinding(OutputBinding.Unknown, OutputBinding.DataDependent);
        }
    }

    private void RunOnce(CancellationToken cancellationToken)
    {
        try
        {
            using CancellationTokenRegistration registration =
                cancellationToken.UnsafeRegister(static state => ((RunOptions)state!).Terminate = true, _runOptions);
            _session.Gate.Enter(cancellationToken);
            try
            {
                _session.Inner.RunWithBinding(_runOptions, _binding);
            }
            finally
            {
                _session.Gate.Exit();
            }
        }
        catch (OnnxRuntimeException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException($"Inference on {_session.Name} was cancelled.", e, cancellationToken);
        }
        finally
        {
            // Disposing the registration waited for a callback under way, so nothing sets it again.
            if (cancellationToken.CanBeCanceled) _runOptions.Terminate = false;
        }
    }

    private void CollectRuntimeOutputs()
    {
        if (!HasBinding(OutputBinding.Unknown) && !HasBinding(OutputBinding.DataDependent)) return;
        IDisposableReadOnlyCollection<OrtValue> values = _binding.GetOutputValues();
        _runtimeOutputsOwner = values;
        Debug.Assert(values.Count == _outputs.Length, "outputs were bound in the model's order");
        for (int i = 0; i < _outputs.Length; i++)
        {
            if (_outputBindings[i] is OutputBinding.Fixed or OutputBinding.Learnt) continue;
            OrtValue value = values.ElementAt(i);
            _runtimeOutputs[i] = value;
            if (_outputBindings[i] != OutputBinding.Unknown || !value.IsTensor) continue;
            // For the next run; this run's result stays where the runtime put it.
            BindToOwnMemory(i, value.GetTensorTypeAndShape().Shape, OutputBinding.Learnt);
        }
    }

    private void ReleaseRuntimeOutputs()
    {
        if (_runtimeOutputsOwner is null) return;
        Array.Clear(_runtimeOutputs);
        _runtimeOutputsOwner.Dispose();
        _runtimeOutputsOwner = null;
    }

    private void ForgetLearntShapes()
    {
        SwapBinding(OutputBinding.Learnt, OutputBinding.Unknown);
        _shapesChanged = false;
    }

    private bool HasBinding(OutputBinding binding) => Array.IndexOf(_outputBindings, binding) >= 0;

    private void SwapBinding(OutputBinding from, OutputBinding to)
    {
        for (int i = 0; i < _outputBindings.Length; i++)
        {
            if (_outputBindings[i] == from) LeaveToRuntime(i, to);
        }
    }

    private void BindToOwnMemory(int index, ReadOnlySpan<long> shape, OutputBinding binding)
    {
        BoundTensor tensor = _outputs[index]!;
        tensor.SetShape(shape);
        _binding.BindOutput(_session.Outputs[index].Name, tensor.Value);
        _outputBindings[index] = binding;
    }

    private void LeaveToRuntime(int index, OutputBinding binding)
    {
        _binding.BindOutputToDevice(_session.Outputs[index].Name, OrtMemoryInfo.DefaultInstance);
        _outputBindings[index] = binding;
    }

    private InvalidOperationException NotSet(TensorSpec spec) => new(
        spec.IsTensor
            ? $"Input '{spec.Name}' of {_session.Name} ({spec.Describe()}) has free sizes or strings: give it a shape with Reshape, or SetStrings, before Run."
            : $"Input '{spec.Name}' of {_session.Name} is a {spec.Describe()}: give it an OrtValue with SetValue before Run.");

    private ModelMismatchException NotAddressable(TensorSpec spec) =>
        new($"Input '{spec.Name}' of {_session.Name} is {spec.Describe()}: it has no fixed element size; use SetStrings or SetValue.", _session.Name);

    /// <summary>Who provides an output's memory.</summary>
    private enum OutputBinding : byte
    {
        /// <summary>We do: the model fixes the shape.</summary>
        Fixed,

        /// <summary>The runtime does, until a run has shown the shape.</summary>
        Unknown,

        /// <summary>We do: the shape seen for the present input shapes.</summary>
        Learnt,

        /// <summary>The runtime does, for good: the shape changes with the data, or there is no plain memory (strings, sequences).</summary>
        DataDependent,
    }
}
