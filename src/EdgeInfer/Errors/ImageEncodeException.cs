namespace EdgeInfer;

/// <summary>A picture could not be encoded or written: unknown file type, missing folder, disk full.</summary>
public sealed class ImageEncodeException : EdgeInferException
{
    /// <param name="message">What was expected, what was found and what to do.</param>
    /// <param name="destination">The file that was to be written, or null for pictures written to memory.</param>
    /// <param name="innerException">The codec's own error, if any.</param>
    public ImageEncodeException(string message, string? destination = null, Exception? innerException = null)
        : base(message, "image-encode", innerException) => Destination = destination;

    /// <summary>The file that was to be written, or null where the picture went to memory.</summary>
    public string? Destination { get; }
}
