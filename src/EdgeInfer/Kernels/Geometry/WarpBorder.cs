namespace EdgeInfer.Kernels;

/// <summary>What a warp finds outside its source.</summary>
internal enum WarpBorder
{
    /// <summary>One colour (OpenCV <c>BORDER_CONSTANT</c>).</summary>
    Constant,

    /// <summary>The closest pixel of the border (OpenCV <c>BORDER_REPLICATE</c>).</summary>
    Replicate,
}
