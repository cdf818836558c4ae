using System.Numerics;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>A line to be put in order.</summary>
internal struct PlacedLine
{
    /// <summary>Its place before sorting.</summary>
    public int Index;

    /// <summary>Corners from where the text begins.</summary>
    public Quad Quad;

    public float Width;
    public float Height;

    /// <summary>Angle of the text's direction, clockwise from the picture's rows, in radians.</summary>
    public double Direction;

    public bool RunsAcross;

    // Where it lies on the page as it is read: x along the text, y from line to line.
    public float Left;
    public float Right;
    public float Top;
    public float Bottom;

    public int Row;

    public PlacedLine(int index, in Quad quad)
    {
        this = default;
        Index = index;
        Quad = quad;
        Width = quad.Width;
        Height = quad.Height;
        Vector2 along = quad.TopRight - quad.TopLeft + (quad.BottomRight - quad.BottomLeft);
        Direction = Math.Atan2(along.Y, along.X);
    }

    public readonly float Middle => (Top + Bottom) / 2;

    /// <summary>Turns the page so that text of this direction runs to the right.</summary>
    public void Lay(double direction)
    {
        (double sin, double cos) = Math.SinCos(direction);
        Vector2 center = Turn(Quad.Center);
        // A line of about this direction keeps its own size: the box around a skewed one would reach into its neighbours.
        if (Math.Abs(Math.Sin(Direction - direction)) < 0.35)
        {
            (Left, Right, Top, Bottom) = (center.X - Width / 2, center.X + Width / 2, center.Y - Height / 2, center.Y + Height / 2);
            return;
        }

        (Left, Top, Right, Bottom) = (float.MaxValue, float.MaxValue, float.MinValue, float.MinValue);
        for (int i = 0; i < 4; i++)
        {
            Vector2 corner = Turn(Quad[i]);
            Left = Math.Min(Left, corner.X);
            Right = Math.Max(Right, corner.X);
            Top = Math.Min(Top, corner.Y);
            Bottom = Math.Max(Bottom, corner.Y);
        }

        Vector2 Turn(Vector2 point) => new((float)(cos * point.X + sin * point.Y), (float)(cos * point.Y - sin * point.X));
    }
}
