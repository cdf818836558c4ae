using System.Globalization;

namespace EdgeInfer.Vision;

/// <summary>One face found in a picture.</summary>
/// <param name="Score">Confidence, 0 … 1.</param>
/// <param name="Box">Where it is, in pixels of the original picture, clipped to it.</param>
/// <param name="Landmarks">
/// Points of the face in pixels of the original picture; they may lie outside it. Five (the person's right eye, left eye, tip of the
/// nose, right and left corner of the mouth: of an upright face, left before right as the picture shows them), or as
/// many as the landmark model gives. Empty where no model gives any.
/// </param>
/// <param name="Embedding">What tells this person from others; null where no embedder was loaded, or the landmarks do not let the face be aligned.</param>
public readonly record struct Face(float Score, BoundingBox Box, IReadOnlyList<Keypoint> Landmarks, Embedding? Embedding = null)
{
    /// <summary><c>face 0.93 (132, 217) – (312, 541)</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"face {Score:0.00} ({Box.X1:0}, {Box.Y1:0}) – ({Box.X2:0}, {Box.Y2:0})");
}
