namespace EdgeInfer.Vision;

/// <summary>How an <see cref="InstanceSegmenter"/> is loaded and what it reports.</summary>
public sealed record InstanceSegmenterOptions : VisionTaskOptions
{
    /// <summary>The registry's provider, the manifest that is found and its thresholds.</summary>
    public static InstanceSegmenterOptions Default { get; } = new();

    /// <summary>Lowest score reported, 0 … 1; default null: the manifest's.</summary>
    public float? Confidence { get; init; }

    /// <summary>Overlap (IoU) above which the lower-scored of two boxes goes, 0 … 1; default null: the manifest's.</summary>
    public float? Iou { get; init; }

    /// <summary>Most objects reported a picture, at least 1; default 300.</summary>
    public int MaxObjects { get; init; } = 300;

    internal void Validate()
    {
        RequireUnit(Confidence, nameof(Confidence));
        RequireUnit(Iou, nameof(Iou));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxObjects, 1);
    }
}
