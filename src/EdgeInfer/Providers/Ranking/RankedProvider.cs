namespace EdgeInfer.Providers;

/// <summary>Where a provider stands for a policy and a model on this machine, and why.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Status">Ready, or why not.</param>
/// <param name="IsAutomatic">Whether <c>auto</c> may choose it: it is ready, and known to be worth it unmeasured.</param>
/// <param name="Explanation">What speaks for and against it, and its place: <c>float32 model; fixed shapes; first for latency</c>.</param>
public sealed record RankedProvider(ExecutionProvider Provider, ProviderStatus Status, bool IsAutomatic, string Explanation)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Provider.Name}: {Explanation}";
}
