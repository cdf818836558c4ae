namespace EdgeInfer.Providers;

/// <summary>A provider and its status on this machine.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Status">Ready, or why not.</param>
public sealed record ProviderReport(ExecutionProvider Provider, ProviderStatus Status);
