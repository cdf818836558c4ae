using System.Text;
using EdgeInfer.Imaging;
using EdgeInfer.Vips;

namespace EdgeInfer.Tests.Vips;

public sealed class VipsCodecBadInputTests
{
    private readonly VipsCodec _codec = new();

    [Fact]
    public void Missing_file_is_named()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("nothing.jpg");

        AssertRefused(path, "no such file");
        AssertRefused(Path.Combine(folder.Path, "no", "folder", "nothing.jpg"), "no such file");
        Assert.Contains(Environment.CurrentDirectory, Refuse("no-such-picture.jpg").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_is_no_picture()
    {
        using var folder = new TemporaryFolder();
        AssertRefused(folder.Path, "a folder");
    }

    [Fact]
    public void Pipe_is_told_from_a_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Names a pipe through /proc.");
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream();
        string path = $"/proc/self/fd/{pipe.SafePipeHandle.DangerousGetHandle()}";

        AssertRefused(path, "a pipe");
    }

    [Fact]
    public void Unreadable_file_is_named()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "A privileged user may read everything.");
        using var folder = new TemporaryFolder();
        string path = folder.Write("secret.png", [1]);
        if (OperatingSystem.IsWindows()) Assert.Skip("Permissions of another kind.");
        else File.SetUnixFileMode(path, UnixFileMode.None);

        AssertRefused(path, "may not read");
    }

    [Theory]
    [InlineData("", "0 bytes")]
    [InlineData("just some words\n", "a text file")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>", "SVG")]
    [InlineData("<?xml version=\"1.0\"?><svg/>", "SVG")]
    [InlineData("<!doctype html><title>404</title>", "HTML")]
    [InlineData("%PDF-1.7\n1 0 obj", "PDF")]
    [InlineData("BM6\0\0\0\0\0\0\0", "BMP")]
    [InlineData("PK\u0003\u0004\0\0", "ZIP")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0", "zero bytes")]
    [InlineData("\u0001\u0002\u0003\u0004", "01020304")]
    [InlineData("P6 2 2 255\n............", "a text file")]
    [InlineData("RIFF\u0010\0\0\0WAVEfmt ", "52494646")]
    [InlineData("\0\0\0\u0018ftypmp42\0\0\0\0isommp42", "00000018")]
    public void What_is_no_picture_is_told(string content, string found)
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = Encoding.Latin1.GetBytes(content);
        AssertRefused(folder.Write("photo.jpg", bytes), found);

        if (bytes.Length > 0)
        {
            Assert.Contains(found, Assert.Throws<ImageDecodeException>(() => _codec.Decode(bytes)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Empty_span_is_refused()
    {
        var error = Assert.Throws<ImageDecodeException>(() => _codec.Decode(ReadOnlySpan<byte>.Empty));
        Assert.Null(error.ImageSource);
        Assert.Contains("0 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_and_empty_paths_are_the_callers_mistake()
    {
        Assert.Throws<ArgumentNullException>(() => _codec.Decode((string)null!));
        Assert.Throws<ArgumentException>(() => _codec.Decode(""));
        Assert.Throws<ArgumentNullException>(() => _codec.Identify(null!));
    }

    // No prefix of a picture is a picture: what is missing must never come out as grey or black pixels.
    [Theory]
    [InlineData(".jpg")]
    [InlineData(".png")]
    [InlineData(".webp")]
    [InlineData(".tif")]
    [InlineData(".gif")]
    [InlineData(".avif")]
    public void Every_truncation_is_refused(string extension)
    {
        using ImageBuffer picture = TestPicture.Gradient(40, 24);
        byte[] whole = TestPicture.Encode(picture, extension);
        _codec.Decode(whole).Dispose();
        using var folder = new TemporaryFolder();

        int step = Math.Max(1, whole.Length / 150);
        for (int length = 1; length < Needed(extension, whole); length += step)
        {
            Assert.Throws<ImageDecodeException>(() => Dispose(_codec.Decode(whole.AsSpan(0, length))));
            Refuse(folder.Write("half" + extension, whole.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Truncated_photo_is_refused_with_one_line()
    {
        byte[] whole = File.ReadAllBytes(TestData.Path("images/bus.jpg"));
        using var folder = new TemporaryFolder();

        foreach (double part in (double[])[0.01, 0.1, 0.5, 0.9, 0.99])
        {
            string path = folder.Write("half.jpg", whole.AsSpan(0, (int)(whole.Length * part)));
            AssertRefused(path, "cannot be decoded");
        }
    }

    [Theory]
    [InlineData(".jpg")]
    [InlineData(".png")]
    [InlineData(".webp")]
    [InlineData(".tif")]
    [InlineData(".gif")]
    [InlineData(".avif")]
    public void Damaged_bytes_give_a_picture_or_a_decode_error_and_nothing_else(string extension)
    {
        const int Seed = 4711;
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
                Dispose(_codec.Decode(damaged, options));
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

    [Theory]
    [InlineData(40_000, 40_000)]
    [InlineData(16_385, 1)]
    [InlineData(1, 16_385)]
    [InlineData(12_000, 12_000)]
    public void Header_bomb_is_refused_before_decoding(int width, int height)
    {
        byte[] png = PictureBytes.Png(width, height, 8, PictureBytes.PngRgb, [new byte[100]]);
        using ImageBuffer small = TestPicture.Gradient(16, 16);
        byte[] jpeg = PictureBytes.WithFrameSize(TestPicture.Encode(small, ".jpg"), (ushort)width, (ushort)height);
        using var folder = new TemporaryFolder();

        foreach (byte[] bomb in (byte[][])[png, jpeg])
        {
            string path = folder.Write("bomb.jpg", bomb);
            Assert.Equal((width, height), (_codec.Identify(path).Width, _codec.Identify(path).Height));

            long before = GC.GetAllocatedBytesForCurrentThread();
            ImageDecodeException error = Refuse(path);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
            Assert.Contains($"{width}×{height}", error.Message, StringComparison.Ordinal);
            Assert.Contains(nameof(ImageDecodeOptions) + ".Max", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Limits_include_their_own_value()
    {
        using ImageBuffer picture = TestPicture.Gradient(30, 20);
        byte[] png = TestPicture.Encode(picture, ".png");

        _codec.Decode(png, new ImageDecodeOptions { MaxDimension = 30, MaxPixels = 600 }).Dispose();
        Assert.Throws<ImageDecodeException>(() => _codec.Decode(png, new ImageDecodeOptions { MaxDimension = 29 }));
        Assert.Throws<ImageDecodeException>(() => _codec.Decode(png, new ImageDecodeOptions { MaxPixels = 599 }));
    }

    [Fact]
    public void Size_beyond_an_array_is_a_decode_error_whatever_the_limits()
    {
        byte[] png = PictureBytes.Png(40_000, 40_000, 8, PictureBytes.PngRgb, [new byte[100]]);
        var unlimited = new ImageDecodeOptions { MaxDimension = int.MaxValue, MaxPixels = long.MaxValue };

        Assert.Throws<ImageDecodeException>(() => _codec.Decode(png, unlimited));
    }

    private void AssertRefused(string path, string found)
    {
        ImageDecodeException error = Refuse(path);
        Assert.Contains(found, error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{path}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("expected", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(path, error.ImageSource);
        Assert.Equal("image-decode", error.ErrorId);
        Assert.Throws<ImageDecodeException>(() => { _ = IdentifyAndDecode(path); });
    }

    private ImageDecodeException Refuse(string path) =>
        Assert.Throws<ImageDecodeException>(() => Dispose(_codec.Decode(path)));

    private int IdentifyAndDecode(string path)
    {
        _ = _codec.Identify(path);
        using ImageBuffer picture = _codec.Decode(path);
        return picture.Width;
    }

    private static void Dispose(ImageBuffer picture) => picture.Dispose();

    // Up to which length the file lacks pixels. PNG, GIF and TIFF end with bytes that no pixel needs.
    private static int Needed(string extension, byte[] whole) => extension switch
    {
        ".png" => whole.Length - 16,
        ".gif" => whole.Length - 1,
        _ => whole.Length,
    };
}
