using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

internal sealed partial class IoBuffers
{
    private readonly BoundTensor?[] _inputs;
    private readonly InputSource[] _inputSources;
    private readonly OrtValue?[] _lentInputs;
    private readonly bool[] _ownsLentInput;
    private readonly bool[] _inputStale;
    private bool _inputShapesChanged;

    /// <summary>Where an input's data comes from in this lease.</summary>
    private enum InputSource : byte
    {
        /// <summary>Not given yet.</summary>
        Missing,

        /// <summary>Our memory, in a shape that this lease has set or the model fixes.</summary>
        Ours,

        /// <summary>An <see cref="OrtValue"/> of the caller, or strings.</summary>
        Lent,
    }

    /// <returns>Our tensor of an input that was given a shape in this lease; null where there is none.</returns>
    public BoundTensor? OurInput(int index) => _inputSources[index] == InputSource.Ours ? _inputs[index] : null;

    public void Reshape(int index, ReadOnlySpan<long> shape)
    {
        TensorSpec spec = _session.Inputs[index];
        if (_inputs[index] is not { } tensor)
        {
            throw new ModelMismatchException(
                $"Input '{spec.Name}' of {_session.Name} is {spec.Describe()}, which has no plain memory to write to; use SetStrings or SetValue.", _session.Name);
        }

        if (!spec.Accepts(shape)) throw WrongShape(spec, shape);
        bool moved;
        try
        {
            moved = tensor.SetShape(shape);
        }
        catch (OverflowException)
        {
            throw WrongShape(spec, shape, ", which is larger than any memory");
        }

        if (moved)
        {
            _inputStale[index] = true;
            _inputShapesChanged = true;
        }

        ReturnLent(index);
        _inputSources[index] = InputSource.Ours;
    }

    public void SetStrings(int index, ReadOnlySpan<string> values, ReadOnlySpan<long> shape)
    {
        TensorSpec spec = _session.Inputs[index];
        if (spec.ElementType != TensorElementType.String)
            throw new ModelMismatchException($"Input '{spec.Name}' of {_session.Name}: expected {spec.Describe()}, got strings.", _session.Name);
        if (!spec.Accepts(shape)) throw WrongShape(spec, shape);
        if (!TensorShape.HasElementCount(shape, values.Length)) throw WrongShape(spec, shape, $" for {values.Length} strings");

        OrtValue tensor = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape.ToArray());
        try
        {
            for (int i = 0; i < values.Length; i++) tensor.StringTensorSetElementAt(values[i].AsSpan(), i);
        }
        catch
        {
            tensor.Dispose();
            throw;
        }

        Lend(index, tensor, owned: true);
    }

    public void SetValue(int index, OrtValue value) => Lend(index, value, owned: false);

    private void CreateInputs()
    {
        for (int i = 0; i < _inputs.Length; i++)
        {
            TensorSpec spec = _session.Inputs[i];
            _inputStale[i] = true;
            if (!spec.ElementType.IsPlainMemory()) continue;
            _inputs[i] = new BoundTensor(spec.ElementType);
            if (spec.IsStatic) Reshape(i, spec.DimensionSpan);
        }
    }

    private void Lend(int index, OrtValue value, bool owned)
    {
        ReturnLent(index);
        _lentInputs[index] = value;
        _ownsLentInput[index] = owned;
        _inputSources[index] = InputSource.Lent;
        _inputStale[index] = true;
        // The shape of a caller's value is not ours to track: what was learnt about output shapes may not hold.
        _inputShapesChanged = true;
    }

    private void ReturnLent(int index)
    {
        if (_lentInputs[index] is not { } lent) return;
        if (_ownsLentInput[index]) lent.Dispose();
        _lentInputs[index] = null;
        _inputStale[index] = true;
        _inputShapesChanged = true;
    }

    private void RequireAllInputs()
    {
        for (int i = 0; i < _inputSources.Length; i++)
        {
            if (_inputSources[i] != InputSource.Missing) continue;
            TensorSpec spec = _session.Inputs[i];
            throw new InvalidOperationException(
                $"Input '{spec.Name}' of {_session.Name} is missing: expected {spec.Describe()}; give it with {(_inputs[i] is null ? spec.ElementType == TensorElementType.String ? "SetStrings" : "SetValue" : "Reshape")} before Run.");
        }
    }

    /// <summary>Tells ONNX Runtime where the inputs lie; on a provider with its own memory this is what copies them there.</summary>
    private void BindInputs()
    {
        for (int i = 0; i < _inputs.Length; i++)
        {
            if (_inPlace && !_inputStale[i]) continue;
            _binding.BindInput(_session.Inputs[i].Name, _lentInputs[i] ?? _inputs[i]!.Value!);
            _inputStale[i] = false;
        }
    }

    private void ForgetInputs()
    {
        bool wasLent = false;
        for (int i = 0; i < _inputs.Length; i++)
        {
            wasLent |= _lentInputs[i] is not null;
            ReturnLent(i);
            // A shape that one caller set must not silently serve the next one.
            _inputSources[i] = _inputs[i] is not null && _session.Inputs[i].IsStatic ? InputSource.Ours : InputSource.Missing;
            if (_inputSources[i] == InputSource.Ours) Reshape(i, _session.Inputs[i].DimensionSpan);
        }

        if (!wasLent) return;
        // ONNX Runtime keeps a reference to what was bound; the caller's values are not kept alive past the lease.
        _loaded.Gate.Enter(CancellationToken.None);
        try
        {
            _binding.ClearBoundInputs();
        }
        finally
        {
            _loaded.Gate.Exit();
        }

        Array.Fill(_inputStale, true);
    }

    private void DisposeInputs()
    {
        for (int i = 0; i < _inputs.Length; i++)
        {
            ReturnLent(i);
            _inputs[i]?.Dispose();
        }
    }

    private ModelMismatchException WrongShape(TensorSpec spec, ReadOnlySpan<long> shape, string remark = "") => new(
        $"Input '{spec.Name}' of {_session.Name}: expected {spec.Describe()}, got the shape {TensorShape.Describe(shape)}{remark}.", _session.Name);
}
