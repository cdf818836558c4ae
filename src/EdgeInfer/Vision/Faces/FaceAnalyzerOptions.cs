namespace EdgeInfer.Vision;

/// <summary>How the models of a <see cref="FaceAnalyzer"/> are loaded.</summary>
public sealed record FaceAnalyzerOptions
{
    /// <summary>The defaults of each model.</summary>
    public static FaceAnalyzerOptions Default { get; } = new();

    /// <summary>For the detector.</summary>
    public FaceDetectorOptions Detector { get; init; } = FaceDetectorOptions.Default;

    /// <summary>For the landmark model, where there is one.</summary>
    public FaceLandmarkerOptions Landmarker { get; init; } = FaceLandmarkerOptions.Default;

    /// <summary>For the recognition model, where there is one.</summary>
    public FaceEmbedderOptions Embedder { get; init; } = FaceEmbedderOptions.Default;
}
