using System.Numerics;

namespace EdgeInfer.Kernels;

/// <summary>Grows a box found on a text map to the text's real size: DB models are trained on shrunken text.</summary>
/// <remarks>
/// Liao et al., "Real-time Scene Text Detection with Differentiable Binarization", 2020: all sides move outwards by
/// area × ratio ÷ perimeter, with round corners; the result is the smallest rectangle around that. PaddleOCR does it with
/// Clipper (<c>JT_ROUND</c>), which rounds to whole pixels; here nothing is rounded.
/// </remarks>
internal static class TextBoxGrowth
{
    /// <param name="box">A convex quad of some perimeter, corners clockwise as seen.</param>
    /// <param name="ratio">Times the area over the perimeter; 1.5 to 2 is usual; at least 0.</param>
    public static Quad Run(in Quad box, double ratio)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ratio);
        double perimeter = box.Perimeter;
        if (perimeter == 0) return box;
        Span<Vector2> corners = [box.TopLeft, box.BottomLeft, box.BottomRight, box.TopRight];
        return MinimumAreaRectangle.Run(corners, box.Area * ratio / perimeter);
    }
}
