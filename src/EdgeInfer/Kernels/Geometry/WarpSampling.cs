namespace EdgeInfer.Kernels;

/// <summary>How a warp reads a picture between its pixels.</summary>
internal enum WarpSampling
{
    /// <summary>Two by two neighbours, weighed in 1/32 of a pixel (OpenCV <c>INTER_LINEAR</c>).</summary>
    Bilinear,

    /// <summary>The closest pixel (OpenCV <c>INTER_NEAREST</c>).</summary>
    Nearest,

    /// <summary>Four by four neighbours, weighed in 1/32 of a pixel (OpenCV <c>INTER_CUBIC</c>): sharper than bilinear.</summary>
    Bicubic,
}
