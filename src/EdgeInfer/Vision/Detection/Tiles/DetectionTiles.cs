namespace EdgeInfer.Vision;

/// <summary>
/// How a large picture is cut into overlapping tiles that are looked at one by one, so that small objects are not lost when
/// the picture is shrunk to the model's input.
/// </summary>
/// <remarks>
/// F. C. Akyon et al., "Slicing Aided Hyper Inference", 2022. Unlike there, only boxes that a tile's edge cuts are joined with
/// what they overlap; others are duplicates where they overlap as much as for ordinary suppression. So an object in front of
/// a larger one of its class stays.
/// </remarks>
public sealed record DetectionTiles
{
    /// <summary>Tiles of the model's own size that overlap by a fifth, and the whole picture.</summary>
    public static DetectionTiles Default { get; } = new();

    /// <summary>Width and height of a tile in pixels of the picture, 32 … 16384; default null: the model's input, which then sees the picture's own pixels.</summary>
    public int? Size { get; init; }

    /// <summary>The part of a tile that its neighbour shows too, 0 … 0.33; objects up to that size are whole in one of them. Default 0.2.</summary>
    public float Overlap { get; init; } = 0.2f;

    /// <summary>Whether the whole picture is looked at as well, for objects larger than a tile; default yes.</summary>
    public bool IncludeWhole { get; init; } = true;

    internal void Validate()
    {
        if (Size is { } size)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 32, nameof(Size));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 16384, nameof(Size));
        }

        if (!(Overlap is >= 0 and <= 0.33f)) throw new ArgumentOutOfRangeException(nameof(Overlap), Overlap, "A number from 0 to 0.33.");
    }
}
