namespace EdgeInfer.Vision;

/// <summary>How an <see cref="ObjectTracker"/> decides what is the same object.</summary>
public sealed record ObjectTrackerOptions
{
    /// <summary>Values that suit people and vehicles at 15 to 30 frames a second.</summary>
    public static ObjectTrackerOptions Default { get; } = new();

    /// <summary>Score from which a detection counts as sure, 0 … 1; default 0.5.</summary>
    public float SureScore { get; init; } = 0.5f;

    /// <summary>
    /// Lowest score of detections that keep an object alive which is already followed (half hidden, blurred), 0 … 1;
    /// default 0.1. The detector must report them: load it with this <see cref="ObjectDetectorOptions.Confidence"/>.
    /// </summary>
    public float LowScore { get; init; } = 0.1f;

    /// <summary>Score from which a new object is followed, 0 … 1; default 0.6.</summary>
    public float NewObjectScore { get; init; } = 0.6f;

    /// <summary>Least overlap (IoU) of a sure detection with where an object is expected, 0 … 1; default 0.2.</summary>
    public float MinIoU { get; init; } = 0.2f;

    /// <summary>Frames that an object may be out of sight and still get its number back; default 30.</summary>
    public int MaxLostFrames { get; init; } = 30;

    /// <summary>Frames in a row that an object must be found in before it gets a number, except in the first frame of all; default 2.</summary>
    public int MinFrames { get; init; } = 2;

    /// <summary>Whether an object keeps its class; false where a detector wavers between classes. Default true.</summary>
    public bool ClassAware { get; init; } = true;

    internal void Validate()
    {
        RequireUnit(SureScore, nameof(SureScore));
        RequireUnit(LowScore, nameof(LowScore));
        RequireUnit(NewObjectScore, nameof(NewObjectScore));
        RequireUnit(MinIoU, nameof(MinIoU));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxLostFrames);
        ArgumentOutOfRangeException.ThrowIfLessThan(MinFrames, 1);
        if (LowScore > SureScore) throw new ArgumentException($"{nameof(LowScore)} is {LowScore}, above {nameof(SureScore)}, {SureScore}.");

        static void RequireUnit(float value, string name)
        {
            if (!(value is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(name, value, "A number from 0 to 1.");
        }
    }
}
