using System.Globalization;

namespace EdgeInfer.Vision;

/// <summary>One object found in a picture, and the pixels that belong to it.</summary>
/// <param name="ClassId">Number of its class in the model's order, from 0.</param>
/// <param name="Label">Name of its class.</param>
/// <param name="Score">Confidence, 0 … 1.</param>
/// <param name="Box">Where it is, in pixels of the original picture, clipped to it.</param>
/// <param name="Mask">Its pixels.</param>
public readonly record struct SegmentedObject(int ClassId, string Label, float Score, BoundingBox Box, InstanceMask Mask)
{
    /// <summary><c>dog 0.93 (132, 217) – (312, 541), 41210 pixels</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Label} {Score:0.00} ({Box.X1:0}, {Box.Y1:0}) – ({Box.X2:0}, {Box.Y2:0}), {Mask.Area} pixels");
}
