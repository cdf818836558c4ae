using System.Buffers.Binary;
using EdgeInfer.Imaging;
using EdgeInfer.Tests.Imaging;
using EdgeInfer.Vips;

namespace EdgeInfer.Tests.Vips;

public sealed class VipsCodecDecodeTests
{
    private readonly VipsCodec _codec = new();

    [Fact]
    public void Library_says_its_version() => Assert.True(VipsCodec.LibraryVersion >= new Version(8, 13));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Exif_orientation_is_applied(int orientation)
    {
        using ImageBuffer stored = TestPicture.Gradient(48, 32);
        byte[] plain = TestPicture.Encode(stored, ".jpg", 100);
        using ImageBuffer source = _codec.Decode(plain);
        using ImageBuffer turned = _codec.Decode(PictureBytes.WithOrientation(plain, (ushort)orientation));

        bool sideways = orientation >= 5;
        Assert.Equal(sideways ? (32, 48) : (48, 32), (turned.Width, turned.Height));
        for (int y = 0; y < turned.Height; y++)
        {
            for (int x = 0; x < turned.Width; x++)
            {
                // Where a pixel of the upright picture lies in the stored one, by the definition of the tag.
                (int sx, int sy) = orientation switch
                {
                    1 => (x, y),
                    2 => (47 - x, y),
                    3 => (47 - x, 31 - y),
                    4 => (x, 31 - y),
                    5 => (y, x),
                    6 => (y, 31 - x),
                    7 => (47 - y, 31 - x),
                    _ => (47 - y, x),
                };
                Assert.True(turned.GetRow(y).Slice(x * 3, 3).SequenceEqual(source.GetRow(sy).Slice(sx * 3, 3)), $"({x}, {y})");
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(600)]
    public void Meaningless_orientation_is_ignored(int orientation)
    {
        using ImageBuffer stored = TestPicture.Gradient(48, 32);
        byte[] plain = TestPicture.Encode(stored, ".jpg");
        using ImageBuffer source = _codec.Decode(plain);
        using ImageBuffer decoded = _codec.Decode(PictureBytes.WithOrientation(plain, (ushort)orientation));

        Assert.True(source.Pixels.SequenceEqual(decoded.Pixels));
    }

    [Fact]
    public void One_bit_picture_is_black_and_white()
    {
        byte[] png = PictureBytes.Png(10, 2, 1, PictureBytes.PngGray, [[0b1010_1010, 0b0100_0000], [0xFF, 0xC0]]);

        Assert.Equal(
            [255, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255],
            Decode(png, PixelFormat.Gray8));
    }

    [Fact]
    public void Palette_gives_its_colours()
    {
        byte[] png = PictureBytes.Png(3, 1, 8, PictureBytes.PngPalette, [[2, 0, 1]], palette: [10, 20, 30, 40, 50, 60, 70, 80, 90]);

        Assert.Equal([70, 80, 90, 10, 20, 30, 40, 50, 60], Decode(png, PixelFormat.Rgb24));
        Assert.Equal([90, 80, 70, 30, 20, 10, 60, 50, 40], Decode(png, PixelFormat.Bgr24));
    }

    [Fact]
    public void Transparent_palette_entry_turns_white()
    {
        byte[] png = PictureBytes.Png(
            2, 1, 8, PictureBytes.PngPalette, [[0, 1]], palette: [10, 20, 30, 40, 50, 60], transparency: [0, 255]);

        Assert.Equal([255, 255, 255, 40, 50, 60], Decode(png, PixelFormat.Rgb24));
        Assert.Equal([10, 20, 30, 0, 40, 50, 60, 255], Decode(png, PixelFormat.Rgba32));
    }

    [Fact]
    public void Gray_fills_all_channels()
    {
        byte[] png = PictureBytes.Png(2, 1, 8, PictureBytes.PngGray, [[7, 200]]);

        Assert.Equal([7, 200], Decode(png, PixelFormat.Gray8));
        Assert.Equal([7, 7, 7, 200, 200, 200], Decode(png, PixelFormat.Rgb24));
        Assert.Equal([7, 7, 7, 255, 200, 200, 200, 255], Decode(png, PixelFormat.Bgra32));
    }

    [Fact]
    public void Gray_with_alpha_keeps_both()
    {
        byte[] png = PictureBytes.Png(2, 1, 8, PictureBytes.PngGrayAlpha, [[7, 255, 100, 128]]);

        // 255 − 155 × 128 ÷ 255 = 177.2
        Assert.Equal([7, 7, 7, 255, 100, 100, 100, 128], Decode(png, PixelFormat.Rgba32));
        Assert.Equal([7, 177], Decode(png, PixelFormat.Gray8));
        Assert.Equal([7, 7, 7, 177, 177, 177], Decode(png, PixelFormat.Rgb24));
    }

    [Fact]
    public void Alpha_is_flattened_on_white_rounded_to_nearest()
    {
        byte[][] rows = [.. Enumerable.Range(0, 256).Select(alpha =>
            Enumerable.Range(0, 256).SelectMany(value => new[] { (byte)value, (byte)(255 - value), (byte)128, (byte)alpha }).ToArray())];
        byte[] flat = Decode(PictureBytes.Png(256, 256, 8, PictureBytes.PngRgba, rows), PixelFormat.Rgb24);

        for (int alpha = 0; alpha < 256; alpha++)
        {
            for (int value = 0; value < 256; value++)
            {
                // Ties (….5) cannot occur: 255 is odd.
                int expected = (int)Math.Round((value * alpha + 255 * (255 - alpha)) / 255.0);
                Assert.Equal(expected, flat[(alpha * 256 + value) * 3]);
            }
        }
    }

    [Fact]
    public void Gray_of_colours_is_rounded_rec_601_luma()
    {
        var random = new Random(601);
        byte[] row = new byte[3000];
        random.NextBytes(row);
        byte[] gray = Decode(PictureBytes.Png(1000, 1, 8, PictureBytes.PngRgb, [row]), PixelFormat.Gray8);

        for (int i = 0; i < gray.Length; i++)
        {
            double luma = 0.299 * row[i * 3] + 0.587 * row[i * 3 + 1] + 0.114 * row[i * 3 + 2];

            // Half, plus what the 16-bit weights are off.
            Assert.InRange(gray[i] - luma, -0.505, 0.505);
        }
    }

    [Theory]
    [InlineData(PictureBytes.PngGray, 1)]
    [InlineData(PictureBytes.PngGrayAlpha, 2)]
    [InlineData(PictureBytes.PngRgb, 3)]
    [InlineData(PictureBytes.PngRgba, 4)]
    public void Sixteen_bit_samples_lose_their_lower_byte(int colorType, int samples)
    {
        var random = new Random(16);
        byte[] row = new byte[50 * samples * 2];
        random.NextBytes(row);
        byte[] rgba = Decode(PictureBytes.Png(50, 1, 16, colorType, [row]), PixelFormat.Rgba32);

        for (int x = 0; x < 50; x++)
        {
            byte Upper(int sample) => row[(x * samples + sample) * 2];
            byte[] expected = samples switch
            {
                1 => [Upper(0), Upper(0), Upper(0), 255],
                2 => [Upper(0), Upper(0), Upper(0), Upper(1)],
                3 => [Upper(0), Upper(1), Upper(2), 255],
                _ => [Upper(0), Upper(1), Upper(2), Upper(3)],
            };
            Assert.Equal(expected, rgba[(x * 4)..(x * 4 + 4)]);
        }
    }

    [Fact]
    public void Cmyk_becomes_srgb()
    {
        // One pixel each of white, black, and of the inks that make red and blue.
        byte[] tiff = PictureBytes.Tiff(
            4, 1, 4, 8, photometric: 5, sampleFormat: 1, [0, 0, 0, 0, 0, 0, 0, 255, 0, 255, 255, 0, 255, 255, 0, 0]);
        byte[] rgb = Decode(tiff, PixelFormat.Rgb24);

        Assert.All(rgb[..3], white => Assert.InRange(white, 250, 255));
        Assert.All(rgb[3..6], black => Assert.InRange(black, 0, 60));
        Assert.True(rgb[6] > 180 && rgb[7] < 80 && rgb[8] < 80, string.Join(',', rgb[6..9]));
        Assert.True(rgb[11] > rgb[9] + 40 && rgb[11] > rgb[10] + 40, string.Join(',', rgb[9..12]));
    }

    [Theory]
    [InlineData(32, 3)]
    [InlineData(32, 1)]
    [InlineData(32, 2)]
    [InlineData(16, 2)]
    [InlineData(8, 2)]
    public void Samples_without_a_known_white_are_refused(int bits, int sampleFormat)
    {
        byte[] tiff = PictureBytes.Tiff(4, 4, 1, bits, photometric: 1, sampleFormat, new byte[16 * bits / 8]);

        var error = Assert.Throws<ImageDecodeException>(() => _codec.Decode(tiff));
        Assert.Contains("8- or 16-bit", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_channels_than_colours_are_refused()
    {
        byte[] tiff = PictureBytes.Tiff(4, 4, 6, 8, photometric: 1, sampleFormat: 1, new byte[16 * 6]);

        Assert.Contains("6 ×", Assert.Throws<ImageDecodeException>(() => _codec.Decode(tiff)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sixteen_bit_tiff_is_read_in_its_own_byte_order()
    {
        byte[] data = new byte[8];
        for (int i = 0; i < 4; i++) BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(i * 2), (ushort)(i * 21_000));

        Assert.Equal([0, 82, 164, 246], Decode(PictureBytes.Tiff(4, 1, 1, 16, 1, 1, data), PixelFormat.Gray8));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 100)]
    [InlineData(100, 1)]
    [InlineData(31, 33)]
    [InlineData(64, 32)]
    [InlineData(17, 129)]
    public void Every_row_of_every_size_is_written(int width, int height)
    {
        foreach (PixelFormat format in PixelFormats.Interleaved)
        {
            using ImageBuffer picture = TestPicture.Gradient(width, height, format);
            using ImageBuffer decoded = _codec.Decode(TestPicture.Encode(picture, ".png"), new ImageDecodeOptions { Format = format });

            Assert.True(picture.Pixels.SequenceEqual(decoded.Pixels), $"{width}×{height} {format}");
        }
    }

    private byte[] Decode(byte[] encoded, PixelFormat format)
    {
        using ImageBuffer picture = _codec.Decode(encoded, new ImageDecodeOptions { Format = format });
        return picture.Pixels.ToArray();
    }
}
