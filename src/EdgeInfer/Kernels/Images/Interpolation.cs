namespace EdgeInfer.Kernels;

/// <summary>The filter that resizes a picture; its levels are the named library's, bit for bit.</summary>
/// <remarks>All use half-pixel centres, except <see cref="NearestFloor"/>.</remarks>
public enum Interpolation
{
    /// <summary>Two by two neighbours, no antialiasing when shrinking (OpenCV <c>INTER_LINEAR</c>).</summary>
    Bilinear,

    /// <summary>A triangle filter that widens when shrinking, so that every pixel counts (PIL <c>BILINEAR</c>, torchvision <c>antialias=True</c>).</summary>
    AntialiasedBilinear,

    /// <summary>The pixel whose area holds the sample point (PIL <c>NEAREST</c>, PyTorch <c>nearest-exact</c>); between two pixels, the later one.</summary>
    Nearest,

    /// <summary>
    /// The mean of the area that a pixel of the result covers (OpenCV <c>INTER_AREA</c>). Where one side or both grow, a mix of two by two
    /// neighbours by what they cover, close to nearest neighbours with soft edges.
    /// </summary>
    Area,

    /// <summary>Four by four neighbours, a cubic with a = −3/4, no antialiasing when shrinking (OpenCV <c>INTER_CUBIC</c>).</summary>
    Bicubic,

    /// <summary>A cubic with a = −1/2 that widens when shrinking (PIL <c>BICUBIC</c>, torchvision's bicubic on pictures).</summary>
    AntialiasedBicubic,

    /// <summary>The pixel that holds the result's upper left corner, not its centre (OpenCV <c>INTER_NEAREST</c>, PyTorch <c>nearest</c>).</summary>
    NearestFloor,
}
