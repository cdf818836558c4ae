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
/// allocate nothing. ONNX Runtime refuses to write a result of another shape into bound memory, so an output whose
/// shape depends on the data (NonZero, in-graph NMS), or differs from what the model declares, is found out, left to the
/// runtime from then on, and never misread.
/// <para>
/// A provider with memory of its own differs in two ways. It copies an input when that is bound, not when it runs, so
/// inputs are bound anew for every run. And results are copied out comparing element counts only, so there an output is
/// bound to our memory only where its shape follows from the model's declaration and the input shapes.
/// </para>
/// </remarks>
internal sealed partial class IoBuffers : IDisposable
{
    private readonly ModelSession _session;
    private readonly bool _inPlace;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _runOptions = new();

    public IoBuffers(ModelSession session, InferenceSession inner)
    {
        _session = session;
        _inPlace = session.Provider.Provider.UsesHostMemory;
        _inputs = new BoundTensor?[session.Inputs.Count];
        _inputSources = new InputSource[_inputs.Length];
        _lentInputs = new OrtValue?[_inputs.Length];
        _ownsLentInput = new bool[_inputs.Length];
        _inputStale = new bool[_inputs.Length];
        _outputs = new BoundTensor?[session.Outputs.Count];
        _outputBindings = new OutputBinding[_outputs.Length];
        _runtimeOutputs = new OrtValue?[_outputs.Length];
        _binding = inner.CreateIoBinding();
        try
        {
            CreateInputs();
            CreateOutputs();
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

    public void BeginLease() => HasRun = false;

    /// <summary>Makes every <see cref="IoBinding"/> on this lease useless.</summary>
    public void Revoke() => Version++;

    /// <summary>Lets go of whatever belonged to the lease: results in the runtime's memory, values lent by the caller.</summary>
    public void EndLease()
    {
        ReleaseRuntimeOutputs();
        ForgetInputs();
    }

    public void Run(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        RequireAllInputs();
        HasRun = false;
        ReleaseRuntimeOutputs();
        if (_inputShapesChanged) ForgetLearntShapes();

        bool leftToRuntime = false;
        try
        {
            try
            {
                RunOnce(cancellationToken);
            }
            catch (OnnxRuntimeException) when (IsAnyOutputOurs())
            {
                // Either the input is bad, and fails again, or an output came out in another shape than it was bound with.
                leftToRuntime = true;
                LeaveAllToRuntime();
                RunOnce(cancellationToken);
            }
        }
        catch (Exception e)
        {
            if (leftToRuntime) RebindOurs();
            if (e is not OnnxRuntimeException error) throw;
            throw new InferenceException(
                $"{_session.Name} failed on provider {_session.Provider.Name}: {OnnxRuntimeError.Describe(error)}", _session.Name, error);
        }

        CollectRuntimeOutputs(leftToRuntime);
        HasRun = true;
    }

    public void Dispose()
    {
        ReleaseRuntimeOutputs();
        // What the binding holds may lie on the device.
        _session.Gate.Enter(CancellationToken.None);
        try
        {
            _binding.Dispose();
        }
        finally
        {
            _session.Gate.Exit();
        }

        _runOptions.Dispose();
        DisposeInputs();
        foreach (BoundTensor? tensor in _outputs) tensor?.Dispose();
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
                BindInputs();
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

    [Conditional("DEBUG")]
    private void AssertInOrder(IDisposableReadOnlyCollection<OrtValue> values) =>
        Debug.Assert(values.Count == _outputs.Length, "outputs were bound in the model's order");
}
