namespace EdgeInfer.Kernels;

/// <summary>Which pixels of a border are kept.</summary>
internal enum ContourPoints
{
    /// <summary>Each one; OpenCV's <c>CHAIN_APPROX_NONE</c>.</summary>
    Every,

    /// <summary>Those where the direction changes; OpenCV's <c>CHAIN_APPROX_SIMPLE</c>.</summary>
    Corners,
}
