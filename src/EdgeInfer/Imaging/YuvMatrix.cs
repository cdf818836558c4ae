using System.Runtime.CompilerServices;

namespace EdgeInfer.Imaging;

/// <summary>From YUV to RGB in fixed point: coefficients in units of 1/2²⁰, one rounding for each channel.</summary>
/// <remarks>
/// <c>R = clamp((Luma × max(0, Y − Black) + RedV × (V − 128) + 2¹⁹) >> 20)</c>, and so on. For <see cref="YuvColor.Bt601"/>, bit for
/// bit OpenCV's <c>cvtColor</c> (<c>COLOR_YUV2RGB_NV12</c> and kin), whose coefficients are those of the standard rounded to three
/// decimals. The others have those of the standard. No sum exceeds 31 bits.
/// </remarks>
internal readonly record struct YuvMatrix(int Black, int Luma, int RedV, int GreenU, int GreenV, int BlueU)
{
    public const int Bits = 20;

    public const int Half = 1 << (Bits - 1);

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="color"/> is not defined.</exception>
    public static YuvMatrix For(YuvColor color) => color switch
    {
        YuvColor.Bt601 => new YuvMatrix(16, 1_220_542, 1_673_527, -409_993, -852_492, 2_116_026),
        YuvColor.Bt601Full => Standard(0.299, 0.114, full: true),
        YuvColor.Bt709 => Standard(0.2126, 0.0722, full: false),
        YuvColor.Bt709Full => Standard(0.2126, 0.0722, full: true),
        _ => throw new ArgumentOutOfRangeException(nameof(color), color, "Not a YUV colour."),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Rgb ToRgb(byte y, byte u, byte v)
    {
        int luma = Math.Max(0, y - Black) * Luma + Half, blue = u - 128, red = v - 128;
        return new Rgb(
            Level(luma + RedV * red),
            Level(luma + GreenU * blue + GreenV * red),
            Level(luma + BlueU * blue));

        static byte Level(int sum) => (byte)Math.Clamp(sum >> Bits, 0, 255);
    }

    // Kr and Kb define a matrix: luma is Kr R + (1 − Kr − Kb) G + Kb B, chroma B − Y and R − Y, each scaled to its range.
    private static YuvMatrix Standard(double kr, double kb, bool full)
    {
        double kg = 1 - kr - kb, luma = full ? 1 : 255.0 / 219, chroma = full ? 1 : 255.0 / 224;
        double redV = 2 * (1 - kr) * chroma, blueU = 2 * (1 - kb) * chroma;
        return new YuvMatrix(full ? 0 : 16, Fixed(luma), Fixed(redV), Fixed(-blueU * kb / kg), Fixed(-redV * kr / kg), Fixed(blueU));

        static int Fixed(double value) => (int)Math.Round(value * (1 << Bits));
    }
}
