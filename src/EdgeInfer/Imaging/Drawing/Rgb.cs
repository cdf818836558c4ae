namespace EdgeInfer.Imaging;

/// <summary>An opaque sRGB color, 8 bits a channel.</summary>
/// <param name="R">Red, 0 … 255.</param>
/// <param name="G">Green, 0 … 255.</param>
/// <param name="B">Blue, 0 … 255.</param>
public readonly record struct Rgb(byte R, byte G, byte B)
{
    /// <summary>(0, 0, 0).</summary>
    public static Rgb Black => new(0, 0, 0);

    /// <summary>(255, 255, 255).</summary>
    public static Rgb White => new(255, 255, 255);

    /// <summary>The grey that a <see cref="PixelFormat.Gray8"/> picture shows for this color: ITU-R BT.601 luma, rounded.</summary>
    internal byte Luma => (byte)((299 * R + 587 * G + 114 * B + 500) / 1000);

    /// <summary>WCAG relative luminance, 0 … 1: what contrast is computed from.</summary>
    internal double RelativeLuminance => 0.2126 * ToLinear(R) + 0.7152 * ToLinear(G) + 0.0722 * ToLinear(B);

    private static double ToLinear(byte channel)
    {
        double encoded = channel / 255.0;
        return encoded <= 0.04045 ? encoded / 12.92 : Math.Pow((encoded + 0.055) / 1.055, 2.4);
    }
}
