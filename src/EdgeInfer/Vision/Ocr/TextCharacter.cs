using System.Globalization;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>One character of a line.</summary>
/// <param name="Text">What is read: one character of the dictionary, which may be a space.</param>
/// <param name="Score">How sure the model is, 0 … 1.</param>
/// <param name="Quad">
/// About where it is, in pixels of the original picture; the top left corner is where it begins for a reader. Borders lie halfway
/// between neighbours, as the recogniser tells a character's middle only, and to a few pixels.
/// </param>
public readonly record struct TextCharacter(string Text, float Score, Quad Quad)
{
    /// <summary><c>A 0.98</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Text} {Score:0.00}");
}
