namespace EdgeInfer.Vision;

/// <summary>How an <see cref="ImageUpscaler"/> is loaded and how it cuts pictures into tiles.</summary>
public sealed record ImageUpscalerOptions : VisionTaskOptions
{
    /// <summary>The registry's provider, the manifest that is found, tiles of 512 pixels.</summary>
    public static ImageUpscalerOptions Default { get; } = new();

    /// <summary>
    /// Longest side of a tile in pixels of the picture, 16 … 16384; default 512. Larger tiles need more memory and have fewer seams to
    /// blend. Without meaning where the model's input has a fixed size: that is the tile's.
    /// </summary>
    public int TileSize { get; init; } = 512;

    /// <summary>Pixels that neighbouring tiles share at least, 0 … a third of a tile; default 32. More hides seams of models that look further around.</summary>
    public int TileOverlap { get; init; } = 32;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(TileSize, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(TileSize, 16_384);
        ArgumentOutOfRangeException.ThrowIfNegative(TileOverlap);
    }
}
