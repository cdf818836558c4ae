using EdgeInfer.Sessions;

namespace EdgeInfer.Providers;

/// <summary>Knows every execution provider, which of them can run on this machine, and in which order to try them.</summary>
/// <remarks>Thread-safe. Probing looks at files and libraries only; it loads no model.</remarks>
public sealed class CapabilityRegistry
{
    /// <summary>Every provider the library knows, in the order in which <c>auto</c> prefers them.</summary>
    private static readonly ExecutionProvider[] Known =
    [
        new CudaProvider(),
        new TensorRtProvider(),
        new NvTensorRtRtxProvider(),
        new DirectMlProvider(),
        new OpenVinoProvider(),
        new CoreMlProvider(),
        new QnnProvider(),
        new NnapiProvider(),
        new MiGraphXProvider(),
        new VitisAiProvider(),
        new CannProvider(),
        new RknpuProvider(),
        new WebGpuProvider(),
        new XnnpackProvider(),
        new CpuProvider(),
    ];

    private readonly ISystemProbe _system;
    private readonly ExecutionProvider[] _providers;

    internal CapabilityRegistry(ISystemProbe system) => (_system, _providers) = (system, Known);

    /// <summary>The registry of the machine this process runs on.</summary>
    public static CapabilityRegistry Current { get; } = new(SystemProbe.Instance);

    /// <summary>Version of the ONNX Runtime that is loaded, such as <c>1.29.0</c>.</summary>
    /// <exception cref="ProviderUnavailableException">Its native library cannot be loaded.</exception>
    public static string OnnxRuntimeVersion => OnnxRuntimeLibrary.Version;

    /// <summary>Every known provider, ready or not, in order of preference.</summary>
    public IReadOnlyList<ExecutionProvider> Providers => _providers;

    /// <summary>Finds a provider by its short name, whatever the case.</summary>
    /// <returns>The provider, or null where no provider has that name.</returns>
    public ExecutionProvider? Find(string name) =>
        Array.Find(_providers, p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Asks every known provider whether it can run here.</summary>
    public IReadOnlyList<ProviderReport> Probe()
    {
        var reports = new ProviderReport[_providers.Length];
        for (int i = 0; i < _providers.Length; i++) reports[i] = new ProviderReport(_providers[i], _providers[i].Probe(_system));
        return reports;
    }

    /// <summary>Every known provider in the order in which it would suit a model here, best first, with the reasons; those that are not ready last.</summary>
    /// <param name="policy">What the model is to be run for.</param>
    /// <param name="model">The model's facts (<see cref="Models.OnnxModelInfo.Facts"/>); null for a model of which nothing is known.</param>
    /// <remarks>
    /// The order follows from what is documented of the providers, not from measurements: <c>auto</c> takes only those that are
    /// <see cref="RankedProvider.IsAutomatic"/>. A provider's options may change where it stands.
    /// </remarks>
    public IReadOnlyList<RankedProvider> Rank(ProviderPolicy policy, ModelFacts? model = null)
    {
        if (!Enum.IsDefined(policy)) throw new ArgumentOutOfRangeException(nameof(policy), policy, "Not one of the policies.");
        return ProviderRanking.Of(_providers, _system, policy, model);
    }

    /// <summary>The providers to create a session on, in order, and why the others are not among them.</summary>
    /// <param name="selection">What was asked for.</param>
    /// <param name="passedOver">Receives the providers that were considered and left out.</param>
    /// <param name="policy">What the model is to be run for.</param>
    /// <param name="model">The model's facts; null where they are not known.</param>
    /// <exception cref="ProviderUnavailableException">A name is unknown, or nothing that was asked for is ready.</exception>
    internal List<ProviderCandidate> Rank(
        ProviderSelection selection, List<ProviderAttempt> passedOver, ProviderPolicy policy = ProviderPolicy.Balanced, ModelFacts? model = null)
    {
        var candidates = new List<ProviderCandidate>();
        if (selection.IsAuto)
        {
            // Only these are probed: looking for a Vulkan device takes tens of milliseconds.
            IReadOnlyList<RankedProvider> ranked = ProviderRanking.Of(Array.FindAll(_providers, static p => p.IsAutomatic), _system, policy, model);
            bool hasAccelerator = ranked.Any(static r => r.IsAutomatic && r.Provider is not CpuProvider);
            foreach (RankedProvider rank in ranked)
            {
                if (!rank.Status.IsReady) passedOver.Add(new(rank.Provider.Name, false, rank.Explanation));
                else if (rank.Provider is not CpuProvider) candidates.Add(new(rank.Provider, rank.Explanation));
                else candidates.Add(new(rank.Provider, !hasAccelerator ? "no accelerator is ready" : candidates.Count == 0 ? rank.Explanation : "no ready accelerator takes the model"));
            }

            foreach (ExecutionProvider provider in _providers)
            {
                // Of those that this build does not have, nobody expects to hear every time.
                if (!provider.IsAutomatic && _system.CompiledProviders.Contains(provider.OrtName)) passedOver.Add(new(provider.Name, false, ProviderRanking.OnlyWhenNamed));
            }
        }
        else
        {
            foreach (string name in selection.Names)
            {
                ExecutionProvider provider = Find(name) ?? throw Unknown(name);
                ProviderStatus status = provider.Probe(_system);
                if (status.IsReady) candidates.Add(new(provider, selection.IsStrict ? "the one asked for" : "the first of those asked for that takes the model"));
                else passedOver.Add(new(provider.Name, false, $"{status.Reason}; {status.Remedy}"));
            }
        }

        if (candidates.Count == 0)
        {
            string reasons = string.Join(" | ", passedOver.Select(Describe));
            throw new ProviderUnavailableException($"Provider '{selection}' is not available on this machine: {reasons}.", passedOver);
        }

        return candidates;

        string Describe(ProviderAttempt attempt) => selection.IsStrict ? attempt.Reason : $"{attempt.Provider}: {attempt.Reason}";
    }

    private ProviderUnavailableException Unknown(string name) =>
        new($"Provider '{name}' is not known; choose auto or one of {string.Join(", ", _providers.Select(static p => p.Name))}.");
}
