namespace EdgeInfer.Vision;

/// <summary>How an <see cref="ImageClassifier"/> is loaded.</summary>
public sealed record ImageClassifierOptions : VisionTaskOptions
{
    /// <summary>The registry's provider, the manifest that is found.</summary>
    public static ImageClassifierOptions Default { get; } = new();
}
