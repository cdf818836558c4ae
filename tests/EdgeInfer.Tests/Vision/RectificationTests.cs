using System.Numerics;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

public sealed class RectificationTests
{
    [Fact]
    public void An_upright_quad_is_cut_out()
    {
        using ImageBuffer image = Gradient(40, 30);
        using ImageBuffer cut = image.Rectify(new Quad(new(5, 10), new(25, 10), new(25, 20), new(5, 20)));
        Assert.Equal((20, 10, PixelFormat.Gray8), (cut.Width, cut.Height, cut.Format));
        for (int y = 0; y < cut.Height; y++) Assert.True(cut.GetRow(y).SequenceEqual(image.GetRow(10 + y).Slice(5, 20)));
    }

    [Fact]
    public void A_quad_that_is_turned_by_a_quarter_is_turned_back()
    {
        using ImageBuffer image = Gradient(40, 30);
        // Reading begins at the picture's bottom left: the cut's right is the picture's up.
        using ImageBuffer cut = image.Rectify(new Quad(new(5, 20), new(5, 10), new(25, 10), new(25, 20)));
        Assert.Equal((10, 20), (cut.Width, cut.Height));
        Assert.Equal(image.GetRow(20)[5], cut.GetRow(0)[0]);
        Assert.Equal(image.GetRow(15)[9], cut.GetRow(4)[5]);
    }

    [Fact]
    public void Bad_quads_are_named()
    {
        using ImageBuffer image = Gradient(40, 30);
        Vector2 a = new(0, 0), b = new(10, 0), c = new(10, 10), d = new(0, 10);
        Assert.Throws<ArgumentException>(() => image.Rectify(new Quad(a, c, b, d)));
        Assert.Throws<ArgumentException>(() => image.Rectify(default));
        Assert.Throws<ArgumentException>(() => image.Rectify(new Quad(a, new(float.NaN, 0), c, d)));
        Assert.Throws<ArgumentException>(() => image.Rectify(new Quad(a, new(1e6f, 0), new(1e6f, 10), d)));
        image.Dispose();
        Assert.Throws<ObjectDisposedException>(() => image.Rectify(new Quad(a, b, c, d)));
    }

    private static ImageBuffer Gradient(int width, int height)
    {
        var image = new ImageBuffer(width, height, PixelFormat.Gray8);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++) image.GetRow(y)[x] = (byte)(5 * x + y);
        }

        return image;
    }
}
