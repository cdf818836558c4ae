using EdgeInfer.Providers;

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
        return Load(ModelContent.OfFile(path), options, options.Registry);
    }

    /// <summary>Loads a model held in memory; it must not need external data.</summary>
    /// <param name="model">
    /// The whole ONNX or ORT-format file. Kept, and not to be changed, while another provider might take over from the one that
    /// runs it (see <see cref="ProviderChanged"/>).
    /// </param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">Null means <see cref="ModelSessionOptions.Default"/>.</param>
    /// <inheritdoc cref="Load(string, ModelSessionOptions?)" path="/exception"/>
    public static ModelSession Load(byte[] model, string name, ModelSessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(name);
        (options ??= ModelSessionOptions.Default).Validate();
        return Load(ModelContent.OfBytes(model, name), options, options.Registry);
    }

    internal static ModelSession Load(ModelContent content, ModelSessionOptions options)
    {
        options.Validate();
        return Load(content, options, options.Registry);
    }

    internal static ModelSession Load(ModelContent content, ModelSessionOptions options, CapabilityRegistry registry)
    {
        OnnxRuntimeLibrary.EnsureLoaded();
        var log = new SessionLog(options.Logger, content.Name);
        // A few milliseconds, which nothing depends on where the CPU alone is asked for.
        ModelFacts? facts = options.Providers.Names is ["cpu"] ? null : content.Facts;
        var passedOver = new List<ProviderAttempt>();
        var tuned = TunedStart.For(content, options);
        List<ProviderCandidate> candidates = registry.Rank(options.Providers, passedOver, options.Policy, facts);
        tuned?.PutFirst(registry, candidates, passedOver);
        var loader = new ModelLoader(content, options, facts, tuned, candidates, passedOver, log);
        bool upgrade = options.UpgradeInBackground && loader.CpuRank > 0;
        LoadedModel loaded = upgrade ? loader.LoadStopgap() : loader.LoadFirst();
        log.Loaded(loaded.Choice);
        try
        {
            var session = new ModelSession(loaded, loader, content, options, log);
            if (upgrade) session.StartUpgrade(loader.Clone());
            return session;
        }
        catch
        {
            loaded.Leave();
            throw;
        }
    }
}
