namespace EdgeInfer.Imaging;

/// <summary>How pixels lie in memory, 8 bits a sample.</summary>
/// <remarks>
/// RGB and grey formats interleave the channels, named in memory order. YUV formats are what cameras and video decoders
/// deliver: a luma sample (Y) for each pixel, and a pair of chroma samples (U and V, that is Cb and Cr) for two or four.
/// Widths and heights may be odd; the last column and row then have chroma of their own. A pixel takes the chroma sample
/// that it shares, without interpolation, as OpenCV's <c>cvtColor</c> does. YUV formats are for reading only: tasks take
/// them, <see cref="ImageBuffer.CopyOf"/> and the codecs convert them.
/// </remarks>
public enum PixelFormat
{
    /// <summary>Red, green, blue: 3 bytes a pixel.</summary>
    Rgb24,

    /// <summary>Blue, green, red: 3 bytes a pixel (OpenCV's order).</summary>
    Bgr24,

    /// <summary>Red, green, blue, alpha (not premultiplied): 4 bytes a pixel.</summary>
    Rgba32,

    /// <summary>Blue, green, red, alpha (not premultiplied): 4 bytes a pixel (GDI+, Skia and WPF's order).</summary>
    Bgra32,

    /// <summary>Luminance: 1 byte a pixel.</summary>
    Gray8,

    /// <summary>
    /// YUV 4:2:0 in two planes: all rows of luma, then half as many rows of U V pairs, rounded up, with the same stride. The
    /// stride is at least the width rounded up to even.
    /// </summary>
    Nv12,

    /// <summary>As <see cref="Nv12"/>, with V before U (Android's older camera API).</summary>
    Nv21,

    /// <summary>
    /// YUV 4:2:0 in three planes: all rows of luma, then half as many rows of U, then as many of V, both rounded up, with half the
    /// stride, rounded up. Also what <see cref="ImageView.FromYuvPlanes"/> looks at, whatever the strides.
    /// </summary>
    I420,

    /// <summary>As <see cref="I420"/>, with V before U.</summary>
    Yv12,

    /// <summary>
    /// YUV 4:2:2 in one plane (also called YUYV): Y U Y V, four bytes for two pixels of a row; what most USB cameras deliver
    /// uncompressed.
    /// </summary>
    Yuy2,
}
