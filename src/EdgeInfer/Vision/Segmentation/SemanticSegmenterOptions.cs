namespace EdgeInfer.Vision;

/// <summary>How a <see cref="SemanticSegmenter"/> is loaded.</summary>
public sealed record SemanticSegmenterOptions : VisionTaskOptions
{
    /// <summary>The registry's provider and the manifest that is found.</summary>
    public static SemanticSegmenterOptions Default { get; } = new();
}
