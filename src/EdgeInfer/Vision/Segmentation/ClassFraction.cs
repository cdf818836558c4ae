using System.Globalization;

namespace EdgeInfer.Vision;

/// <summary>How much of a picture belongs to one class.</summary>
/// <param name="ClassId">Number of the class in the model's order, from 0.</param>
/// <param name="Label">Name of the class.</param>
/// <param name="Fraction">Its share of the picture's pixels, 0 … 1.</param>
public readonly record struct ClassFraction(int ClassId, string Label, float Fraction)
{
    /// <summary><c>horse 19.7%</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Label} {Fraction * 100:0.0}%");
}
