namespace EdgeInfer.Vision;

/// <summary>How an <see cref="ImageMatter"/> is loaded.</summary>
public sealed record ImageMatterOptions : VisionTaskOptions
{
    /// <summary>The registry's provider and the manifest that is found.</summary>
    public static ImageMatterOptions Default { get; } = new();
}
