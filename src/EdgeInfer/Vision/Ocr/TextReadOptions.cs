namespace EdgeInfer.Vision;

/// <summary>What an <see cref="OcrReader"/> reads in one call.</summary>
public sealed record TextReadOptions
{
    /// <summary>All lines of the whole picture that score at least 0.5.</summary>
    public static TextReadOptions Default { get; } = new();

    /// <summary>Lowest score of a line that is kept, 0 … 1; default 0.5.</summary>
    public float MinScore { get; init; } = 0.5f;

    /// <summary>What lines may say; default null: whatever the model can write.</summary>
    public TextConstraint? Constraint { get; init; }

    /// <summary>Whether each line comes with its characters' places; default not.</summary>
    public bool LocateCharacters { get; init; }

    /// <summary>
    /// The part of the picture to look at, in its pixels; results are in pixels of the whole picture all the same. Default null: all.
    /// </summary>
    public BoundingBox? Region { get; init; }

    /// <summary>
    /// Without a line classifier: a line that scores lower than this is read once more, upside down, and counts as that where it then scores
    /// notably higher. 0 … 1; default 0: never. 0.9 or so finds most lines that are upside down, since recognisers make little sense of them,
    /// and costs a second reading of those that are hard to read.
    /// </summary>
    public float RereadBelow { get; init; }

    internal void Validate()
    {
        if (!(MinScore is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(MinScore), MinScore, "A number from 0 to 1.");
        if (!(RereadBelow is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(RereadBelow), RereadBelow, "A number from 0 to 1.");
        if (Region is not { } region) return;
        if (!float.IsFinite(region.X1) || !float.IsFinite(region.Y1) || !float.IsFinite(region.X2) || !float.IsFinite(region.Y2) || !(region.Width > 0 && region.Height > 0))
            throw new ArgumentOutOfRangeException(nameof(Region), region, "A box with finite corners, wider and higher than 0.");
    }
}
