namespace EdgeInfer;

/// <summary>
/// A model's manifest is missing or cannot be read: not JSON, an unknown property, a value out of range, or nothing
/// known about how to feed this model.
/// </summary>
public sealed class ManifestException : EdgeInferException
{
    /// <param name="message">What was expected, what was found and what to do.</param>
    /// <param name="manifest">The manifest's file path, or the model's where no manifest was found.</param>
    /// <param name="innerException">The JSON reader's error, if any.</param>
    public ManifestException(string message, string? manifest = null, Exception? innerException = null)
        : base(message, "manifest", innerException) => Manifest = manifest;

    /// <summary>The manifest's file path, or the model's where no manifest was found.</summary>
    public string? Manifest { get; }

    /// <summary>Where nothing is known about the model: a manifest to fill in, as JSON; otherwise null.</summary>
    public string? Skeleton { get; init; }
}
