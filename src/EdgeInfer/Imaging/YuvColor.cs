namespace EdgeInfer.Imaging;

/// <summary>Which colours a YUV picture's numbers mean. Nothing in the pixels says so: the camera or the decoder does.</summary>
/// <remarks>
/// Limited range has black at Y = 16, white at 235 and chroma in 16 … 240; darker luma counts as black. Full range uses 0 … 255
/// for all. A wrong choice shifts colours and contrast by some percent, which costs accuracy rather than results.
/// </remarks>
public enum YuvColor
{
    /// <summary>ITU-R BT.601, limited range: the usual one of cameras, and OpenCV's, whose rounded coefficients are used.</summary>
    Bt601,

    /// <summary>ITU-R BT.601, full range: JPEG and MJPEG cameras, most phones (<c>JFIF</c>).</summary>
    Bt601Full,

    /// <summary>ITU-R BT.709, limited range: HD video, as decoders deliver it.</summary>
    Bt709,

    /// <summary>ITU-R BT.709, full range.</summary>
    Bt709Full,
}
