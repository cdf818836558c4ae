using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

public sealed class PicturePolarityTests
{
    [Theory]
    [InlineData(PixelFormat.Gray8)]
    [InlineData(PixelFormat.Rgb24)]
    [InlineData(PixelFormat.Bgra32)]
    public void The_border_decides(PixelFormat format)
    {
        foreach ((int width, int height) in new[] { (1, 1), (1, 9), (9, 1), (2, 2), (28, 28), (33, 5) })
        {
            Assert.True(HasLightBackground(width, height, format, border: 250, inside: 0), $"{width}×{height}");
            Assert.False(HasLightBackground(width, height, format, border: 5, inside: 255), $"{width}×{height}");
        }
    }

    [Fact]
    public void Mid_grey_is_not_light()
    {
        Assert.False(HasLightBackground(4, 4, PixelFormat.Gray8, border: 128, inside: 0));
        Assert.True(HasLightBackground(4, 4, PixelFormat.Gray8, border: 129, inside: 0));
    }

    /// <summary>Alpha is 255 in dark borders and 0 in light ones; the bytes between rows too.</summary>
    private static bool HasLightBackground(int width, int height, PixelFormat format, byte border, byte inside)
    {
        int bytes = format.BytesPerPixel(), stride = width * bytes + 7;
        byte[] pixels = new byte[height * stride];
        pixels.AsSpan().Fill((byte)(border > 128 ? 0 : 255));
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                bool edge = x == 0 || y == 0 || x == width - 1 || y == height - 1;
                pixels.AsSpan(y * stride + x * bytes, Math.Min(3, bytes)).Fill(edge ? border : inside);
            }
        }

        return PicturePolarity.HasLightBackground(new ImageView(pixels, width, height, stride, format));
    }
}
