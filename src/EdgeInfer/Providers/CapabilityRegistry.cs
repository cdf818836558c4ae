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
    private readonly IPluginRuntime? _plugIns;
    private readonly PluginSet? _plugInProviders;

    internal CapabilityRegistry(ISystemProbe system, IPluginRuntime? plugIns = null)
    {
        (_system, _providers, _plugIns) = (system, Known, plugIns);
        if (plugIns is not null) _plugInProviders = new PluginSet(system, plugIns, Known);
    }

    /// <summary>The registry of the machine this process runs on.</summary>
    public static CapabilityRegistry Current { get; } = new(SystemProbe.Instance, OrtPluginRuntime.Instance);

    /// <summary>Version of the ONNX Runtime that is loaded, such as <c>1.29.0</c>.</summary>
    /// <exception cref="ProviderUnavailableException">Its native library cannot be loaded.</exception>
    public static string OnnxRuntimeVersion => OnnxRuntimeLibrary.Version;

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

    /// <summary>Asks every known provider, and those of plug-in libraries, whether it can run here.</summary>
    public IReadOnlyList<ProviderReport> Probe() =>
        [.. With(_plugInProviders?.All ?? []).Select(p => new ProviderReport(p, p.Probe(_system)))];

    /// <summary>The providers to create a session on, in order, and why the others are not among them.</summary>
    /// <param name="selection">What was asked for.</param>
    /// <param name="passedOver">Receives the providers that were considered and left out.</param>
    /// <exception cref="ProviderUnavailableException">A name is unknown, or nothing that was asked for is ready.</exception>
    internal List<ProviderCandidate> Rank(ProviderSelection selection, List<ProviderAttempt> passedOver)
    {
        var candidates = new List<ProviderCandidate>();
        if (selection.IsAuto)
        {
            foreach (ExecutionProvider provider in _providers)
            {
                if (!provider.IsAutomatic)
                {
                    // Of those that this build does not have, nobody expects to hear every time.
                    if (_system.CompiledProviders.Contains(provider.OrtName)) passedOver.Add(new(provider.Name, false, "is chosen only when named: it is not measured against the CPU on this machine"));
                    continue;
                }

                ProviderStatus status = provider.Probe(_system);
                if (!status.IsReady) passedOver.Add(new(provider.Name, false, $"{status.Reason}; {status.Remedy}"));
                else candidates.Add(new(provider, provider is not CpuProvider ? "the first accelerator that takes the model" : candidates.Count == 0 ? "no accelerator is ready" : "no ready accelerator takes the model"));
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

    /// <summary>A plug-in stands in the place of the provider that ONNX Runtime was built without, the others come last.</summary>
    private ExecutionProvider[] With(IReadOnlyList<PluginProvider> plugIns) =>
        [.. _providers.Select(p => plugIns.FirstOrDefault(plugIn => plugIn.Name == p.Name) ?? p), .. plugIns.Where(plugIn => !Array.Exists(_providers, p => p.Name == plugIn.Name))];

    private ProviderUnavailableException Unknown(string name) =>
        new($"Provider '{name}' is not known; choose auto or one of {string.Join(", ", Providers.Select(static p => p.Name))}.");
}
