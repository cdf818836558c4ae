namespace EdgeInfer.Vision;

/// <summary>An upright box by its corners, in pixels of the original picture; (0, 0) is the picture's top-left corner.</summary>
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

    /// <summary>Intersection over union with another box: 0 for none, 1 for the same box.</summary>
    public float IoU(BoundingBox other)
    {
        float width = Math.Min(X2, other.X2) - Math.Max(X1, other.X1);
        float height = Math.Min(Y2, other.Y2) - Math.Max(Y1, other.Y1);
        if (width <= 0 || height <= 0) return 0;
        float intersection = width * height;
        return intersection / (Width * Height + other.Width * other.Height - intersection);
    }
}
