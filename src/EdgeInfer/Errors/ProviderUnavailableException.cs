using EdgeInfer.Providers;

namespace EdgeInfer;

/// <summary>No execution provider that was asked for can run the model on this machine.</summary>
public sealed class ProviderUnavailableException : EdgeInferException
{
    /// <param name="message">What was asked for, why it is not available and what to do.</param>
    /// <param name="attempts">Every provider that was tried, in order, with the reason it was passed over.</param>
    /// <param name="innerException">ONNX Runtime's own error, if any.</param>
    public ProviderUnavailableException(string message, IReadOnlyList<ProviderAttempt>? attempts = null, Exception? innerException = null)
        : base(message, "provider-unavailable", innerException) => Attempts = attempts ?? [];

    /// <summary>Every provider that was tried, in order, with the reason it was passed over.</summary>
    public IReadOnlyList<ProviderAttempt> Attempts { get; }
}
