namespace EdgeInfer.Providers;

/// <summary>A ready provider in the order of attempts, and the reason it will be reported with if it runs the model.</summary>
internal readonly record struct ProviderCandidate(ExecutionProvider Provider, string Reason);
