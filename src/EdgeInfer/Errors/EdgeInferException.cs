namespace EdgeInfer;

/// <summary>
/// Base of what goes wrong in the world rather than in the calling code: a file, a model, a device.
/// The message names the thing, what was expected, what was found and what to do.
/// </summary>
/// <remarks>Mistakes of the calling code are reported as <see cref="ArgumentException"/> and its kin.</remarks>
public abstract class EdgeInferException : Exception
{
    private protected EdgeInferException(string message, string errorId, Exception? innerException = null)
        : base(message, innerException)
    {
        ErrorId = errorId;
        HelpLink = $"docs/errors/{errorId}.md";
    }

    /// <summary>Stable, machine-readable name of the kind of error, such as <c>image-decode</c>; also names its help page.</summary>
    public string ErrorId { get; }
}
