using System.Globalization;
using System.Numerics;

namespace EdgeInfer.Vision;

/// <summary>A rectangle turned about its centre, in pixels of the original picture; (0, 0) is the picture's top-left corner.</summary>
/// <param name="CenterX">Centre, to the right.</param>
/// <param name="CenterY">Centre, down.</param>
/// <param name="Width">Extent along the angle's direction.</param>
/// <param name="Height">Extent across it.</param>
/// <param name="Angle">Radians from the x axis towards the y axis, clockwise as seen; −π/2 … π/2 where a model does not say which end is the front.</param>
public readonly record struct OrientedBox(float CenterX, float CenterY, float Width, float Height, float Angle)
{
    /// <summary>The angle in degrees, clockwise as seen.</summary>
    public float AngleDegrees => Angle * (180 / MathF.PI);

    /// <summary>The upright box around it; may reach beyond the picture.</summary>
    public BoundingBox Bounds
    {
        get
        {
            (float sin, float cos) = MathF.SinCos(Angle);
            float halfWidth = (Math.Abs(cos) * Width + Math.Abs(sin) * Height) / 2, halfHeight = (Math.Abs(sin) * Width + Math.Abs(cos) * Height) / 2;
            return new BoundingBox(CenterX - halfWidth, CenterY - halfHeight, CenterX + halfWidth, CenterY + halfHeight);
        }
    }

    /// <summary>The corners, clockwise as seen, beginning with the one that is top left at angle 0.</summary>
    /// <returns>Four points.</returns>
    public Vector2[] GetCorners()
    {
        (float sin, float cos) = MathF.SinCos(Angle);
        var center = new Vector2(CenterX, CenterY);
        Vector2 along = new Vector2(cos, sin) * (Width / 2), across = new Vector2(-sin, cos) * (Height / 2);
        return [center - along - across, center + along - across, center + along + across, center - along + across];
    }

    /// <summary><c>(222, 379) 180 × 324 at 12°</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"({CenterX:0}, {CenterY:0}) {Width:0} × {Height:0} at {AngleDegrees:0}°");
}
