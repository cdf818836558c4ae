namespace EdgeInfer.Imaging;

/// <summary>A rectangle in pixels: X1 … X2 by Y1 … Y2.</summary>
internal readonly record struct PixelBounds(double X1, double Y1, double X2, double Y2)
{
    public bool IsEmpty => X1 >= X2 || Y1 >= Y2;

    public double Width => X2 - X1;

    public double Height => Y2 - Y1;

    /// <summary>The rectangle between two opposite corners, whichever they are, moved outwards on all sides.</summary>
    public static PixelBounds Between(float x1, float y1, float x2, float y2, double outwards = 0) => new(
        Math.Min(x1, x2) - outwards, Math.Min(y1, y2) - outwards, Math.Max(x1, x2) + outwards, Math.Max(y1, y2) + outwards);

    /// <summary>Moved outwards on all sides; inwards where <paramref name="by"/> is negative, until nothing is left.</summary>
    public PixelBounds Grown(double by) => new(X1 - by, Y1 - by, X2 + by, Y2 + by);

    /// <summary>Area, in square pixels, that two rectangles have in common.</summary>
    public double CommonArea(PixelBounds other) =>
        Math.Max(0, Math.Min(X2, other.X2) - Math.Max(X1, other.X1)) * Math.Max(0, Math.Min(Y2, other.Y2) - Math.Max(Y1, other.Y1));
}
