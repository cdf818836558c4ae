using EdgeInfer.Providers;
using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Sessions;

/// <summary>How a model is loaded.</summary>
/// <remarks>
/// On machines and in containers with less than 5.3 GB, all sessions of the process share one arena of ONNX Runtime's on the CPU,
/// limited to three quarters of the memory: a model that wants more fails with an <see cref="InferenceException"/>. The runtime
/// configuration option <c>EdgeInfer.CpuArenaLimitBytes</c> sets another limit, up to 4 GiB - 1, or 0 for none and an arena for each
/// session; it is read when the first model is loaded. With <see cref="ProviderPolicy.Efficiency"/> there is no arena.
/// </remarks>
public sealed record ModelSessionOptions
{
    /// <summary>The registry chooses the provider; the threads are as many as this process has fast cores.</summary>
    public static ModelSessionOptions Default { get; } = new();

    /// <summary>Which execution providers may run the model; default <see cref="ProviderSelection.Auto"/>.</summary>
    public ProviderSelection Providers { get; init; } = ProviderSelection.Auto;

    /// <summary>How providers are set up, one set each at most; default none: ONNX Runtime's defaults and ours.</summary>
    /// <remarks>Those of a provider that is not tried have no effect, but are checked all the same.</remarks>
    public IReadOnlyList<ProviderOptions> ProviderOptions { get; init; } = [];

    /// <summary>What the model is to be run for; default <see cref="ProviderPolicy.Balanced"/>.</summary>
    public ProviderPolicy Policy { get; init; } = ProviderPolicy.Balanced;

    /// <summary>
    /// Threads that share one operator's work on the CPU, 1 or more; default null: <see cref="ProcessorInfo.UsableCores"/>, one for each
    /// performance core that this process, or the container around it, may use. Between two
    /// operators they wait in a loop, half a millisecond at most, and then sleep; without end where <see cref="Policy"/> is
    /// <see cref="ProviderPolicy.Latency"/>, never where it is Throughput or Efficiency. A vision task's own kernels use no more than these either: with 1, everything runs on the calling thread.
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

    /// <summary>
    /// Whether a provider other than the CPU may leave operators it does not know to the CPU; default true. With false, such a
    /// provider is passed over, and if no other was asked for, loading fails and names the operators. Models that compute
    /// shapes are mostly split by intent, as providers leave that arithmetic to the CPU.
    /// </summary>
    public bool AllowCpuFallback { get; init; } = true;

    /// <summary>
    /// Whether <see cref="ModelSession.Placement"/> shall say which provider runs which node; default false. For looking at a
    /// model, not for production: it is loaded up to twice more on the CPU, and written to the system's folder for temporary
    /// files, to learn its shapes.
    /// </summary>
    public bool RecordPlacement { get; init; }

    /// <summary>
    /// Sizes, 1 or more, to count compute with where the model leaves them free, by their names in its inputs; those not given
    /// count as 1. For <see cref="RecordPlacement"/> only: what is run keeps its free sizes.
    /// </summary>
    public IReadOnlyDictionary<string, long> PlacementDimensions { get; init; } = new Dictionary<string, long>();

    /// <summary>ONNX Runtime session configuration entries, such as <c>session.intra_op.allow_spinning</c> = <c>0</c>; default none.</summary>
    public IReadOnlyDictionary<string, string> ConfigEntries { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether settings are tried on this machine when the model is loaded, and where the winner is remembered; default null: nothing is
    /// tried, but a winner that <see cref="ModelTuner"/> or <c>edgeinfer tune</c> has found for the same model, machine and options is
    /// taken. <see cref="TuneOptions.Off"/> takes none.
    /// </summary>
    public TuneOptions? Tune { get; init; }

    /// <summary>How far the graph is rewritten; null for ONNX Runtime's default.</summary>
    internal GraphOptimization? GraphOptimization { get; init; }

    /// <summary>
    /// Escape hatch: changes ONNX Runtime's own options just before a session is created, after everything above was
    /// applied. Called once for each provider that is tried, and for each further session that <see cref="RecordPlacement"/> needs.
    /// </summary>
    public Action<SessionOptions>? ConfigureOnnxRuntime { get; init; }

    /// <summary>
    /// True to start on the CPU at once where a better provider is there but takes long to prepare (TensorRT compiles for minutes),
    /// prepare that one on a background thread, and go over to it between two calls. It must first give the CPU's results for the
    /// inputs of a real call, within 1 % (or, in 8-bit outputs, steps) and no slower than the CPU; else the session stays where it
    /// is and the log says why. Needs the CPU among the providers asked for, and calls whose inputs are written to the session's
    /// own tensors. Default false: loading takes as long as the first provider does.
    /// </summary>
    public bool UpgradeInBackground { get; init; }

    /// <summary>
    /// Where the session reports what was chosen (information), what failed to load (warning), and a provider that failed while
    /// running and was replaced (error); default null: nowhere. The meter <c>EdgeInfer</c> counts the last two in any case.
    /// </summary>
    public ILogger? Logger { get; init; }

    /// <summary>Tests only: called before each run on a provider; what it throws counts as thrown by ONNX Runtime.</summary>
    internal Action<ExecutionProvider>? InjectedFault { get; init; }

    /// <summary>The machine; tests put a made-up one here.</summary>
    internal CapabilityRegistry Registry { get; init; } = CapabilityRegistry.Current;

    internal void Validate()
    {
        if (Threads is < 1) throw new ArgumentOutOfRangeException(nameof(Threads), Threads, "At least 1, or null for one a usable core.");
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

        ArgumentNullException.ThrowIfNull(PlacementDimensions);
        foreach ((string name, long size) in PlacementDimensions)
        {
            if (size < 1) throw new ArgumentOutOfRangeException(nameof(PlacementDimensions), size, $"Size of '{name}': at least 1.");
        }

        Tune?.Validate();
        if (Tune is { Mode: TuneMode.WhenUnknown or TuneMode.Always } && ConfigureOnnxRuntime is not null) throw ModelTuner.CannotVary();
    }
}
