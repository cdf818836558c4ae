using EdgeInfer.Providers;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>How a model is loaded.</summary>
public sealed record ModelSessionOptions
{
    /// <summary>The registry chooses the provider; ONNX Runtime chooses the threads.</summary>
    public static ModelSessionOptions Default { get; } = new();

    /// <summary>Which execution providers may run the model; default <see cref="ProviderSelection.Auto"/>.</summary>
    public ProviderSelection Providers { get; init; } = ProviderSelection.Auto;

    /// <summary>How providers are set up, one set each at most; default none: ONNX Runtime's defaults and ours.</summary>
    /// <remarks>Those of a provider that is not tried have no effect, but are checked all the same.</remarks>
    public IReadOnlyList<ProviderOptions> ProviderOptions { get; init; } = [];

    /// <summary>What the model is to be run for; default <see cref="ProviderPolicy.Balanced"/>.</summary>
    public ProviderPolicy Policy { get; init; } = ProviderPolicy.Balanced;

    /// <summary>
    /// Threads that share one operator's work on the CPU, 1 or more; default null: ONNX Runtime's own choice, one a physical core.
    /// A vision task's own kernels use no more than these either: with 1, everything runs on the calling thread.
    /// </summary>
    /// <remarks>
    /// The runtime configuration option <c>EdgeInfer.KernelThreads</c> (runtimeconfig.json, or <see cref="AppContext.SetData"/>
    /// before a task is loaded) limits the kernels alone: 0, the default, for all processors, 1 for the calling thread only.
    /// </remarks>
    public int? Threads { get; init; }

    /// <summary>
    /// I/O buffer sets kept for reuse when several callers run at once, 1 or more; default one a processor. More callers
    /// than this still work; their buffers are freed afterwards.
    /// </summary>
    public int MaxPooledBindings { get; init; } = Environment.ProcessorCount;

    /// <summary>ONNX Runtime session configuration entries, such as <c>session.intra_op.allow_spinning</c> = <c>0</c>; default none.</summary>
    public IReadOnlyDictionary<string, string> ConfigEntries { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Escape hatch: changes ONNX Runtime's own options just before a session is created, after everything above was
    /// applied. Called once for each provider that is tried.
    /// </summary>
    public Action<SessionOptions>? ConfigureOnnxRuntime { get; init; }

    /// <summary>The machine; tests put a made-up one here.</summary>
    internal CapabilityRegistry Registry { get; init; } = CapabilityRegistry.Current;

    internal void Validate()
    {
        if (Threads is < 1) throw new ArgumentOutOfRangeException(nameof(Threads), Threads, "At least 1, or null for ONNX Runtime's choice.");
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPooledBindings, 1);
        ArgumentNullException.ThrowIfNull(Providers);
        if (!Enum.IsDefined(Policy)) throw new ArgumentOutOfRangeException(nameof(Policy), Policy, "Not one of the policies.");
        ArgumentNullException.ThrowIfNull(ConfigEntries);
        ArgumentNullException.ThrowIfNull(ProviderOptions);
        for (int i = 0; i < ProviderOptions.Count; i++)
        {
            ProviderOptions options = ProviderOptions[i] ?? throw new ArgumentException("There is a null among the sets.", nameof(ProviderOptions));
            for (int j = 0; j < i; j++)
            {
                if (ProviderOptions[j].Provider == options.Provider) throw new ArgumentException($"There are two sets for provider '{options.Provider}'; put them into one.", nameof(ProviderOptions));
            }

            options.ToKeys(Policy);
        }
    }
}
