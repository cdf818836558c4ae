namespace EdgeInfer.Vision;

/// <summary>How a <see cref="PoseEstimator"/> is loaded and what it reports.</summary>
public sealed record PoseEstimatorOptions : VisionTaskOptions
{
    /// <summary>The registry's provider, the manifest that is found and its thresholds.</summary>
    public static PoseEstimatorOptions Default { get; } = new();

    /// <summary>Lowest score of a person, 0 … 1; default null: the manifest's. Models that are shown one person report all that they are shown.</summary>
    public float? Confidence { get; init; }

    /// <summary>Overlap (IoU) above which the lower-scored of two people goes, 0 … 1; default null: the manifest's.</summary>
    public float? Iou { get; init; }

    /// <summary>Most people reported a picture, at least 1; default 100.</summary>
    public int MaxPeople { get; init; } = 100;

    /// <summary>
    /// For models that are shown one person: finds the people. Default null: boxes are given with each call, or the whole picture is
    /// one person. Not disposed with the estimator.
    /// </summary>
    public ObjectDetector? PersonDetector { get; init; }

    /// <summary>Label of the objects of <see cref="PersonDetector"/> that are people; default <c>person</c>.</summary>
    public string PersonLabel { get; init; } = "person";

    internal void Validate()
    {
        RequireUnit(Confidence, nameof(Confidence));
        RequireUnit(Iou, nameof(Iou));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPeople, 1);
        ArgumentException.ThrowIfNullOrEmpty(PersonLabel);
    }
}
