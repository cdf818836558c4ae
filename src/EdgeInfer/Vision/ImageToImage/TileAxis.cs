namespace EdgeInfer.Vision;

/// <summary>One axis of a picture cut into tiles of one length that overlap, and how much each tile counts where two do.</summary>
/// <remarks>
/// Tiles lie as evenly as whole pixels allow, so that the overlap is at least what was asked for. Inside an overlap a model sees
/// less and less of a tile's surroundings towards its edge: the outer quarter of the overlap does not count at all, and in
/// the half between the two quarters one tile fades into the next. The weights of all tiles sum to 1 everywhere.
/// </remarks>
internal sealed class TileAxis
{
    private readonly int[] _starts;

    /// <param name="length">The picture's pixels.</param>
    /// <param name="tile">A tile's pixels; a picture that is shorter has one tile, which reaches past it.</param>
    /// <param name="overlap">Pixels that neighbours share at least; at most a third of a tile.</param>
    public TileAxis(int length, int tile, int overlap)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tile);
        ArgumentOutOfRangeException.ThrowIfNegative(overlap);
        // Spread evenly, three tiles may then meet in one pixel, but only where the outer ones do not count.
        overlap = Math.Min(overlap, tile / 3);
        Length = length;
        Tile = tile;
        int step = tile - overlap, rest = length - tile;
        int count = rest <= 0 ? 1 : (rest + step - 1) / step + 1;
        _starts = new int[count];
        for (int i = 1; i < count; i++) _starts[i] = (int)((long)i * rest / (count - 1));
    }

    /// <summary>The picture's pixels.</summary>
    public int Length { get; }

    /// <summary>A tile's pixels.</summary>
    public int Tile { get; }

    /// <summary>Tiles.</summary>
    public int Count => _starts.Length;

    /// <summary>Where a tile begins.</summary>
    public int Start(int tile) => _starts[tile];

    /// <summary>The pixel from which on later tiles count: everything before is settled when a tile is done.</summary>
    public int SettledAfter(int tile) => tile == Count - 1 ? Length : Start(tile + 1);

    /// <summary>How much a tile counts at each of its pixels, in a picture that is enlarged.</summary>
    /// <param name="tile">Which.</param>
    /// <param name="scale">Result pixels to one of the picture.</param>
    /// <param name="weights">Receives tile × scale weights, 0 … 1.</param>
    public void Weigh(int tile, int scale, Span<float> weights)
    {
        weights.Fill(1);
        if (tile > 0)
        {
            int shared = (Start(tile - 1) + Tile - Start(tile)) * scale;
            for (int i = 0; i < shared; i++) weights[i] *= Fade(i, shared);
        }

        if (tile < Count - 1)
        {
            int shared = (Start(tile) + Tile - Start(tile + 1)) * scale;
            Span<float> end = weights[^shared..];
            for (int i = 0; i < shared; i++) end[i] *= 1 - Fade(i, shared);
        }
    }

    /// <summary>From 0 to 1 over the middle half of an overlap.</summary>
    private static float Fade(int index, int shared) => Math.Clamp((index + 0.5f) / shared * 2 - 0.5f, 0, 1);
}
