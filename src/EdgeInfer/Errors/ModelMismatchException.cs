namespace EdgeInfer;

/// <summary>
/// What is fed to a model, or said about it, does not fit it: a tensor of another shape or type, a manifest that
/// contradicts the model, a label list of the wrong length.
/// </summary>
public sealed class ModelMismatchException : EdgeInferException
{
    /// <param name="message">What was expected, what was found and what to do.</param>
    /// <param name="model">The model's file path or name.</param>
    /// <param name="innerException">The error underneath, if any.</param>
    public ModelMismatchException(string message, string? model = null, Exception? innerException = null)
        : base(message, "model-mismatch", innerException) => Model = model;

    /// <summary>The model's file path or name.</summary>
    public string? Model { get; }
}
