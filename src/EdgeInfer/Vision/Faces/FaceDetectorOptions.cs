namespace EdgeInfer.Vision;

/// <summary>How a <see cref="FaceDetector"/> is loaded and what it reports.</summary>
public sealed record FaceDetectorOptions : VisionTaskOptions
{
    /// <summary>The registry's provider, the manifest that is found and its thresholds.</summary>
    public static FaceDetectorOptions Default { get; } = new();

    /// <summary>Lowest score reported, 0 … 1; default null: the manifest's.</summary>
    public float? Confidence { get; init; }

    /// <summary>Overlap (IoU) above which the lower-scored of two boxes goes, 0 … 1; default null: the manifest's.</summary>
    public float? Iou { get; init; }

    /// <summary>Most faces reported a picture, at least 1; default 300.</summary>
    public int MaxFaces { get; init; } = 300;

    internal void Validate()
    {
        RequireUnit(Confidence, nameof(Confidence));
        RequireUnit(Iou, nameof(Iou));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxFaces, 1);

        static void RequireUnit(float? value, string name)
        {
            if (value is { } v && !(v is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(name, v, "A number from 0 to 1.");
        }
    }
}
