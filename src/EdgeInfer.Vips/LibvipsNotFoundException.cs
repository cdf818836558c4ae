namespace EdgeInfer.Vips;

/// <summary>libvips, the native library behind this package, could not be loaded. The message says where it was looked for.</summary>
public sealed class LibvipsNotFoundException : DllNotFoundException
{
    /// <param name="message">What was looked for, where, and what to do.</param>
    /// <param name="attempts">Each place tried, and why it did not serve.</param>
    public LibvipsNotFoundException(string message, IReadOnlyList<string> attempts)
        : base(message)
    {
        Attempts = attempts;
        HelpLink = "docs/errors/libvips-not-found.md";
    }

    /// <summary>Each place tried, in order, and why it did not serve.</summary>
    public IReadOnlyList<string> Attempts { get; }
}
