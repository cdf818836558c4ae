namespace EdgeInfer.Vision;

/// <summary>How a <see cref="FaceEmbedder"/> is loaded.</summary>
public sealed record FaceEmbedderOptions : VisionTaskOptions
{
    /// <summary>The registry's provider, the manifest that is found and its threshold.</summary>
    public static FaceEmbedderOptions Default { get; } = new();

    /// <summary>Similarity from which on two faces are taken for the same person's, −1 … 1; default null: the manifest's.</summary>
    public float? Threshold { get; init; }

    internal void Validate()
    {
        if (Threshold is { } t && !(t is >= -1 and <= 1)) throw new ArgumentOutOfRangeException(nameof(Threshold), t, "A similarity is a number from -1 to 1.");
    }
}
