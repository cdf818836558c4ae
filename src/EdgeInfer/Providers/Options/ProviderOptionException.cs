namespace EdgeInfer.Providers;

/// <summary>An option of an execution provider is unknown, out of range, or contradicts another one, the policy or the model.</summary>
public sealed class ProviderOptionException : ArgumentException
{
    internal ProviderOptionException(string message, string provider, string option) : base(message) => (Provider, Option) = (provider, option);

    /// <summary>Short name of the provider.</summary>
    public string Provider { get; }

    /// <summary>ONNX Runtime's key of the option, as it was given.</summary>
    public string Option { get; }
}
