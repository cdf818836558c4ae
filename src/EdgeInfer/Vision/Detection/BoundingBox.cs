using System.Globalization;

namespace EdgeInfer.Vision;

/// <summary>An upright box by its corners, in pixels of the original picture; (0, 0) is the picture's top-left corner.</summary>
/// <remarks>
/// Edges lie between pixels: a box around the pixel in the corner is (0, 0) – (1, 1), and width = right − left. Other forms
/// are made by name, so that no four numbers are taken for what they are not.
/// </remarks>
/// <param name="X1">Left edge.</param>
/// <param name="Y1">Top edge.</param>
/// <param name="X2">Right edge, not less than <paramref name="X1"/>.</param>
/// <param name="Y2">Bottom edge, not less than <paramref name="Y1"/>.</param>
public readonly record struct BoundingBox(float X1, float Y1, float X2, float Y2)
{
    /// <summary>Right edge minus left edge.</summary>
    public float Width => X2 - X1;

    /// <summary>Bottom edge minus top edge.</summary>
    public float Height => Y2 - Y1;

    /// <summary>Middle between the left and right edges.</summary>
    public float CenterX => (X1 + X2) / 2;

    /// <summary>Middle between the top and bottom edges.</summary>
    public float CenterY => (Y1 + Y2) / 2;

    /// <summary>Width × height in square pixels.</summary>
    public float Area => Width * Height;

    /// <summary>From the top-left corner and a size, as COCO writes boxes.</summary>
    public static BoundingBox FromTopLeft(float x, float y, float width, float height) => new(x, y, x + width, y + height);

    /// <summary>From the centre and a size.</summary>
    public static BoundingBox FromCenter(float centerX, float centerY, float width, float height) =>
        new(centerX - width / 2, centerY - height / 2, centerX + width / 2, centerY + height / 2);

    /// <summary>From edges relative to a picture, 0 … 1.</summary>
    /// <param name="relative">The edges, each divided by the picture's width or height.</param>
    /// <param name="imageWidth">The picture's width in pixels.</param>
    /// <param name="imageHeight">The picture's height in pixels.</param>
    public static BoundingBox FromRelative(BoundingBox relative, int imageWidth, int imageHeight) =>
        new(relative.X1 * imageWidth, relative.Y1 * imageHeight, relative.X2 * imageWidth, relative.Y2 * imageHeight);

    /// <summary>Each edge divided by the picture's width or height.</summary>
    /// <param name="imageWidth">The picture's width in pixels, at least 1.</param>
    /// <param name="imageHeight">The picture's height in pixels, at least 1.</param>
    public BoundingBox ToRelative(int imageWidth, int imageHeight) =>
        new(X1 / imageWidth, Y1 / imageHeight, X2 / imageWidth, Y2 / imageHeight);

    /// <summary>The part inside a picture; without area where the box lies outside it.</summary>
    /// <param name="imageWidth">The picture's width in pixels.</param>
    /// <param name="imageHeight">The picture's height in pixels.</param>
    public BoundingBox Clip(int imageWidth, int imageHeight) =>
        new(Math.Clamp(X1, 0, imageWidth), Math.Clamp(Y1, 0, imageHeight), Math.Clamp(X2, 0, imageWidth), Math.Clamp(Y2, 0, imageHeight));

    /// <summary>Moved to the right and down.</summary>
    public BoundingBox Offset(float dx, float dy) => new(X1 + dx, Y1 + dy, X2 + dx, Y2 + dy);

    /// <summary>Intersection over union with another box: 0 for none, 1 for the same box.</summary>
    public float IoU(BoundingBox other)
    {
        float intersection = Intersection(other);
        return intersection > 0 ? intersection / (Area + other.Area - intersection) : 0;
    }

    /// <summary>Area shared with another box in square pixels; 0 where they are apart.</summary>
    public float Intersection(BoundingBox other)
    {
        float width = Math.Min(X2, other.X2) - Math.Max(X1, other.X1);
        float height = Math.Min(Y2, other.Y2) - Math.Max(Y1, other.Y1);
        return width > 0 && height > 0 ? width * height : 0;
    }

    /// <summary><c>(132, 217) – (312, 541)</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({X1:0.#}, {Y1:0.#}) – ({X2:0.#}, {Y2:0.#})");
}
