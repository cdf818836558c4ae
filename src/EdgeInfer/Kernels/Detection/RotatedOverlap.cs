namespace EdgeInfer.Kernels;

/// <summary>How the overlap of two turned boxes is measured.</summary>
internal enum RotatedOverlap
{
    /// <summary>Area of the intersection over that of the union, exactly: <see cref="RotatedShape.IoU"/>.</summary>
    Polygon,

    /// <summary>Likeness of the boxes as Gaussian distributions: <see cref="RotatedShape.ProbIoU"/>, what Ultralytics uses.</summary>
    Gaussian,
}
