using System.Globalization;

namespace EdgeInfer.Vision;

/// <summary>One object found in a picture.</summary>
/// <param name="ClassId">Number of its class in the model's order, from 0.</param>
/// <param name="Label">Name of its class.</param>
/// <param name="Score">Confidence, 0 … 1.</param>
/// <param name="Box">Where it is, in pixels of the original picture, clipped to it.</param>
public readonly record struct Detection(int ClassId, string Label, float Score, BoundingBox Box)
{
    /// <summary>The turned box, from models that give such; not clipped. Null for upright boxes; <see cref="Box"/> surrounds it.</summary>
    public OrientedBox? Oriented { get; init; }

    /// <summary><c>dog 0.93 (132, 217) – (312, 541)</c>, or for a turned box <c>ship 0.93 (222, 379) 180 × 324 at 12°</c>.</summary>
    public override string ToString() => Oriented is { } turned
        ? string.Create(CultureInfo.InvariantCulture, $"{Label} {Score:0.00} {turned}")
        : string.Create(CultureInfo.InvariantCulture, $"{Label} {Score:0.00} ({Box.X1:0}, {Box.Y1:0}) – ({Box.X2:0}, {Box.Y2:0})");
}
