namespace EdgeInfer;

/// <summary>A picture could not be decoded: missing, empty, truncated, of an unknown format, or larger than allowed.</summary>
public sealed class ImageDecodeException : EdgeInferException
{
    /// <param name="message">What was expected, what was found and what to do.</param>
    /// <param name="source">The picture's file path, or null for pictures from memory.</param>
    /// <param name="innerException">The codec's own error, if any.</param>
    public ImageDecodeException(string message, string? source = null, Exception? innerException = null)
        : base(message, "image-decode", innerException) => ImageSource = source;

    /// <summary>The picture's file path, or null where it came from memory.</summary>
    public string? ImageSource { get; }
}
