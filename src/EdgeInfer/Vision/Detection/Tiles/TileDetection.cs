namespace EdgeInfer.Vision;

/// <summary>An object as one tile shows it, in pixels of the picture.</summary>
/// <param name="Found">The object.</param>
/// <param name="Tile">Which tile: boxes of one tile have been compared already.</param>
/// <param name="IsCut">Whether it touches an edge of the tile beyond which the picture goes on.</param>
internal readonly record struct TileDetection(Detection Found, int Tile, bool IsCut);
