namespace EdgeInfer;

/// <summary>
/// A face gallery's file cannot be read or written: missing, truncated, altered, of a later version, no permission, disk full.
/// </summary>
/// <remarks>A file that could not be written is as it was before.</remarks>
public sealed class FaceGalleryException : EdgeInferException
{
    /// <param name="message">What was expected, what was found and what to do.</param>
    /// <param name="path">The file.</param>
    /// <param name="innerException">The error underneath, if any.</param>
    public FaceGalleryException(string message, string path, Exception? innerException = null)
        : base(message, "face-gallery", innerException) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}
