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
    private readonly SessionLog _log;
    private volatile LoadedModel _current;
    private int _pooled;
    private volatile bool _disposed;

    private ModelSession(LoadedModel loaded, ModelLoader loader, ModelContent content, ModelSessionOptions options, SessionLog log)
    {
        _current = loaded;
        _log = log;
        _loader = loader.CandidateCount > 1 && (options.UpgradeInBackground || loaded.Rank + 1 < loader.CandidateCount) ? loader : null;
        _standbys = new LoadedModel?[loader.CandidateCount];
        _pool = new IoBuffers[options.MaxPooledBindings];
        InjectedFault = options.InjectedFault;
        Name = content.Name;
        Path = content.Path;
        SizeBytes = content.SizeBytes;
        InferenceSession inner = loaded.Inner;
        Inputs = ModelSignature.Read(inner.InputNames, inner.InputMetadata);
        Outputs = ModelSignature.Read(inner.OutputNames, inner.OutputMetadata);
        Metadata = ModelSignature.ReadMetadata(inner.ModelMetadata);
    }

    /// <summary>File name of the model, or the name given with its bytes; used in messages.</summary>
    public string Name { get; }

    /// <summary>Full path of the model file; null where the model came from memory.</summary>
    public string? Path { get; }

    /// <summary>Size of the model file, external data not included.</summary>
    public long SizeBytes { get; }

    /// <summary>The model's inputs in its own order; initialisers that could be overridden are not among them.</summary>
    public IReadOnlyList<TensorSpec> Inputs { get; }

    /// <summary>The model's outputs in its own order.</summary>
    public IReadOnlyList<TensorSpec> Outputs { get; }

    /// <summary>What the model file says of its origin.</summary>
    public ModelMetadata Metadata { get; }

    /// <summary>What runs the model now, and every provider that was considered; see <see cref="ProviderChanged"/>.</summary>
    public ProviderChoice Provider => _current.Choice;

    /// <summary>Which provider runs which node; null unless loaded with <see cref="ModelSessionOptions.RecordPlacement"/>.</summary>
    public ModelPlacement? Placement => _current.Placement;

    /// <summary>
    /// Escape hatch: ONNX Runtime's own session. Belongs to this object; do not dispose it, nor keep it past a
    /// <see cref="ProviderChanged"/>.
    /// </summary>
    public InferenceSession Inner => _current.Inner;

    /// <summary>Threads that a run keeps busy: the CPU's, or the one that waits for a device.</summary>
    internal int BusyThreads
    {
        get
        {
            LoadedModel current = _current;
            return current.Choice.Provider.UsesHostMemory ? current.CpuThreads : 1;
        }
    }

    /// <inheritdoc cref="ModelSessionOptions.InjectedFault"/>
    internal Action<ExecutionProvider>? InjectedFault { get; }

    /// <summary>Rents buffers to run the model with.</summary>
    /// <exception cref="ObjectDisposedException">The session has been disposed.</exception>
    public IoBinding Rent()
    {
        IoBuffers? buffers = null;
        LoadedModel loaded;
        lock (_poolLock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            loaded = _current;
            if (_pooled > 0) buffers = _pool[--_pooled];
            // Cannot fail: the session itself uses the current model until it is disposed.
            else loaded.TryEnter();
        }

        buffers ??= IoBuffers.Create(this, loaded);
        buffers.BeginLease();
        return new IoBinding(buffers);
    }

    /// <summary>Frees the model, at the latest when the last rented binding is given back. A second call does nothing.</summary>
    public void Dispose()
    {
        LoadedModel current;
        int pooled;
        lock (_poolLock)
        {
            if (_disposed) return;
            _disposed = true;
            current = _current;
            pooled = _pooled;
            _pooled = 0;
        }

        Upgrade?.Dispose();
        for (int i = 0; i < pooled; i++) _pool[i].Dispose();
        FreeStandbys();
        current.Leave();
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
            if (!_disposed && _pooled < _pool.Length && buffers.Loaded == _current)
            {
                _pool[_pooled++] = buffers;
                return;
            }
        }

        buffers.Dispose();
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
}
