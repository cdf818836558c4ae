namespace EdgeInfer.Providers;

/// <summary>Whether a provider can run on this machine.</summary>
public enum ProviderState
{
    /// <summary>Everything it needs was found.</summary>
    Ready,

    /// <summary>It can run, but something about this machine makes it slower or less sure than it could be: see <see cref="ProviderStatus.Caveats"/>.</summary>
    ReadyWithCaveats,

    /// <summary>Something it needs is missing: see <see cref="ProviderStatus.Reason"/> and <see cref="ProviderStatus.Remedy"/>.</summary>
    Unavailable,
}
