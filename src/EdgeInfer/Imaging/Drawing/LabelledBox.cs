using System.Numerics;

namespace EdgeInfer.Imaging;

/// <summary>What <see cref="BoxAnnotator"/> draws for one found object.</summary>
/// <param name="X1">Left edge, in pixels of the picture.</param>
/// <param name="Y1">Upper edge.</param>
/// <param name="X2">Right edge.</param>
/// <param name="Y2">Lower edge.</param>
/// <param name="ClassId">Decides the color.</param>
/// <param name="Text">Shown in the tag, such as <c>person 93 %</c>; an empty text means no tag.</param>
/// <param name="Corners">Corners of a turned box, whose outline is drawn instead of the frame; null for an upright one.</param>
internal readonly record struct LabelledBox(float X1, float Y1, float X2, float Y2, int ClassId, string Text, Vector2[]? Corners = null);
