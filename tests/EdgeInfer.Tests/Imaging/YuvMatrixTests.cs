using EdgeInfer.Imaging;

namespace EdgeInfer.Tests.Imaging;

public sealed class YuvMatrixTests
{
    // From the standards' definition: R' G' B' in 0 … 1 from luma and the scaled differences B − Y and R − Y.
    [Theory]
    [InlineData(YuvColor.Bt601, 0.299, 0.114, false)]
    [InlineData(YuvColor.Bt601Full, 0.299, 0.114, true)]
    [InlineData(YuvColor.Bt709, 0.2126, 0.0722, false)]
    [InlineData(YuvColor.Bt709Full, 0.2126, 0.0722, true)]
    public void Every_sample_is_the_standards_within_one_level(YuvColor color, double kr, double kb, bool full)
    {
        YuvMatrix matrix = YuvMatrix.For(color);
        for (int y = 0; y < 256; y++)
        {
            for (int u = 0; u < 256; u += 3)
            {
                for (int v = 0; v < 256; v += 3)
                {
                    double luma = full ? y / 255.0 : Math.Max(0, y - 16) / 219.0, chroma = full ? 255 : 224;
                    double red = luma + 2 * (1 - kr) * (v - 128) / chroma, blue = luma + 2 * (1 - kb) * (u - 128) / chroma;
                    double green = (luma - kr * red - kb * blue) / (1 - kr - kb);
                    Rgb actual = matrix.ToRgb((byte)y, (byte)u, (byte)v);
                    Assert.True(
                        Near(actual.R, red) && Near(actual.G, green) && Near(actual.B, blue),
                        $"{color} ({y}, {u}, {v}) is {actual}, by definition ({255 * red:F2}, {255 * green:F2}, {255 * blue:F2}).");
                }
            }
        }

        static bool Near(byte level, double value) => Math.Abs(level - Math.Clamp(255 * value, 0, 255)) <= 1;
    }

    [Fact]
    public void Black_and_white_are_exact()
    {
        foreach (YuvColor color in Enum.GetValues<YuvColor>())
        {
            bool full = color is YuvColor.Bt601Full or YuvColor.Bt709Full;
            Assert.Equal(Rgb.Black, YuvMatrix.For(color).ToRgb((byte)(full ? 0 : 16), 128, 128));
            Assert.Equal(Rgb.White, YuvMatrix.For(color).ToRgb((byte)(full ? 255 : 235), 128, 128));
        }
    }

    [Fact]
    public void Undefined_colours_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(static () => YuvMatrix.For((YuvColor)9));
}
