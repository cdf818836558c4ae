using EdgeInfer.Providers;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

public sealed partial class ModelSession
{
    /// <summary>Loads a model file on the first provider that takes it.</summary>
    /// <param name="path">An ONNX or ORT-format file; external data is looked for beside it.</param>
    /// <param name="options">Null means <see cref="ModelSessionOptions.Default"/>.</param>
    /// <exception cref="ModelLoadException">Missing, not a model, truncated, external data missing, or refused by ONNX Runtime.</exception>
    /// <exception cref="ProviderUnavailableException">No provider that was asked for is available.</exception>
    /// <exception cref="ArgumentException">An option is out of range, or contradicts another one or the model.</exception>
    public static ModelSession Load(string path, ModelSessionOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (options ??= ModelSessionOptions.Default).Validate();
        string fullPath = System.IO.Path.GetFullPath(path);
        long size = ModelFileCheck.RequirePlausible(fullPath);
        return Create(System.IO.Path.GetFileName(fullPath), fullPath, size, options, () => File.OpenRead(fullPath), o => new InferenceSession(fullPath, o));
    }

    /// <summary>Loads a model held in memory; it must not need external data.</summary>
    /// <param name="model">The whole ONNX or ORT-format file.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">Null means <see cref="ModelSessionOptions.Default"/>.</param>
    /// <inheritdoc cref="Load(string, ModelSessionOptions?)" path="/exception"/>
    public static ModelSession Load(byte[] model, string name, ModelSessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(name);
        (options ??= ModelSessionOptions.Default).Validate();
        ModelFileCheck.RequirePlausible(model, name);
        return Create(name, null, model.Length, options, () => new MemoryStream(model, writable: false), o => new InferenceSession(model, o));
    }

    private static ModelSession Create(
        string name, string? path, long size, ModelSessionOptions options, Func<Stream> open, Func<SessionOptions, InferenceSession> create)
    {
        OnnxRuntimeLibrary.EnsureLoaded();
        var attempts = new List<ProviderAttempt>();
        // A few milliseconds, which nothing depends on where the CPU alone is asked for.
        ModelFacts? facts = options.Providers.Names is ["cpu"] ? null : ModelFactsReader.TryRead(open);
        // What a provider compiles is kept for this very model.
        var identity = new Lazy<string?>(() => ModelFactsReader.TryIdentify(open, System.IO.Path.GetDirectoryName(path)));
        var context = new OptionContext(options.Policy, facts, provider => identity.Value is { } model ? ProviderCache.Make(provider, model) : null);
        List<ProviderCandidate> candidates = options.Registry.Rank(options.Providers, attempts, options.Policy, facts);
        foreach (ProviderCandidate candidate in candidates)
        {
            using SessionOptions native = Configure(options);
            try
            {
                candidate.Provider.Append(native, options.ProviderOptions.FirstOrDefault(o => o.Provider == candidate.Provider.Name), context);
            }
            catch (Exception e) when (e is OnnxRuntimeException or NotSupportedException or EntryPointNotFoundException)
            {
                // Not all managed builds have every provider's call, nor all native ones the function behind it.
                attempts.Add(new ProviderAttempt(candidate.Provider.Name, false, OnnxRuntimeError.Describe(e.Message)));
                continue;
            }

            options.ConfigureOnnxRuntime?.Invoke(native);
            try
            {
                InferenceSession inner = CreateOn(candidate.Provider, native, create);
                attempts.Add(new ProviderAttempt(candidate.Provider.Name, true, candidate.Reason));
                return Wrap(inner, name, path, size, new ProviderChoice(candidate.Provider, options.Providers, attempts), options);
            }
            catch (OnnxRuntimeException e) when (candidate.Provider is CpuProvider || ModelFileCheck.IsAboutModel(e))
            {
                throw ModelFileCheck.Refused(path ?? name, e);
            }
            catch (OnnxRuntimeException e)
            {
                attempts.Add(new ProviderAttempt(candidate.Provider.Name, false, OnnxRuntimeError.Describe(e)));
            }
        }

        throw new ProviderUnavailableException(
            $"{name} could not be loaded on provider '{options.Providers}': {string.Join(" | ", attempts.Select(static a => $"{a.Provider}: {a.Reason}"))}; check that provider's device and driver, or choose another one, such as cpu.", attempts);
    }

    private static SessionOptions Configure(ModelSessionOptions options)
    {
        var native = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        if (options.Threads is { } threads) native.IntraOpNumThreads = threads;
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
                    $"{nameof(ModelSessionOptions.ConfigEntries)}['{key}'] = '{value}' is refused by ONNX Runtime: {OnnxRuntimeError.Describe(e)}", nameof(options), e);
            }
        }

        return native;
    }

    private static InferenceSession CreateOn(ExecutionProvider provider, SessionOptions options, Func<SessionOptions, InferenceSession> create)
    {
        using var gate = new RunGate(provider.Concurrency);
        gate.Enter(CancellationToken.None);
        try
        {
            return create(options);
        }
        finally
        {
            gate.Exit();
        }
    }

    private static ModelSession Wrap(
        InferenceSession inner, string name, string? path, long size, ProviderChoice choice, ModelSessionOptions options)
    {
        try
        {
            return new ModelSession(inner, name, size, choice, options) { Path = path };
        }
        catch
        {
            inner.Dispose();
            throw;
        }
    }
}
