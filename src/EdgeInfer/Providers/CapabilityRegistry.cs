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
    private readonly TimedProbes _probes;
    private readonly IPluginRuntime? _plugIns;
    private readonly PluginSet? _plugInProviders;

    internal CapabilityRegistry(ISystemProbe system, IPluginRuntime? plugIns = null)
        : this(system, Known, plugIns)
    {
    }

    internal CapabilityRegistry(ISystemProbe system, ExecutionProvider[] providers, IPluginRuntime? plugIns = null)
    {
        (_system, _providers, _probes, _plugIns) = (system, providers, new(system, system.AnswerLimit), plugIns);
        if (plugIns is not null) _plugInProviders = new PluginSet(system, plugIns, providers);
    }

    /// <summary>The registry of the machine this process runs on.</summary>
    public static CapabilityRegistry Current { get; } = new(SystemProbe.Instance, OrtPluginRuntime.Instance);

    /// <summary>What this machine is: processor, memory, graphics and neural processors. A snapshot; takes milliseconds, but up to 2 seconds where a driver hangs. Never throws.</summary>
    public MachineInfo Machine => _system.Machine;

    /// <summary>Version of the ONNX Runtime that is loaded, such as <c>1.29.0</c>.</summary>
    /// <exception cref="ProviderUnavailableException">Its native library cannot be loaded.</exception>
    public static string OnnxRuntimeVersion => OnnxRuntimeLibrary.Version;

    /// <summary>ONNX Runtime's names of the providers compiled into the loaded library; empty where it cannot be loaded.</summary>
    public IReadOnlyList<string> CompiledProviders => _system.CompiledProviders;

    /// <summary>
    /// Every known provider, ready or not, in order of preference; then those of the plug-in libraries loaded so far, which
    /// <see cref="Probe"/>, <see cref="Find"/> and <see cref="Devices"/> look for.
    /// </summary>
    public IReadOnlyList<ExecutionProvider> Providers => With(_plugInProviders?.Loaded ?? []);

    /// <summary>
    /// The devices that ONNX Runtime's providers, built in or from plug-ins, say they can use; empty where it cannot be loaded.
    /// Providers that are only told what to use (CUDA as built in) list none.
    /// </summary>
    public IReadOnlyList<EpDevice> Devices
    {
        get
        {
            _ = _plugInProviders?.All;
            return _plugIns?.Devices ?? [];
        }
    }

    /// <summary>Finds a provider by its short name, whatever the case.</summary>
    /// <returns>The provider, or null where no provider has that name.</returns>
    public ExecutionProvider? Find(string name)
    {
        ExecutionProvider? known = Array.Find(_providers, IsCalled);
        // What ONNX Runtime was built with needs no plug-in; no library is loaded for it.
        if (known is not null && _system.CompiledProviders.Contains(known.OrtName)) return known;
        return _plugInProviders?.All.FirstOrDefault(IsCalled) ?? known;

        bool IsCalled(ExecutionProvider provider) => provider.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Loads a library that brings ONNX Runtime another execution provider; what it brings can then be asked for by name.</summary>
    /// <param name="path">The library. Its code runs in this process, so load only what you trust; it is never unloaded.</param>
    /// <param name="name">What to call its provider; null for what the provider calls itself. Where it offers several kinds of device, the kind is appended.</param>
    /// <returns>One provider for each device that it can use; or one that is unavailable and says why the library is of no use here.</returns>
    /// <exception cref="ArgumentException">The path is empty, or another plug-in has that name.</exception>
    /// <remarks>
    /// Libraries in the folders that the environment variable <c>EDGEINFER_PROVIDER_PATH</c> lists, and those of packages
    /// <c>Microsoft.ML.OnnxRuntime.EP.*</c> beside the application, need no such call. A second call with the same path returns
    /// what the first one did, or tries again what failed. Options are session configuration entries
    /// (<see cref="ModelSessionOptions.ConfigEntries"/>) called <c>ep.</c>, ONNX Runtime's name in lower case, a dot, the option.
    /// </remarks>
    public IReadOnlyList<ProviderReport> RegisterPlugin(string path, string? name = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (name is not null) ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (_plugInProviders is null) return [];
        return [.. _plugInProviders.Register(Path.GetFullPath(path), name?.Trim().ToLowerInvariant()).Select(p => new ProviderReport(p, p.Probe(_system)))];
    }

    /// <summary>The short name of a provider by ONNX Runtime's name; that itself where the library does not know it.</summary>
    internal static string ShortNameOf(string ortName) => Array.Find(Known, p => p.OrtName == ortName)?.Name ?? ortName;

    /// <summary>
    /// Asks every known provider, and those of plug-in libraries, whether it can run here, all at once; one that gives no answer
    /// within 2 seconds is unavailable. Never throws.
    /// </summary>
    public IReadOnlyList<ProviderReport> Probe()
    {
        IReadOnlyList<ExecutionProvider> all = All;
        return [.. all.Zip(_probes.Ask(all), static (provider, status) => new ProviderReport(provider, status))];
    }

    /// <summary>Asks one provider, as <see cref="Probe"/> does all of them.</summary>
    internal ProviderStatus StatusOf(ExecutionProvider provider) => _probes.Ask(provider);

    private IReadOnlyList<ExecutionProvider> All => With(_plugInProviders?.All ?? []);

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
        return ProviderRanking.Of(All, _probes.Ask(All), _system, policy, model);
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
            ExecutionProvider[] automatic = Array.FindAll(_providers, static p => p.IsAutomatic);
            IReadOnlyList<RankedProvider> ranked = ProviderRanking.Of(automatic, _probes.Ask(automatic), _system, policy, model);
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
                ProviderStatus status = StatusOf(provider);
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

    /// <summary>A plug-in stands in the place of the provider that ONNX Runtime was built without, the others come last.</summary>
    private ExecutionProvider[] With(IReadOnlyList<PluginProvider> plugIns) =>
        [.. _providers.Select(p => plugIns.FirstOrDefault(plugIn => plugIn.Name == p.Name) ?? p), .. plugIns.Where(plugIn => !Array.Exists(_providers, p => p.Name == plugIn.Name))];

    private ProviderUnavailableException Unknown(string name) =>
        new($"Provider '{name}' is not known; choose auto or one of {string.Join(", ", Providers.Select(static p => p.Name))}.");
}
