using EdgeInfer.Imaging;

namespace EdgeInfer.Vision;

/// <summary>Large pictures, tile by tile.</summary>
public sealed partial class ObjectDetector
{
    /// <summary>Where the model's input has no size of its own.</summary>
    private const int UsualTile = 640;

    /// <summary>Pixels from a tile's edge within which a box counts as cut by it.</summary>
    private const float CutMargin = 2;

    /// <returns>Tiles of the picture's columns and rows; null where one would show all of it.</returns>
    private (TileAxis Columns, TileAxis Rows)? TilesOf(int width, int height)
    {
        if (_tiles is null) return null;
        (int tileWidth, int tileHeight) = _tiles.Size is { } size ? (size, size) : Model.Preprocessor.FixedSize ?? (UsualTile, UsualTile);
        if (width <= tileWidth && height <= tileHeight) return null;
        return (Axis(width, tileWidth), Axis(height, tileHeight));

        TileAxis Axis(int length, int tile) => new(length, Math.Min(tile, length), (int)(_tiles.Overlap * Math.Min(tile, length)));
    }

    private Detection[] DetectInTiles(ImageView image, TileAxis columns, TileAxis rows, out StageTimings timings, CancellationToken cancellationToken)
    {
        var found = new List<TileDetection>();
        timings = default;
        int tile = 0;
        for (int row = 0; row < rows.Count; row++)
        {
            for (int column = 0; column < columns.Count; column++, tile++)
            {
                int x = columns.Start(column), y = rows.Start(row);
                ImageView view = image.Crop(x, y, columns.Tile, rows.Tile);
                IReadOnlyList<Detection> inTile = Model.Run<Reader, IReadOnlyList<Detection>>(view, new(this), out StageTimings own, cancellationToken);
                timings = timings.Plus(own);
                foreach (Detection seen in inTile)
                {
                    BoundingBox box = seen.Box;
                    bool cut = (x > 0 && box.X1 < CutMargin) || (y > 0 && box.Y1 < CutMargin)
                        || (x + columns.Tile < image.Width && box.X2 > columns.Tile - CutMargin) || (y + rows.Tile < image.Height && box.Y2 > rows.Tile - CutMargin);
                    found.Add(new(Moved(in seen, x, y), tile, cut));
                }
            }
        }

        if (_tiles!.IncludeWhole)
        {
            IReadOnlyList<Detection> inWhole = Model.Run<Reader, IReadOnlyList<Detection>>(image, new(this), out StageTimings own, cancellationToken);
            timings = timings.Plus(own);
            foreach (Detection seen in inWhole) found.Add(new(seen, tile, IsCut: false));
        }

        return TileMerge.Run(found, Iou, Model.Manifest.ClassAgnosticNms, _maxDetections);
    }

    private static Detection Moved(in Detection detection, int x, int y) => detection with
    {
        Box = detection.Box.Offset(x, y),
        Oriented = detection.Oriented is { } turned ? turned with { CenterX = turned.CenterX + x, CenterY = turned.CenterY + y } : null,
    };
}
