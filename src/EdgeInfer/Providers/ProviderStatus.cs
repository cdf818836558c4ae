namespace EdgeInfer.Providers;

/// <summary>Whether a provider can run on this machine, and if not, why and what would change that.</summary>
public sealed record ProviderStatus
{
    private ProviderStatus(bool isReady, string? reason, string? remedy) => (IsReady, Reason, Remedy) = (isReady, reason, remedy);

    /// <summary>True where everything the provider needs was found. Loading a model may still fail.</summary>
    public bool IsReady { get; }

    /// <summary>What is missing or, for a ready provider, what to know about it; null where there is nothing to say.</summary>
    public string? Reason { get; }

    /// <summary>What to install or change; null for a ready provider.</summary>
    public string? Remedy { get; }

    internal static ProviderStatus Ready(string? caveat = null) => new(true, caveat, null);

    internal static ProviderStatus Unavailable(string reason, string remedy) => new(false, reason, remedy);

    /// <summary>One line: <c>ready</c>, or <c>unavailable: reason; remedy</c>.</summary>
    public override string ToString() => IsReady
        ? Reason is null ? "ready" : $"ready ({Reason})"
        : $"unavailable: {Reason}; {Remedy}";
}
