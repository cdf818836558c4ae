#if EDGEINFER_IMAGESHARP
using EdgeInfer.Imaging;
using EdgeInfer.ImageSharp;
using EdgeInfer.Tests.Vips;
using EdgeInfer.Vips;

namespace EdgeInfer.Tests.Imaging.ImageSharp;

public sealed class ImageSharpCodecTests
{
    private readonly ImageSharpCodec _codec = new();

    [Theory]
    [InlineData(".png")]
    [InlineData(".tif")]
    [InlineData(".bmp")]
    public void Lossless_types_give_back_every_pixel(string extension)
    {
        using var folder = new TemporaryFolder();
        foreach (PixelFormat format in (PixelFormat[])[PixelFormat.Rgb24, PixelFormat.Bgr24])
        {
            using ImageBuffer picture = TestPicture.Gradient(37, 21, format);
            _codec.Encode(picture, folder.File("picture" + extension));
            using ImageBuffer decoded = _codec.Decode(folder.File("picture" + extension), new ImageDecodeOptions { Format = format });

            Assert.True(picture.Pixels.SequenceEqual(decoded.Pixels), $"{extension} {format}");
        }
    }

    [Fact]
    public void Pictures_equal_those_of_libvips_but_for_the_jpeg_transform()
    {
        var reference = new VipsCodec();
        foreach (string path in Directory.EnumerateFiles(TestData.Path("images")))
        {
            foreach (PixelFormat format in (PixelFormat[])[PixelFormat.Rgb24, PixelFormat.Gray8])
            {
                var options = new ImageDecodeOptions { Format = format };
                using ImageBuffer expected = reference.Decode(path, options);
                using ImageBuffer decoded = _codec.Decode(path, options);

                Assert.Equal(reference.Identify(path), _codec.Identify(path));
                bool lossy = _codec.Identify(path).ContentFormat == "jpeg";
                Assert.InRange(TestPicture.MeanDifference(expected, decoded), 0, lossy ? 3 : 0);
            }
        }
    }

    [Theory]
    [InlineData(".jpg")]
    [InlineData(".png")]
    [InlineData(".webp")]
    [InlineData(".tif")]
    [InlineData(".gif")]
    public void Every_truncation_is_refused(string extension)
    {
        using ImageBuffer picture = TestPicture.Gradient(40, 24);
        byte[] whole = TestPicture.Encode(picture, extension);
        _codec.Decode(whole).Dispose();

        int step = Math.Max(1, whole.Length / 150);
        for (int length = 1; length < whole.Length; length += step)
        {
            try
            {
                _codec.Decode(whole.AsSpan(0, length)).Dispose();
                Assert.Fail($"{length} of {whole.Length} bytes were taken for a {extension} picture.");
            }
            catch (ImageDecodeException)
            {
                // As it should be.
            }
        }
    }

    [Theory]
    [InlineData(".jpg")]
    [InlineData(".png")]
    [InlineData(".webp")]
    [InlineData(".tif")]
    [InlineData(".gif")]
    public void Damaged_bytes_give_a_picture_or_a_decode_error_and_nothing_else(string extension)
    {
        const int Seed = 4712;
        var random = new Random(Seed);
        using ImageBuffer picture = TestPicture.Gradient(40, 24);
        byte[] whole = TestPicture.Encode(picture, extension);
        var options = new ImageDecodeOptions { MaxPixels = 1_000_000 };

        for (int round = 0; round < 200; round++)
        {
            byte[] damaged = [.. whole];
            for (int i = random.Next(1, 6); i > 0; i--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                _codec.Decode(damaged, options).Dispose();
            }
            catch (ImageDecodeException)
            {
                // As it should be; anything else fails the test. Seed and round name the case.
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {Seed}, round {round}, {extension}: {e}");
            }
        }
    }

    [Fact]
    public void Header_bomb_is_refused_before_decoding()
    {
        byte[] bomb = PictureBytes.Png(40_000, 40_000, 8, PictureBytes.PngRgb, [new byte[100]]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<ImageDecodeException>(() => _codec.Decode(bomb));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.Contains("40000×40000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Orientation_turns_the_picture()
    {
        using ImageBuffer picture = TestPicture.Gradient(48, 32);
        byte[] turned = PictureBytes.WithOrientation(TestPicture.Encode(picture, ".jpg"), 6);
        using ImageBuffer decoded = _codec.Decode(turned);
        using ImageBuffer expected = new VipsCodec().Decode(turned);

        Assert.InRange(TestPicture.MeanDifference(expected, decoded), 0, 3);
    }

    [Fact]
    public void Bad_files_are_named()
    {
        using var folder = new TemporaryFolder();
        foreach ((string path, string found) in ((string, string)[])
        [
            (folder.File("missing.jpg"), "no such file"),
            (folder.Path, "a folder"),
            (folder.Write("empty.jpg", []), "0 bytes"),
            (folder.Write("text.jpg", "words"u8), "a text file"),
        ])
        {
            var error = Assert.Throws<ImageDecodeException>(() => _codec.Decode(path));
            Assert.Contains(found, error.Message, StringComparison.Ordinal);
            Assert.Contains($"'{path}'", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }

        using ImageBuffer picture = TestPicture.Gradient(4, 4);
        Assert.Contains("'.avif'", Assert.Throws<ImageEncodeException>(() => _codec.Encode(picture, folder.File("a.avif"))).Message, StringComparison.Ordinal);
        Assert.Throws<ImageEncodeException>(() => _codec.Encode(picture, Path.Combine(folder.Path, "none", "a.png")));
    }
}
#endif
