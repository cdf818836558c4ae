using EdgeInfer.Imaging;
using EdgeInfer.Tests.Imaging;
using EdgeInfer.Vips;
using Microsoft.Win32.SafeHandles;

namespace EdgeInfer.Tests.Vips;

public sealed class VipsCodecEncodeTests
{
    private readonly VipsCodec _codec = new();

    public static TheoryData<string, PixelFormat> LosslessCases()
    {
        var cases = new TheoryData<string, PixelFormat>();
        foreach (string extension in (string[])[".png", ".tif", ".tiff"])
        {
            foreach (PixelFormat format in PixelFormats.Interleaved) cases.Add(extension, format);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(LosslessCases))]
    public void Lossless_types_give_back_every_pixel(string extension, PixelFormat format)
    {
        using ImageBuffer picture = TestPicture.Gradient(37, 21, format);
        using ImageBuffer decoded = RoundTrip(picture, extension, 90, format);

        Assert.True(picture.Pixels.SequenceEqual(decoded.Pixels));
    }

    [Fact]
    public void Camera_frames_are_stored_as_rgb()
    {
        foreach (PixelFormat format in PixelFormats.Yuv)
        {
            var frame = new YuvFrame(format, 37, 21, new Random(1), padding: 4);
            using var folder = new TemporaryFolder();
            string path = Path.Combine(folder.Path, "frame.png");
            _codec.Encode(frame.View(), path);
            using ImageBuffer decoded = _codec.Decode(path);

            Assert.Equal(frame.ToRgb(), decoded.Pixels.ToArray());
        }
    }

    [Theory]
    [InlineData(".jpg", 2)]
    [InlineData(".jpeg", 2)]
    [InlineData(".webp", 4)]
    [InlineData(".avif", 4)]
    [InlineData(".gif", 6)]
    public void Lossy_types_stay_close(string extension, double tolerance)
    {
        foreach (PixelFormat format in (PixelFormat[])[PixelFormat.Rgb24, PixelFormat.Bgr24, PixelFormat.Gray8])
        {
            using ImageBuffer picture = TestPicture.Gradient(64, 48, format);
            using ImageBuffer decoded = RoundTrip(picture, extension, 90, format);

            Assert.InRange(TestPicture.MeanDifference(picture, decoded), 0, tolerance);
        }
    }

    [Theory]
    [InlineData(".webp")]
    [InlineData(".avif")]
    public void Lossy_types_with_alpha_keep_it(string extension)
    {
        using ImageBuffer picture = TestPicture.Gradient(64, 48, PixelFormat.Bgra32);
        using ImageBuffer decoded = RoundTrip(picture, extension, 95, PixelFormat.Bgra32);

        for (int i = 3; i < picture.Pixels.Length; i += 4)
        {
            Assert.InRange(Math.Abs(picture.Pixels[i] - decoded.Pixels[i]), 0, 8);
        }
    }

    [Fact]
    public void Jpeg_lays_transparency_over_white()
    {
        using var picture = new ImageBuffer(16, 16, PixelFormat.Rgba32);
        picture.Pixels.Clear();
        using ImageBuffer decoded = RoundTrip(picture, ".jpg", 90, PixelFormat.Rgb24);

        Assert.True(decoded.Pixels.IndexOfAnyExceptInRange((byte)253, (byte)255) < 0);
    }

    [Fact]
    public void Gray_is_stored_as_gray()
    {
        using var folder = new TemporaryFolder();
        using ImageBuffer picture = TestPicture.Gradient(8, 8, PixelFormat.Gray8);
        _codec.Encode(picture, folder.File("gray.png"));

        // Byte 25 of a PNG is its colour type.
        Assert.Equal(PictureBytes.PngGray, File.ReadAllBytes(folder.File("gray.png"))[25]);
    }

    [Fact]
    public void Part_of_a_larger_picture_is_written_without_its_surroundings()
    {
        using ImageBuffer picture = TestPicture.Gradient(40, 30);
        ImageView part = picture.AsView().Crop(5, 7, 20, 11);
        using ImageBuffer expected = ImageBuffer.CopyOf(part);
        using ImageBuffer decoded = _codec.Decode(TestPicture.Encode(part, ".png"));

        Assert.True(expected.Pixels.SequenceEqual(decoded.Pixels));
    }

    [Fact]
    public void Quality_trades_size()
    {
        byte[] noise = new byte[64 * 64 * 3];
        new Random(7).NextBytes(noise);
        var picture = new ImageView(noise, 64, 64, PixelFormat.Rgb24);

        foreach (string extension in (string[])[".jpg", ".webp", ".avif"])
        {
            Assert.True(TestPicture.Encode(picture, extension, 20).Length < TestPicture.Encode(picture, extension, 95).Length, extension);
        }
    }

    [Fact]
    public void Extension_is_read_without_case()
    {
        using var folder = new TemporaryFolder();
        using ImageBuffer picture = TestPicture.Gradient(8, 8);
        _codec.Encode(picture, folder.File("A.JPG"));
        _codec.Encode(picture, folder.File("B.Png"));

        Assert.Equal("jpeg", _codec.Identify(folder.File("A.JPG")).ContentFormat);
        Assert.Equal("png", _codec.Identify(folder.File("B.Png")).ContentFormat);
    }

    [Theory]
    [InlineData("picture.bmp", "'.bmp'")]
    [InlineData("picture", "no extension")]
    [InlineData("picture.", "no extension")]
    [InlineData("picture.png.txt", "'.txt'")]
    public void Unknown_extension_is_told_with_those_known(string name, string found)
    {
        using var folder = new TemporaryFolder();
        ImageEncodeException error = Refuse(folder.File(name));

        Assert.Contains(found, error.Message, StringComparison.Ordinal);
        Assert.Contains(".jpg", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Missing_folder_is_named()
    {
        using var folder = new TemporaryFolder();
        string missing = Path.Combine(folder.Path, "not there");
        ImageEncodeException error = Refuse(Path.Combine(missing, "picture.png"));

        Assert.Contains($"'{missing}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_of_that_name_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("picture.png"));
        Assert.Contains("a folder", Refuse(folder.File("picture.png")).Message, StringComparison.Ordinal);

        Assert.Equal([folder.File("picture.png")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Existing_file_is_replaced_and_nothing_else_is_left()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("picture.png", "what was there before"u8);
        using ImageBuffer picture = TestPicture.Gradient(8, 8);
        _codec.Encode(picture, path);

        Assert.Equal("png", _codec.Identify(path).ContentFormat);
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Picture_too_large_for_its_type_leaves_the_old_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("wide.webp", "old"u8);
        using var wide = new ImageBuffer(20_000, 1, PixelFormat.Rgb24);
        wide.Pixels.Clear();

        // WebP ends at 16,383 pixels a side.
        var error = Assert.Throws<ImageEncodeException>(() => _codec.Encode(wide, path));
        Assert.Contains("20000×1", error.Message, StringComparison.Ordinal);
        Assert.Equal("old"u8.ToArray(), File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Full_disk_leaves_the_old_file()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "No /dev/full here.");
        using var folder = new TemporaryFolder();
        string path = folder.Write("picture.png", "old"u8);

        var error = Assert.Throws<ImageEncodeException>(() => AtomicFile.Write(path, new byte[10_000], _ =>
            File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write)));
        Assert.Contains("10000 bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal(path, error.Destination);
        Assert.Equal("old"u8.ToArray(), File.ReadAllBytes(path));
    }

    [Fact]
    public void Failed_write_removes_its_temporary_file()
    {
        using var folder = new TemporaryFolder();

        // A handle that may only read fails at the first byte, after the file was made.
        Assert.Throws<ImageEncodeException>(() => AtomicFile.Write(folder.File("picture.png"), new byte[10], CreateReadOnly));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));

        static SafeFileHandle CreateReadOnly(string temporary)
        {
            File.WriteAllBytes(temporary, []);
            return File.OpenHandle(temporary, FileMode.Open, FileAccess.Read);
        }
    }

    [Fact]
    public void Callers_mistakes_are_argument_errors()
    {
        using ImageBuffer picture = TestPicture.Gradient(8, 8);
        Assert.Throws<ArgumentException>(() => _codec.Encode(default, "x.png"));
        Assert.Throws<ArgumentException>(() => _codec.Encode(picture, ""));
        Assert.Throws<ArgumentNullException>(() => _codec.Encode(picture, null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => _codec.Encode(picture, "x.jpg", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => _codec.Encode(picture, "x.jpg", 101));
    }

    private ImageEncodeException Refuse(string path)
    {
        using ImageBuffer picture = TestPicture.Gradient(8, 8);
        var error = Assert.Throws<ImageEncodeException>(() => _codec.Encode(picture, path));
        Assert.Contains($"'{path}'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(path, error.Destination);
        Assert.Equal("image-encode", error.ErrorId);
        return error;
    }

    private ImageBuffer RoundTrip(ImageView picture, string extension, int quality, PixelFormat format) =>
        _codec.Decode(TestPicture.Encode(picture, extension, quality), new ImageDecodeOptions { Format = format });
}
