using System.Numerics;

namespace EdgeInfer.Vision;

/// <summary>A closed line around a region of a mask, or around a hole in one.</summary>
/// <param name="Points">
/// Its corners in order, in pixels of the original picture: the centres of the region's outermost pixels, such as (0.5, 0.5) for
/// the picture's first. A region of one pixel has one point.
/// </param>
/// <param name="IsHole">Whether the line surrounds a hole; its points still belong to the region.</param>
public readonly record struct Contour(IReadOnlyList<Vector2> Points, bool IsHole)
{
    /// <summary><c>hole of 12 points</c>.</summary>
    public override string ToString() => $"{(IsHole ? "hole" : "region")} of {Points.Count} points";
}
