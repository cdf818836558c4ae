namespace EdgeInfer.Kernels;

/// <summary>A rectangle turned about its centre.</summary>
/// <param name="CenterX">To the right.</param>
/// <param name="CenterY">Down.</param>
/// <param name="Width">Extent along the angle's direction.</param>
/// <param name="Height">Extent across it.</param>
/// <param name="Angle">Radians, from the x axis towards the y axis: clockwise as seen. Any value; half turns do not matter.</param>
internal readonly record struct RotatedBox(float CenterX, float CenterY, float Width, float Height, float Angle)
{
    /// <inheritdoc cref="RotatedShape.IoU"/>
    public static double IoU(in RotatedBox a, in RotatedBox b) => RotatedShape.IoU(new(a), new(b));

    /// <inheritdoc cref="RotatedShape.ProbIoU"/>
    public static double ProbIoU(in RotatedBox a, in RotatedBox b) => RotatedShape.ProbIoU(new(a), new(b));
}
