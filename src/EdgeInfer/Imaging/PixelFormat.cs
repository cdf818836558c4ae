namespace EdgeInfer.Imaging;

/// <summary>How one pixel lies in memory: 8 bits a channel, channels interleaved, named in memory order.</summary>
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
}
