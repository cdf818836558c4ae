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
    /// Escape hatch: changes ONNX Runtime's own options just before a session is created, after everything above was
    /// applied. Called once for each provider that is tried, and for each further session that <see cref="RecordPlacement"/> needs.
    /// </summary>
    public Action<SessionOptions>? ConfigureOnnxRuntime { get; init; }

    internal void Validate()
    {
        if (Threads is < 1) throw new ArgumentOutOfRangeException(nameof(Threads), Threads, "At least 1, or null for ONNX Runtime's choice.");
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPooledBindings, 1);
        ArgumentNullException.ThrowIfNull(Providers);
        if (!Enum.IsDefined(Policy)) throw new ArgumentOutOfRangeException(nameof(Policy), Policy, "Not one of the policies.");
        ArgumentNullException.ThrowIfNull(ConfigEntries);
        ArgumentNullException.ThrowIfNull(PlacementDimensions);
        foreach ((string name, long size) in PlacementDimensions)
        {
            if (size < 1) throw new ArgumentOutOfRangeException(nameof(PlacementDimensions), size, $"Size of '{name}': at least 1.");
        }
    }
}
