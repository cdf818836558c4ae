using EdgeInfer.Providers;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>Loads one model on the providers of a ranked list: the first that takes it, and later the next when that one fails.</summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class ModelLoader
{
    private readonly ModelContent _content;
    private readonly ModelSessionOptions _options;
    private readonly ModelFacts? _facts;
    private readonly TunedStart? _tuned;
    private readonly List<ProviderCandidate> _candidates;
    private readonly List<ProviderAttempt> _attempts;
    private readonly SessionLog _log;

    /// <param name="content">The model.</param>
    /// <param name="options">How to load it.</param>
    /// <param name="facts">What is known of the model; null where nothing is.</param>
    /// <param name="tuned">What trials found out; null where nothing is remembered of any.</param>
    /// <param name="candidates">Ready providers, best first.</param>
    /// <param name="passedOver">Providers that were considered and left out, for reports.</param>
    /// <param name="log">Told of everything that happens.</param>
    public ModelLoader(ModelContent content, ModelSessionOptions options, ModelFacts? facts, TunedStart? tuned, List<ProviderCandidate> candidates, List<ProviderAttempt> passedOver, SessionLog log)
    {
        _content = content;
        _options = options;
        _facts = facts;
        _tuned = tuned;
        _candidates = candidates;
        _attempts = passedOver;
        _log = log;
    }

    public int CandidateCount => _candidates.Count;

    /// <summary>Place of the CPU among the candidates; negative where it may not run the model.</summary>
    public int CpuRank => _candidates.FindIndex(static c => c.Provider is CpuProvider);

    public ExecutionProvider Candidate(int rank) => _candidates[rank].Provider;

    /// <summary>Loads on the first candidate that takes the model.</summary>
    /// <exception cref="ModelLoadException">The model itself is at fault.</exception>
    /// <exception cref="ProviderUnavailableException">None takes it.</exception>
    public LoadedModel LoadFirst()
    {
        for (int rank = 0; rank < _candidates.Count; rank++)
        {
            if (TryLoad(rank, _candidates[rank].Reason) is { } loaded) return loaded;
        }

        throw new ProviderUnavailableException(
            $"{_content.Name} could not be loaded on provider '{_options.Providers}': {string.Join(" | ", _attempts.Select(static a => $"{a.Provider}: {a.Reason}"))}; check that provider's device and driver, or choose another one, such as cpu.", _attempts);
    }

    /// <summary>Loads on the CPU for as long as the candidates before it are not prepared.</summary>
    /// <exception cref="ModelLoadException">The model itself is at fault.</exception>
    public LoadedModel LoadStopgap()
    {
        int cpu = CpuRank;
        int attempts = _attempts.Count;
        for (int rank = 0; rank < cpu; rank++) _attempts.Add(new ProviderAttempt(_candidates[rank].Provider.Name, false, "is being prepared in the background"));
        LoadedModel stopgap = TryLoad(cpu, $"runs the model until {_candidates[0].Provider.Name} is prepared")!;
        _attempts.RemoveRange(attempts, cpu);
        return stopgap;
    }

    /// <summary>For a thread that loads while others do.</summary>
    public ModelLoader Clone() => new(_content, _options, _facts, _tuned, _candidates, [.. _attempts], _log);

    /// <summary>Loads on a candidate of lower rank after one failed while running.</summary>
    /// <returns>Null where that one does not take the model either, or the model is no longer what it was.</returns>
    public LoadedModel? TryLoadAfter(LoadedModel failed, string error, int rank)
    {
        if (_content.WhyChanged() is { } changed)
        {
            _log.CannotReload(failed.Choice.Name, changed);
            return null;
        }

        ExecutionProvider provider = _candidates[rank].Provider;
        _attempts.RemoveAll(a => a.Provider == failed.Choice.Name);
        _attempts.Add(new ProviderAttempt(failed.Choice.Name, false, $"failed while running: {error}"));
        try
        {
            LoadedModel? loaded = TryLoad(rank, $"took over from {failed.Choice.Name}, which failed while running");
            if (loaded is null || HasSameSignature(failed.Inner, loaded.Inner)) return loaded;
            loaded.Leave();
            _log.CannotReload(provider.Name, "its inputs or outputs are others than before");
        }
        catch (ModelLoadException e)
        {
            _log.CannotReload(provider.Name, e.Message);
        }

        return null;
    }

    /// <returns>Null where that provider does not take the model, which is then among the attempts of the next one.</returns>
    /// <exception cref="ModelLoadException">The model itself is at fault.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while it was being loaded.</exception>
    public LoadedModel? TryLoad(int rank, string reason, CancellationToken cancellationToken = default)
    {
        ExecutionProvider provider = _candidates[rank].Provider;
        using SessionOptions native = Configure(provider);
        if (_options.RecordPlacement) PlacementRecorder.Enable(native);
        if (!_options.AllowCpuFallback && provider is not CpuProvider) CpuFallback.Forbid(native);
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static o => ((SessionOptions)o!).SetLoadCancellationFlag(true), native);
        try
        {
            Append(provider, native);
        }
        catch (Exception e) when (e is OnnxRuntimeException or NotSupportedException or EntryPointNotFoundException)
        {
            // Not all managed builds have every provider's call, nor all native ones the function behind it.
            PassOver(provider, OnnxRuntimeError.Describe(e.Message));
            return null;
        }

        _options.ConfigureOnnxRuntime?.Invoke(native);
        try
        {
            InferenceSession inner = CreateOn(provider, native);
            ProviderAttempt[] attempts = [.. _attempts, new ProviderAttempt(provider.Name, true, reason)];
            return Wrap(inner, new ProviderChoice(provider, _options.Providers, attempts), rank);
        }
        catch (OnnxRuntimeException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException($"Loading {_content.Name} was cancelled.", e, cancellationToken);
        }
        catch (OnnxRuntimeException e) when (provider is CpuProvider || ModelFileCheck.IsAboutModel(e))
        {
            throw ModelFileCheck.Refused(_content.Path ?? _content.Name, e);
        }
        catch (OnnxRuntimeException e)
        {
            PassOver(provider, CpuFallback.IsCauseOf(e) ? CpuFallback.Explain(provider, () => CreateSplit(provider)) : OnnxRuntimeError.Describe(e));
            return null;
        }
    }

    private LoadedModel Wrap(InferenceSession inner, ProviderChoice choice, int rank)
    {
        try
        {
            return new LoadedModel(inner, choice, rank)
            {
                CpuThreads = CpuDefaults.Threads(OptionsOn(choice.Provider), SystemProbe.Instance.Processor),
                Placement = _options.RecordPlacement ? PlacementRecorder.Read(inner, choice.Provider, _options, _content.Create) : null,
            };
        }
        catch
        {
            inner.Dispose();
            throw;
        }
    }

    private void Append(ExecutionProvider provider, SessionOptions native) =>
        provider.Append(native, _options.ProviderOptions.FirstOrDefault(o => o.Provider == provider.Name), OptionContext);

    /// <summary>A session that may use the CPU too, to see what for.</summary>
    private InferenceSession CreateSplit(ExecutionProvider provider)
    {
        using SessionOptions native = Configure(provider);
        PlacementRecorder.Enable(native);
        Append(provider, native);
        _options.ConfigureOnnxRuntime?.Invoke(native);
        return CreateOn(provider, native);
    }

    /// <summary>What a provider compiles is kept for this very model.</summary>
    private OptionContext OptionContext => new(_options.Policy, _facts, provider => ProviderCache.Make(provider, $"{OnnxRuntimeLibrary.Version}-{_content.Fingerprint.Name}"));

    private void PassOver(ExecutionProvider provider, string reason)
    {
        _attempts.Add(new ProviderAttempt(provider.Name, false, reason));
        _log.FailedToLoad(provider.Name, reason);
        SessionMetrics.FailedToLoad(provider.Name);
    }

    private ModelSessionOptions OptionsOn(ExecutionProvider provider) => _tuned?.OptionsOn(provider, _options) ?? _options;

    private SessionOptions Configure(ExecutionProvider provider)
    {
        var native = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        ModelSessionOptions options = OptionsOn(provider);
        CpuDefaults.Apply(native, options, SystemProbe.Instance.Processor);
        if (options.GraphOptimization is { } level) native.GraphOptimizationLevel = TrialSettings.LevelOf(level);
        foreach ((string key, string value) in options.ConfigEntries)
        {
            try
            {
                native.AddSessionConfigEntry(key, value);
            }
            catch (OnnxRuntimeException e)
            {
                native.Dispose();
                throw new ArgumentException(
                    $"{nameof(ModelSessionOptions.ConfigEntries)}['{key}'] = '{value}' is refused by ONNX Runtime: {OnnxRuntimeError.Describe(e)}", e);
            }
        }

        return native;
    }

    private InferenceSession CreateOn(ExecutionProvider provider, SessionOptions options)
    {
        using var gate = new RunGate(provider.Concurrency);
        gate.Enter(CancellationToken.None);
        try
        {
            return _content.Create(options);
        }
        finally
        {
            gate.Exit();
        }
    }

    private static bool HasSameSignature(InferenceSession one, InferenceSession other) =>
        one.InputNames.SequenceEqual(other.InputNames) && one.OutputNames.SequenceEqual(other.OutputNames);
}
