namespace EdgeInfer.Vision;

/// <summary>How an <see cref="ImageClassifier"/> is loaded.</summary>
public sealed record ImageClassifierOptions : VisionTaskOptions
{
    /// <summary>The registry's provider, the manifest that is found.</summary>
    public static ImageClassifierOptions Default { get; } = new();

    /// <summary>
    /// Lowest score reported, 0 … 1; default null: for a model of several labels a picture the manifest's, otherwise none.
    /// </summary>
    public float? Confidence { get; init; }

    internal void Validate()
    {
        if (Confidence is { } v && !(v is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(Confidence), v, "A number from 0 to 1.");
    }
}
