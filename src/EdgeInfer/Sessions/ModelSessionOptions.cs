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
    /// applied. Called once for each provider that is tried.
    /// </summary>
    public Action<SessionOptions>? ConfigureOnnxRuntime { get; init; }

    internal void Validate()
    {
        if (Threads is < 1) throw new ArgumentOutOfRangeException(nameof(Threads), Threads, "At least 1, or null for ONNX Runtime's choice.");
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPooledBindings, 1);
        ArgumentNullException.ThrowIfNull(Providers);
        if (!Enum.IsDefined(Policy)) throw new ArgumentOutOfRangeException(nameof(Policy), Policy, "Not one of the policies.");
        ArgumentNullException.ThrowIfNull(ConfigEntries);
        Tune?.Validate();
        if (Tune is { Mode: TuneMode.WhenUnknown or TuneMode.Always } && ConfigureOnnxRuntime is not null) throw ModelTuner.CannotVary();
    }
}
