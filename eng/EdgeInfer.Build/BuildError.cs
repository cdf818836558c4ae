namespace EdgeInfer.Build;

/// <summary>
/// Something outside this program is not as it must be. The message is one line that says what, what was
/// found and what to do; it is shown without a stack trace.
/// </summary>
internal sealed class BuildError(string message, Exception? inner = null) : Exception(message, inner);
