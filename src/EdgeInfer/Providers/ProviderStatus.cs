namespace EdgeInfer.Providers;

/// <summary>Whether a provider can run on this machine, and if not, why and what would change that.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record ProviderStatus
{
    private ProviderStatus(ProviderState state, string? reason, string? remedy) => (State, Reason, Remedy) = (state, reason, remedy);

    /// <summary>Ready, ready with caveats, or unavailable.</summary>
    public ProviderState State { get; }

    /// <summary>True where everything the provider needs was found, caveats or not. Loading a model may still fail.</summary>
    public bool IsReady => State != ProviderState.Unavailable;

    /// <summary>What is missing or, for a ready provider, what to know about it, caveats first; null where there is nothing to say.</summary>
    public string? Reason { get; }

    /// <summary>What to install or change; null for a ready provider.</summary>
    public string? Remedy { get; }

    /// <summary>What about this machine holds a ready provider back, such as a software driver or a GPU whose memory is nearly full; empty where nothing does.</summary>
    public IReadOnlyList<string> Caveats { get; private init; } = [];

    /// <summary>Libraries that the provider needs and that cannot be loaded, by file name: all of them. Empty where it is something else that is missing.</summary>
    public IReadOnlyList<string> MissingLibraries { get; private init; } = [];

    /// <param name="note">What to know about the provider on any machine.</param>
    /// <param name="caveats">What to know about it on this one.</param>
    internal static ProviderStatus Ready(string? note = null, params IReadOnlyList<string> caveats) => caveats.Count == 0
        ? new(ProviderState.Ready, note, null)
        : new(ProviderState.ReadyWithCaveats, string.Join("; ", note is null ? caveats : [.. caveats, note]), null) { Caveats = caveats };

    internal static ProviderStatus Unavailable(string reason, string remedy, params IReadOnlyList<string> missingLibraries) =>
        new(ProviderState.Unavailable, reason, remedy) { MissingLibraries = missingLibraries };

    /// <summary>One line: <c>ready</c>, <c>ready with caveats (caveats)</c>, or <c>unavailable: reason; remedy</c>.</summary>
    public override string ToString() => State switch
    {
        ProviderState.Unavailable => $"unavailable: {Reason}; {Remedy}",
        ProviderState.ReadyWithCaveats => $"ready with caveats ({Reason})",
        _ => Reason is null ? "ready" : $"ready ({Reason})",
    };
}
