namespace EdgeInfer.Vision;

/// <summary>How an <see cref="ObjectDetector"/> is loaded and what it reports.</summary>
public sealed record ObjectDetectorOptions : VisionTaskOptions
{
    /// <summary>The registry's provider, the manifest that is found and its thresholds.</summary>
    public static ObjectDetectorOptions Default { get; } = new();

    /// <summary>Lowest score reported, 0 … 1; default null: the manifest's.</summary>
    public float? Confidence { get; init; }

    /// <summary>Overlap (IoU) above which the lower-scored of two boxes goes, 0 … 1; default null: the manifest's.</summary>
    public float? Iou { get; init; }

    /// <summary>Most objects reported a picture, at least 1; default 300.</summary>
    public int MaxDetections { get; init; } = 300;

    /// <summary>Labels of the classes reported, capitals or not, or their numbers; default none named: all.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Lowest scores of classes that have one of their own, by label or number, 0 … 1; the others have <see cref="Confidence"/>.</summary>
    public IReadOnlyDictionary<string, float> ClassConfidence { get; init; } = new Dictionary<string, float>();

    /// <summary>Cuts pictures that are larger than a tile into tiles, for small objects in large pictures; default null: never.</summary>
    public DetectionTiles? Tiles { get; init; }

    internal void Validate()
    {
        Tiles?.Validate();
        ArgumentNullException.ThrowIfNull(Classes);
        ArgumentNullException.ThrowIfNull(ClassConfidence);
        foreach ((string name, float value) in ClassConfidence) RequireUnit(value, $"{nameof(ClassConfidence)}[{name}]");
        RequireUnit(Confidence, nameof(Confidence));
        RequireUnit(Iou, nameof(Iou));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDetections, 1);
    }
}
