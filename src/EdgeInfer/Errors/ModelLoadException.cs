namespace EdgeInfer;

/// <summary>A model could not be loaded: missing, not a model, truncated, external data missing, or refused by ONNX Runtime.</summary>
public sealed class ModelLoadException : EdgeInferException
{
    /// <param name="message">What was expected, what was found and what to do.</param>
    /// <param name="model">The model's file path, or its name where it came from memory.</param>
    /// <param name="innerException">ONNX Runtime's own error, if any.</param>
    public ModelLoadException(string message, string? model = null, Exception? innerException = null)
        : base(message, "model-load", innerException) => Model = model;

    /// <summary>The model's file path, or its name where it came from memory.</summary>
    public string? Model { get; }
}
