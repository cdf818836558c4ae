#if EDGEINFER_IMAGESHARP
using EdgeInfer.Imaging;
using EdgeInfer.ImageSharp;
using EdgeInfer.Tests.Vips;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace EdgeInfer.Tests.Imaging.ImageSharp;

public sealed class ImageSharpExtensionsTests
{
    [Fact]
    public void Known_formats_are_lent_without_a_copy()
    {
        LendsItself<Rgb24>(PixelFormat.Rgb24);
        LendsItself<Bgr24>(PixelFormat.Bgr24);
        LendsItself<Rgba32>(PixelFormat.Rgba32);
        LendsItself<Bgra32>(PixelFormat.Bgra32);
        LendsItself<L8>(PixelFormat.Gray8);
    }

    [Fact]
    public void Picture_in_several_pieces_is_lent_as_a_copy()
    {
        // ImageSharp cuts pictures above a few megabytes unless told otherwise.
        using var image = new Image<Rgb24>(4000, 4000);
        image[3999, 3999] = new Rgb24(1, 2, 3);
        Assert.SkipWhen(image.DangerousTryGetSinglePixelMemory(out _), "This ImageSharp keeps the picture in one piece.");

        LentPixels pixels = image.LendPixels();
        Assert.True(pixels.IsCopy);
        Assert.Equal([1, 2, 3], pixels.View.GetRow(3999)[^3..].ToArray());
        pixels.Dispose();
        pixels.Dispose();
    }

    [Fact]
    public void Camera_frames_become_rgb()
    {
        foreach (PixelFormat format in PixelFormats.Yuv)
        {
            var frame = new YuvFrame(format, 7, 5, new Random(1), padding: 4);
            using Image<Rgb24> picture = Assert.IsType<Image<Rgb24>>(frame.View().ToImage());
            using ImageBuffer pixels = picture.ToImageBuffer();
            Assert.Equal(frame.ToRgb(), pixels.Pixels.ToArray());
            using Image<Bgra32> other = frame.View().ToImage<Bgra32>();
            Assert.Equal((pixels.Pixels[0], pixels.Pixels[1], pixels.Pixels[2], (byte)255), (other[0, 0].R, other[0, 0].G, other[0, 0].B, other[0, 0].A));
        }
    }

    [Fact]
    public void Other_pixels_are_converted()
    {
        using var wide = new Image<Rgb48>(2, 1);
        wide[1, 0] = new Rgb48(65535, 0, 32896);
        using (LentPixels pixels = wide.LendPixels())
        {
            Assert.True(pixels.IsCopy);
            Assert.Equal(PixelFormat.Rgb24, pixels.View.Format);
            Assert.Equal([0, 0, 0, 255, 0, 128], pixels.View.Pixels.ToArray());
        }

        using var transparent = new Image<Argb32>(1, 1);
        transparent[0, 0] = new Argb32(10, 20, 30, 40);
        using ImageBuffer buffer = transparent.ToImageBuffer();
        Assert.Equal(PixelFormat.Rgba32, buffer.Format);
        Assert.Equal([10, 20, 30, 40], buffer.Pixels.ToArray());
    }

    [Fact]
    public void Chosen_format_is_flattened_on_white_and_grey_is_rec_601()
    {
        using var image = new Image<Rgba32>(2, 1);
        image[0, 0] = new Rgba32(255, 0, 0, 255);
        image[1, 0] = new Rgba32(9, 9, 9, 0);
        using ImageBuffer gray = image.ToImageBuffer(PixelFormat.Gray8);

        Assert.Equal([76, 255], gray.Pixels.ToArray());
    }

    [Fact]
    public void Views_become_pictures_of_their_own_or_another_format()
    {
        using ImageBuffer buffer = TestPicture.Gradient(9, 7, PixelFormat.Bgr24);
        ImageView part = buffer.AsView().Crop(1, 2, 5, 4);
        using Image same = part.ToImage();
        using Image<Rgba32> other = part.ToImage<Rgba32>();

        Assert.IsType<Image<Bgr24>>(same);
        for (int y = 0; y < 4; y++)
        {
            for (int x = 0; x < 5; x++)
            {
                ReadOnlySpan<byte> bgr = part.GetRow(y).Slice(x * 3, 3);
                Assert.Equal(new Rgba32(bgr[2], bgr[1], bgr[0], 255), other[x, y]);
                Assert.Equal(new Bgr24(bgr[2], bgr[1], bgr[0]), ((Image<Bgr24>)same)[x, y]);
            }
        }
    }

    [Fact]
    public void Nothing_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => ((Image<Rgb24>)null!).ToImageBuffer());
        Assert.Throws<ArgumentException>(() => default(ImageView).ToImage());
        Assert.Throws<ArgumentException>(() => default(ImageView).ToImage<Rgb24>());
    }

    private static void LendsItself<TPixel>(PixelFormat format)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using var image = new Image<TPixel>(5, 3);
        using LentPixels pixels = image.LendPixels();

        Assert.False(pixels.IsCopy);
        Assert.Equal((5, 3, format), (pixels.View.Width, pixels.View.Height, pixels.View.Format));
        TPixel white = default;
        white.FromRgba32(new Rgba32(255, 255, 255, 255));
        image[4, 2] = white;
        Assert.Equal(255, pixels.View.GetRow(2)[^1]);
        Assert.Equal(0, pixels.View.GetRow(2)[0]);
    }
}
#endif
