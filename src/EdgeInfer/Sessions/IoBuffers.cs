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
    private readonly RunOptions _runOptions = new();
    private LoadedModel _loaded;
    private bool _inPlace;
    private OrtIoBinding _binding;

    private IoBuffers(ModelSession session, LoadedModel loaded)
    {
        _session = session;
        _loaded = loaded;
        _inPlace = loaded.Choice.Provider.UsesHostMemory;
        _inputs = new BoundTensor?[session.Inputs.Count];
        _inputSources = new InputSource[_inputs.Length];
        _lentInputs = new OrtValue?[_inputs.Length];
        _ownsLentInput = new bool[_inputs.Length];
        _inputStale = new bool[_inputs.Length];
        _outputs = new BoundTensor?[session.Outputs.Count];
        _outputBindings = new OutputBinding[_outputs.Length];
        _runtimeOutputs = new OrtValue?[_outputs.Length];
        _binding = loaded.Inner.CreateIoBinding();
    }

    /// <summary>Increases with every lease, so that an <see cref="IoBinding"/> used after its return is found out.</summary>
    public int Version { get; private set; }

    public ModelSession Session => _session;

    /// <summary>What runs when these buffers are run.</summary>
    public LoadedModel Loaded => _loaded;

    public bool HasRun { get; private set; }

    /// <param name="session">The session that hands them out.</param>
    /// <param name="loaded">Entered already; left when the buffers are disposed, or cannot be created.</param>
    public static IoBuffers Create(ModelSession session, LoadedModel loaded)
    {
        IoBuffers? buffers = null;
        try
        {
            buffers = new IoBuffers(session, loaded);
            buffers.CreateInputs();
            buffers.BindOutputs();
            return buffers;
        }
        catch
        {
            if (buffers is not null) buffers.Dispose();
            else loaded.Leave();
            throw;
        }
    }

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
        try
        {
            RunHere(cancellationToken);
        }
        catch (OnnxRuntimeException error)
        {
            if (!RunElsewhere(error, cancellationToken)) throw Failure(error);
        }

        HasRun = true;
        if (_session.Upgrade is { WantsSample: true } upgrade) upgrade.Offer(this);
    }

    public void Dispose()
    {
        ReleaseRuntimeOutputs();
        ReleaseBinding();
        _runOptions.Dispose();
        DisposeInputs();
        foreach (BoundTensor? tensor in _outputs) tensor?.Dispose();
        _loaded.Leave();
    }

    /// <summary>Runs on the present provider and on no other.</summary>
    /// <exception cref="OnnxRuntimeException">It failed.</exception>
    public void RunHere(CancellationToken cancellationToken)
    {
        ReleaseRuntimeOutputs();
        if (_inputShapesChanged) ForgetLearntShapes();

        bool leftToRuntime = false;
        try
        {
            RunOnce(cancellationToken);
        }
        catch (OnnxRuntimeException) when (IsAnyOutputOurs())
        {
            // Either the input is bad, and fails again, or an output came out in another shape than it was bound with.
            leftToRuntime = true;
            LeaveAllToRuntime();
            try
            {
                RunOnce(cancellationToken);
            }
            catch
            {
                RebindOurs();
                throw;
            }
        }

        CollectRuntimeOutputs(leftToRuntime);
    }

    private void ReleaseBinding()
    {
        // What the binding holds may lie on the device.
        _loaded.Gate.Enter(CancellationToken.None);
        try
        {
            _binding.Dispose();
        }
        finally
        {
            _loaded.Gate.Exit();
        }
    }

    private void RunOnce(CancellationToken cancellationToken)
    {
        try
        {
            using CancellationTokenRegistration registration =
                cancellationToken.UnsafeRegister(static state => ((RunOptions)state!).Terminate = true, _runOptions);
            _loaded.Gate.Enter(cancellationToken);
            try
            {
                _session.InjectedFault?.Invoke(_loaded.Choice.Provider);
                BindInputs();
                _loaded.Inner.RunWithBinding(_runOptions, _binding);
            }
            finally
            {
                _loaded.Gate.Exit();
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
