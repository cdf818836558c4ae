using EdgeInfer.Imaging;

namespace EdgeInfer.Tests.Imaging.Drawing;

public class ClassPaletteTests
{
    [Fact]
    public void Colours_are_the_same_everywhere()
    {
        // Written down once: a change of the palette changes everybody's pictures and should be meant.
        Assert.Equal(new Rgb(255, 103, 65), ClassPalette.For(0));
        Assert.Equal(new Rgb(0, 185, 150), ClassPalette.For(1));
        Assert.Equal(new Rgb(196, 116, 249), ClassPalette.For(2));
    }

    [Fact]
    public void All_are_equally_light()
    {
        for (int id = -20; id < 400; id++)
        {
            Assert.InRange(ToOklab(ClassPalette.For(id)).L, 0.69, 0.71);
        }
    }

    [Fact]
    public void All_are_colourful()
    {
        for (int id = -20; id < 400; id++)
        {
            (_, double a, double b) = ToOklab(ClassPalette.For(id));
            Assert.InRange(Math.Sqrt(a * a + b * b), 0.11, 0.21);
        }
    }

    [Fact]
    public void Neighbouring_classes_differ_plainly()
    {
        // 0.02 is about the least difference that is seen side by side.
        for (int id = 0; id < 400; id++)
        {
            for (int next = id + 1; next < id + 8; next++)
            {
                Assert.InRange(Distance(ClassPalette.For(id), ClassPalette.For(next)), 0.06, 1);
            }
        }
    }

    [Fact]
    public void Text_on_every_colour_has_the_contrast_that_accessibility_rules_ask_for()
    {
        for (int id = 0; id < 400; id++)
        {
            Rgb color = ClassPalette.For(id);
            Assert.InRange(Contrast(color, ClassPalette.TextOn(color)), 4.5, 21);
        }
    }

    [Fact]
    public void Text_is_white_on_dark_and_black_on_bright()
    {
        Assert.Equal(Rgb.White, ClassPalette.TextOn(new Rgb(60, 0, 120)));
        Assert.Equal(Rgb.White, ClassPalette.TextOn(Rgb.Black));
        Assert.Equal(Rgb.Black, ClassPalette.TextOn(new Rgb(250, 240, 90)));
        Assert.Equal(Rgb.Black, ClassPalette.TextOn(Rgb.White));
    }

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void Any_id_has_a_colour(int id) => Assert.InRange(ToOklab(ClassPalette.For(id)).L, 0.69, 0.71);

    private static double Contrast(Rgb one, Rgb other)
    {
        double a = one.RelativeLuminance, b = other.RelativeLuminance;
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Distance(Rgb one, Rgb other)
    {
        (double l1, double a1, double b1) = ToOklab(one);
        (double l2, double a2, double b2) = ToOklab(other);
        return Math.Sqrt((l1 - l2) * (l1 - l2) + (a1 - a2) * (a1 - a2) + (b1 - b2) * (b1 - b2));
    }

    // The direction opposite to the palette's, with the matrices of its definition.
    private static (double L, double A, double B) ToOklab(Rgb color)
    {
        double red = Linear(color.R), green = Linear(color.G), blue = Linear(color.B);
        double l = Math.Cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
        double m = Math.Cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
        double s = Math.Cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
        return (
            0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s);

        static double Linear(byte channel)
        {
            double encoded = channel / 255.0;
            return encoded <= 0.04045 ? encoded / 12.92 : Math.Pow((encoded + 0.055) / 1.055, 2.4);
        }
    }
}
