using System.Globalization;

namespace EdgeInfer.Vision;

/// <summary>A point that a model was taught to find: an eye, an elbow.</summary>
/// <param name="X">In pixels of the original picture, from its left edge; may lie outside it.</param>
/// <param name="Y">In pixels of the original picture, from its top edge; may lie outside it.</param>
/// <param name="Score">Confidence, 0 … 1; 1 where the model gives none.</param>
public readonly record struct Keypoint(float X, float Y, float Score = 1)
{
    /// <summary><c>(132, 217) 0.93</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({X:0.#}, {Y:0.#}) {Score:0.00}");
}
