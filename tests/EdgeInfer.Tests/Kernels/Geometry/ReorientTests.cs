using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Tests.Imaging;

namespace EdgeInfer.Tests.Kernels;

public sealed class ReorientTests
{
    // By definition, for every pixel; sizes around the vectors of flips and the squares of turns. Bytes between rows stay.
    [Fact]
    public void Each_pixel_goes_where_the_move_says()
    {
        (int Width, int Height)[] sizes = [(1, 1), (2, 1), (1, 9), (5, 3), (6, 6), (7, 2), (11, 4), (12, 4), (31, 33), (32, 32), (65, 40), (130, 3), (97, 61)];
        foreach ((int width, int height) in sizes)
        {
            foreach (PixelFormat format in PixelFormats.Interleaved)
            {
                foreach (ImageOrientation orientation in Enum.GetValues<ImageOrientation>())
                {
                    int bytes = format.BytesPerPixel(), padding = width % 4;
                    byte[] pixels = NoisePicture.Make(width, height, bytes, padding);
                    var source = new ImageView(pixels, width, height, width * bytes + padding, format);
                    bool quarter = orientation is ImageOrientation.Rotate90 or ImageOrientation.Rotate270;
                    int toWidth = quarter ? height : width, toHeight = quarter ? width : height, toStride = toWidth * bytes + 3;
                    byte[] result = new byte[toStride * toHeight];
                    result.AsSpan().Fill(0xA5);

                    Reorient.Apply(source, orientation, new PixelTarget(result, toWidth, toHeight, toStride, format));

                    for (int y = 0; y < toHeight; y++)
                    {
                        for (int x = 0; x < toWidth; x++)
                        {
                            (int fromX, int fromY) = orientation switch
                            {
                                ImageOrientation.Rotate90 => (y, height - 1 - x),
                                ImageOrientation.Rotate180 => (width - 1 - x, height - 1 - y),
                                ImageOrientation.Rotate270 => (width - 1 - y, x),
                                ImageOrientation.FlipHorizontal => (width - 1 - x, y),
                                _ => (x, height - 1 - y),
                            };
                            Assert.True(
                                source.GetRow(fromY).Slice(fromX * bytes, bytes).SequenceEqual(result.AsSpan(y * toStride + x * bytes, bytes)),
                                $"{format} {width}×{height} {orientation}: ({x}, {y})");
                        }

                        Assert.Equal([0xA5, 0xA5, 0xA5], result.AsSpan(y * toStride + toWidth * bytes, 3).ToArray());
                    }
                }
            }
        }
    }

    [Fact]
    public void A_part_is_cut_out()
    {
        byte[] pixels = NoisePicture.Make(9, 7, 3, 2), result = new byte[4 * 5 * 3];
        var source = new ImageView(pixels, 9, 7, 29, PixelFormat.Rgb24);
        Reorient.Crop(source, 3, 2, new PixelTarget(result, 4, 5, 12, PixelFormat.Rgb24));
        for (int y = 0; y < 5; y++) Assert.Equal(source.GetRow(y + 2).Slice(9, 12).ToArray(), result.AsSpan(y * 12, 12).ToArray());

        Assert.Throws<ArgumentOutOfRangeException>(() => Reorient.Crop(
            new ImageView(pixels, 9, 7, 29, PixelFormat.Rgb24), 6, 2, new PixelTarget(result, 4, 5, 12, PixelFormat.Rgb24)));
    }

    [Fact]
    public void Sizes_formats_and_memory_that_do_not_match_are_refused()
    {
        byte[] pixels = new byte[6], result = new byte[6];
        Assert.Contains("2×3; the destination is 3×2", Refusal(ImageOrientation.Rotate90, result, 3, 2, PixelFormat.Gray8), StringComparison.Ordinal);
        Assert.Contains("3×2; the destination is 2×3", Refusal(ImageOrientation.FlipHorizontal, result, 2, 3, PixelFormat.Gray8), StringComparison.Ordinal);
        Assert.Contains("Gray8, the destination Rgb24", Refusal(ImageOrientation.FlipVertical, result, 2, 1, PixelFormat.Rgb24), StringComparison.Ordinal);
        Assert.Contains("share memory", Refusal(ImageOrientation.FlipVertical, pixels, 3, 2, PixelFormat.Gray8), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Apply((ImageOrientation)9, result, 3, 2, PixelFormat.Gray8));

        string Refusal(ImageOrientation orientation, byte[] to, int width, int height, PixelFormat format) =>
            Assert.Throws<ArgumentException>(() => Apply(orientation, to, width, height, format)).Message;

        void Apply(ImageOrientation orientation, byte[] to, int width, int height, PixelFormat format) => Reorient.Apply(
            new ImageView(pixels, 3, 2, PixelFormat.Gray8), orientation, new PixelTarget(to, width, height, width * format.BytesPerPixel(), format));
    }
}
