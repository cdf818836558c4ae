using EdgeInfer.Imaging;
using EdgeInfer.Tests.Imaging;

namespace EdgeInfer.Tests.Vips;

public sealed class PixelRowTests
{
    public static TheoryData<PixelFormat, PixelFormat> Pairs()
    {
        var pairs = new TheoryData<PixelFormat, PixelFormat>();
        foreach (PixelFormat from in PixelFormats.Interleaved)
        {
            foreach (PixelFormat to in PixelFormats.Interleaved) pairs.Add(from, to);
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Every_pair_follows_the_definition(PixelFormat from, PixelFormat to)
    {
        const int Pixels = 777;
        byte[] source = new byte[Pixels * from.BytesPerPixel()];
        new Random(1234).NextBytes(source);
        byte[] destination = new byte[Pixels * to.BytesPerPixel()];
        PixelRow.Convert(source, from, destination, to);

        for (int i = 0; i < Pixels; i++)
        {
            Assert.Equal(Expected(source, i, from, to), destination.AsSpan(i * to.BytesPerPixel(), to.BytesPerPixel()).ToArray());
        }
    }

    [Theory]
    [InlineData(PixelFormat.Rgb24, PixelFormat.Bgr24)]
    [InlineData(PixelFormat.Rgba32, PixelFormat.Bgra32)]
    public void Equal_sizes_convert_in_place(PixelFormat from, PixelFormat to)
    {
        byte[] source = new byte[60];
        new Random(5).NextBytes(source);
        byte[] expected = new byte[60];
        PixelRow.Convert(source, from, expected, to);
        PixelRow.Convert(source, from, source, to);

        Assert.Equal(expected, source);
    }

    [Fact]
    public void Different_numbers_of_pixels_are_refused() =>
        Assert.Throws<ArgumentException>(() => PixelRow.Convert(new byte[6], PixelFormat.Rgb24, new byte[3], PixelFormat.Gray8));

    private static byte[] Expected(byte[] source, int pixel, PixelFormat from, PixelFormat to)
    {
        ReadOnlySpan<byte> p = source.AsSpan(pixel * from.BytesPerPixel(), from.BytesPerPixel());
        (double r, double g, double b, double a) = from switch
        {
            PixelFormat.Rgb24 => (p[0], p[1], p[2], 255),
            PixelFormat.Bgr24 => (p[2], p[1], p[0], 255),
            PixelFormat.Rgba32 => (p[0], p[1], p[2], p[3]),
            PixelFormat.Bgra32 => (p[2], p[1], p[0], p[3]),
            _ => ((double)p[0], (double)p[0], (double)p[0], 255.0),
        };
        if (to is not (PixelFormat.Rgba32 or PixelFormat.Bgra32))
        {
            (r, g, b) = (OverWhite(r, a), OverWhite(g, a), OverWhite(b, a));
        }

        byte luma = (byte)((19595 * (int)r + 38470 * (int)g + 7471 * (int)b + 32768) / 65536);
        return to switch
        {
            PixelFormat.Rgb24 => [(byte)r, (byte)g, (byte)b],
            PixelFormat.Bgr24 => [(byte)b, (byte)g, (byte)r],
            PixelFormat.Rgba32 => [(byte)r, (byte)g, (byte)b, (byte)a],
            PixelFormat.Bgra32 => [(byte)b, (byte)g, (byte)r, (byte)a],
            _ => [luma],
        };
    }

    private static double OverWhite(double value, double alpha) => Math.Round((value * alpha + 255 * (255 - alpha)) / 255);
}
