namespace EdgeInfer.Imaging;

/// <summary>A colour for every class id: the same on every machine, and far from its neighbours'.</summary>
/// <remarks>
/// Hues advance by the golden angle, so that any run of consecutive ids is spread over the circle. Lightness is the
/// same for all, in OKLCH (Björn Ottosson, "A perceptual color space for image processing", 2020): no class shouts,
/// and lines show on dark and on bright pictures. Chroma is lowered where sRGB cannot show the hue that strongly.
/// </remarks>
internal static class ClassPalette
{
    private const double Lightness = 0.7;
    private const double Chroma = 0.2;
    private const double GoldenAngle = 137.50776405003785;

    // Class 0 is what most single-class models have; it gets an orange-red that is rare in photos.
    private const double FirstHue = 35;

    /// <param name="classId">Any number; negative ones are as good as others.</param>
    public static Rgb For(int classId)
    {
        double hue = (FirstHue + classId * GoldenAngle) * (Math.PI / 180);
        if (TryConvert(Chroma, hue, out Rgb color)) return color;

        // Chroma 0 is a grey and always shown; 12 halvings are finer than 8 bits a channel.
        double shown = 0, notShown = Chroma;
        for (int i = 0; i < 12; i++)
        {
            double middle = (shown + notShown) / 2;
            if (TryConvert(middle, hue, out _)) shown = middle;
            else notShown = middle;
        }

        TryConvert(shown, hue, out color);
        return color;
    }

    /// <summary>Black or white, whichever has the higher WCAG contrast on <paramref name="background"/>.</summary>
    public static Rgb TextOn(Rgb background)
    {
        double luminance = background.RelativeLuminance;
        double onBlack = (luminance + 0.05) / 0.05;
        double onWhite = 1.05 / (luminance + 0.05);
        return onBlack >= onWhite ? Rgb.Black : Rgb.White;
    }

    private static bool TryConvert(double chroma, double hue, out Rgb color)
    {
        double a = chroma * Math.Cos(hue);
        double b = chroma * Math.Sin(hue);
        double l = Cube(Lightness + 0.3963377774 * a + 0.2158037573 * b);
        double m = Cube(Lightness - 0.1055613458 * a - 0.0638541728 * b);
        double s = Cube(Lightness - 0.0894841775 * a - 1.2914855480 * b);

        double red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
        double green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
        double blue = -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s;

        color = new Rgb(Encode(red), Encode(green), Encode(blue));
        return red is >= 0 and <= 1 && green is >= 0 and <= 1 && blue is >= 0 and <= 1;
    }

    private static double Cube(double value) => value * value * value;

    private static byte Encode(double linear)
    {
        linear = Math.Clamp(linear, 0, 1);
        double encoded = linear <= 0.0031308 ? linear * 12.92 : 1.055 * Math.Pow(linear, 1 / 2.4) - 0.055;
        return (byte)Math.Round(encoded * 255);
    }
}
