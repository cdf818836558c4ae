using EdgeInfer.Providers;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>A model loaded on an execution provider, ready to run.</summary>
/// <remarks>
/// Thread-safe: any number of callers rent an <see cref="IoBinding"/> each. Where the provider cannot run two
/// inferences at once, calls wait for each other. Dispose frees the model as soon as the last binding rented is given
/// back; renting afterwards throws.
/// </remarks>
public sealed partial class ModelSession : IDisposable
{
    private readonly Lock _poolLock = new();
    private readonly IoBuffers[] _pool;
    private int _pooled;
    private int _rented;
    private bool _disposed;

    private ModelSession(InferenceSession inner, string name, long sizeBytes, ProviderChoice provider, ModelSessionOptions options)
    {
        Inner = inner;
        Name = name;
        SizeBytes = sizeBytes;
        Provider = provider;
        Gate = new RunGate(provider.Provider.Concurrency);
        _pool = new IoBuffers[options.MaxPooledBindings];
        Inputs = ModelSignature.Read(inner.InputNames, inner.InputMetadata);
        Outputs = ModelSignature.Read(inner.OutputNames, inner.OutputMetadata);
        Metadata = ModelSignature.ReadMetadata(inner.ModelMetadata);
    }

    /// <summary>File name of the model, or the name given with its bytes; used in messages.</summary>
    public string Name { get; }

    /// <summary>Full path of the model file; null where the model came from memory.</summary>
    public string? Path { get; private init; }

    /// <summary>Size of the model file, external data not included.</summary>
    public long SizeBytes { get; }

    /// <summary>The model's inputs in its own order; initialisers that could be overridden are not among them.</summary>
    public IReadOnlyList<TensorSpec> Inputs { get; }

    /// <summary>The model's outputs in its own order.</summary>
    public IReadOnlyList<TensorSpec> Outputs { get; }

    /// <summary>What the model file says of its origin.</summary>
    public ModelMetadata Metadata { get; }

    /// <summary>What runs the model, and every provider that was considered.</summary>
    public ProviderChoice Provider { get; }

    /// <summary>Which provider runs which node; null unless loaded with <see cref="ModelSessionOptions.RecordPlacement"/>.</summary>
    public ModelPlacement? Placement { get; private init; }

    /// <summary>Escape hatch: ONNX Runtime's own session. Belongs to this object; do not dispose it.</summary>
    public InferenceSession Inner { get; }

    internal RunGate Gate { get; }

    /// <summary>Rents buffers to run the model with.</summary>
    /// <exception cref="ObjectDisposedException">The session has been disposed.</exception>
    public IoBinding Rent()
    {
        IoBuffers? buffers = null;
        lock (_poolLock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _rented++;
            if (_pooled > 0) buffers = _pool[--_pooled];
        }

        if (buffers is null)
        {
            try
            {
                buffers = new IoBuffers(this, Inner);
            }
            catch
            {
                LeaveAndFreeIfLast();
                throw;
            }
        }

        buffers.BeginLease();
        return new IoBinding(buffers);
    }

    /// <summary>Frees the model, at the latest when the last rented binding is given back. A second call does nothing.</summary>
    public void Dispose()
    {
        int pooled;
        lock (_poolLock)
        {
            if (_disposed) return;
            _disposed = true;
            pooled = _pooled;
            _pooled = 0;
            // Counts as a lease, so that nobody frees the model before its buffers are gone.
            _rented++;
        }

        for (int i = 0; i < pooled; i++) _pool[i].Dispose();
        LeaveAndFreeIfLast();
    }

    internal void Return(IoBuffers buffers, int version)
    {
        lock (_poolLock)
        {
            // A lease given back twice, perhaps through a copy of the struct.
            if (buffers.Version != version) return;
            buffers.Revoke();
        }

        buffers.EndLease();
        lock (_poolLock)
        {
            if (!_disposed && _pooled < _pool.Length)
            {
                _pool[_pooled++] = buffers;
                _rented--;
                return;
            }
        }

        buffers.Dispose();
        LeaveAndFreeIfLast();
    }

    internal static int IndexOf(IReadOnlyList<TensorSpec> specs, string name, string kind)
    {
        ArgumentNullException.ThrowIfNull(name);
        for (int i = 0; i < specs.Count; i++)
        {
            if (specs[i].Name == name) return i;
        }

        throw new ArgumentException($"The model has no {kind} '{name}'; it has {string.Join(", ", specs.Select(static s => $"'{s.Name}'"))}.", nameof(name));
    }

    private void LeaveAndFreeIfLast()
    {
        bool free;
        lock (_poolLock) free = --_rented == 0 && _disposed;
        if (free) Free();
    }

    private void Free()
    {
        // Creating and destroying sessions is as exclusive as running them on such providers.
        Gate.Enter(CancellationToken.None);
        try
        {
            Inner.Dispose();
        }
        finally
        {
            Gate.Exit();
        }

        Gate.Dispose();
    }
}
