using EdgeInfer.Models;

namespace EdgeInfer;

/// <summary>A model could not be brought here: the source is out of reach or refuses, what it gives is another file, or the cache folder cannot hold it.</summary>
public sealed class ModelDownloadException : EdgeInferException
{
    /// <param name="message">What was expected, what was found and what to do.</param>
    /// <param name="failure">What kind of thing went wrong.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="innerException">The error underneath, if any.</param>
    public ModelDownloadException(string message, ModelDownloadFailure failure, string? model = null, Exception? innerException = null)
        : base(message, "model-download", innerException) => (Failure, Model) = (failure, model);

    /// <summary>What kind of thing went wrong.</summary>
    public ModelDownloadFailure Failure { get; }

    /// <summary>The model's name.</summary>
    public string? Model { get; }
}
