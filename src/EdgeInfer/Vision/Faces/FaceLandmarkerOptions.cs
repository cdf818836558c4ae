namespace EdgeInfer.Vision;

/// <summary>How a <see cref="FaceLandmarker"/> is loaded.</summary>
public sealed record FaceLandmarkerOptions : VisionTaskOptions
{
    /// <summary>The registry's provider, the manifest that is found.</summary>
    public static FaceLandmarkerOptions Default { get; } = new();
}
