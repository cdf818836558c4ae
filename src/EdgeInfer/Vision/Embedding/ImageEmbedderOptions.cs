namespace EdgeInfer.Vision;

/// <summary>How an <see cref="ImageEmbedder"/> is loaded and what it gives.</summary>
public sealed record ImageEmbedderOptions : VisionTaskOptions
{
    /// <summary>The registry's provider, the manifest that is found.</summary>
    public static ImageEmbedderOptions Default { get; } = new();

    /// <summary>Whether vectors are brought to length 1 (L2); default null: as the manifest says.</summary>
    public bool? Normalize { get; init; }
}
