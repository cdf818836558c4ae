namespace EdgeInfer.Kernels;

/// <summary>Which borders of a mask's regions are followed.</summary>
internal enum ContourMode
{
    /// <summary>Outer borders of regions that lie in no other region's hole; OpenCV's <c>RETR_EXTERNAL</c>.</summary>
    External,

    /// <summary>All outer borders and all borders of holes; OpenCV's <c>RETR_LIST</c>.</summary>
    All,
}
