namespace EdgeInfer;

/// <summary>A loaded model failed while running: the device was lost or out of memory, or an operator refused its input.</summary>
public sealed class InferenceException : EdgeInferException
{
    /// <param name="message">Which model, on which provider, and what the runtime said.</param>
    /// <param name="model">The model's file path or name.</param>
    /// <param name="innerException">ONNX Runtime's own error, if any.</param>
    public InferenceException(string message, string? model = null, Exception? innerException = null)
        : base(message, "inference", innerException) => Model = model;

    /// <summary>The model's file path or name.</summary>
    public string? Model { get; }
}
