namespace EdgeInfer.Sessions;

/// <summary>Timing of what could run a model on this machine, and where the winner is remembered.</summary>
/// <remarks>
/// A winner belongs to the model's content, ONNX Runtime's build, this machine, and what was asked for (providers, policy,
/// threads, configuration entries): where one of them changes, it is no longer taken.
/// </remarks>
public sealed record TuneOptions
{
    /// <summary>The least <see cref="Budget"/>.</summary>
    public static readonly TimeSpan MinBudget = TimeSpan.FromMilliseconds(1);

    /// <summary>The largest <see cref="Budget"/>.</summary>
    public static readonly TimeSpan MaxBudget = TimeSpan.FromHours(1);

    /// <summary>No trials, and no remembered winner either.</summary>
    public static TuneOptions Off { get; } = new() { Mode = TuneMode.Off };

    /// <summary>When to try; default <see cref="TuneMode.WhenUnknown"/>.</summary>
    public TuneMode Mode { get; init; }

    /// <summary>
    /// Time for all trials together, starting processes and loading models included; 1 ms to 1 h, default 2 s. It may be
    /// overrun by one loading of the model and one inference; what there was no time for is listed as not tried.
    /// </summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Folder that winners are remembered in; default null: the environment variable <c>EDGEINFER_TUNE_CACHE</c>, else
    /// <c>EdgeInfer/tune</c> in the user's cache folder (<c>XDG_CACHE_HOME</c> or <c>~/.cache</c>, <c>LOCALAPPDATA</c>,
    /// <c>~/Library/Caches</c>).
    /// </summary>
    public string? CacheFolder { get; init; }

    /// <summary>Shapes to try with, by input name, for inputs whose sizes the model leaves free; default: 1 for a batch, 3 channels, 224 × 224.</summary>
    public IReadOnlyDictionary<string, long[]> InputShapes { get; init; } = new Dictionary<string, long[]>();

    /// <summary>Told of each trial when something becomes known about it, on the thread that tunes; default null.</summary>
    public IProgress<TuneTrial>? Progress { get; init; }

    /// <summary>After so many rounds another one tells nothing new.</summary>
    internal int MostRounds { get; init; } = 100;

    internal void Validate()
    {
        if (!Enum.IsDefined(Mode)) throw new ArgumentOutOfRangeException(nameof(Mode), Mode, "Not one of the modes.");
        if (Budget < MinBudget || Budget > MaxBudget)
            throw new ArgumentOutOfRangeException(nameof(Budget), Budget, $"From {MinBudget.TotalMilliseconds} ms to {MaxBudget.TotalHours} h.");
        if (CacheFolder is not null) ArgumentException.ThrowIfNullOrWhiteSpace(CacheFolder);
        ArgumentNullException.ThrowIfNull(InputShapes);
        foreach ((string name, long[] shape) in InputShapes)
        {
            ArgumentNullException.ThrowIfNull(shape, name);
            if (Array.Exists(shape, static size => size < 1))
                throw new ArgumentException($"{nameof(InputShapes)}['{name}'] = {TensorShape.Describe(shape)}: expected sizes of at least 1.");
        }
    }
}
