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

    internal CapabilityRegistry(ISystemProbe system) => (_system, _providers, _probes) = (system, Known, new(system, system.AnswerLimit));

    /// <summary>The registry of the machine this process runs on.</summary>
    public static CapabilityRegistry Current { get; } = new(SystemProbe.Instance);

    /// <summary>What this machine is: processor, memory, graphics and neural processors. A snapshot; takes milliseconds, but up to 2 seconds where a driver hangs. Never throws.</summary>
    public MachineInfo Machine => _system.Machine;

    /// <summary>Version of the ONNX Runtime that is loaded, such as <c>1.29.0</c>.</summary>
    /// <exception cref="ProviderUnavailableException">Its native library cannot be loaded.</exception>
    public static string OnnxRuntimeVersion => OnnxRuntimeLibrary.Version;

    /// <summary>ONNX Runtime's names of the providers compiled into the loaded library; empty where it cannot be loaded.</summary>
    public IReadOnlyList<string> CompiledProviders => _system.CompiledProviders;

    /// <summary>Every known provider, ready or not, in order of preference.</summary>
    public IReadOnlyList<ExecutionProvider> Providers => _providers;

    /// <summary>Finds a provider by its short name, whatever the case.</summary>
    /// <returns>The provider, or null where no provider has that name.</returns>
    public ExecutionProvider? Find(string name) =>
        Array.Find(_providers, p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Asks every known provider whether it can run here, all at once; one that gives no answer within 2 seconds is unavailable. Never throws.</summary>
    public IReadOnlyList<ProviderReport> Probe()
    {
        ProviderStatus[] statuses = _probes.Ask(_providers);
        return [.. _providers.Zip(statuses, static (provider, status) => new ProviderReport(provider, status))];
    }

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

                ProviderStatus status = _probes.Ask(provider);
                if (!status.IsReady) passedOver.Add(new(provider.Name, false, $"{status.Reason}; {status.Remedy}"));
                else candidates.Add(new(provider, provider is not CpuProvider ? "the first accelerator that takes the model" : candidates.Count == 0 ? "no accelerator is ready" : "no ready accelerator takes the model"));
            }
        }
        else
        {
            foreach (string name in selection.Names)
            {
                ExecutionProvider provider = Find(name) ?? throw Unknown(name);
                ProviderStatus status = _probes.Ask(provider);
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
