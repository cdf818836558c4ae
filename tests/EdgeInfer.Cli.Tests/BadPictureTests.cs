using System.Diagnostics;
using System.Text.Json;

namespace EdgeInfer.Cli.Tests;

/// <summary>Pictures that are none: exit code 2 and one line that names the picture.</summary>
public sealed class BadPictureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_missing_picture_is_named() => Refused("nowhere.jpg", "nowhere.jpg: no such picture file or folder", "check the path");

    [Fact]
    public void An_empty_folder_is_named()
    {
        Directory.CreateDirectory(_folder.File("empty"));
        Refused("empty", "empty: no picture in this folder", ".jpg");
    }

    [Fact]
    public void A_folder_of_other_files_is_named()
    {
        Directory.CreateDirectory(_folder.File("texts"));
        _folder.Write(Path.Combine("texts", "readme.txt"), "no picture"u8);
        Refused("texts", "texts: no picture in this folder", ".png");
    }

    [Fact]
    public void A_truncated_jpeg_is_no_picture_with_a_grey_end()
    {
        byte[] whole = File.ReadAllBytes(TestData.Path("images/bus.jpg"));
        _folder.Write("cut.jpg", whole.AsSpan(0, whole.Length / 2));
        Refused("cut.jpg", "'cut.jpg'", "premature end", "Copy or download it again");
    }

    [Fact]
    public void An_empty_file_is_named()
    {
        _folder.Write("zero.jpg", []);
        Refused("zero.jpg", "'zero.jpg'", "0 bytes");
    }

    [Fact]
    public void A_text_file_is_not_believed_its_name()
    {
        _folder.Write("text.jpg", "this is no picture"u8);
        Refused("text.jpg", "'text.jpg'", "a text file", "JPEG");
    }

    [Fact]
    public void A_header_bomb_is_refused_before_its_pixels_are_made_room_for()
    {
        // 4.5 GiB of pixels, says the header.
        _folder.Write("bomb.png", PictureBytes.Png(40_000, 40_000, 8, PictureBytes.PngRgb, [new byte[1000]]));
        using Process process = new Tool { WorkingFolder = _folder.Path }.Start("classify", "bomb.png", "-m", TestFiles.Mnist);
        process.StandardInput.Close();
        Task<byte[]> output = Tool.ReadToEnd(process.StandardOutput.BaseStream);
        Task<byte[]> error = Tool.ReadToEnd(process.StandardError.BaseStream);

        long peak = 0;
        while (!process.WaitForExit(5))
        {
            process.Refresh();
            if (!process.HasExited) peak = Math.Max(peak, process.PeakWorkingSet64);
        }

        Tool.Finish(process, output, error).AssertRefused(2, "'bomb.png'", "40000×40000", "at most");
        Assert.True(peak < 1L << 30, $"{peak >> 20} MiB");
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named()
    {
        // Opens, but reading gives an error, whoever asks.
        Assert.SkipUnless(File.Exists("/proc/self/mem"), "needs /proc.");
        Refused("/proc/self/mem", "'/proc/self/mem'", "cannot be read");
    }

    [Fact]
    public void Nothing_on_standard_input_is_said() => Refused("-", "-: nothing on standard input", "pipe a picture");

    [Fact]
    public void Text_on_standard_input_is_no_picture() =>
        new Tool { Input = "hello"u8.ToArray() }.Call("classify", "-", "-m", TestFiles.Mnist, "--json").AssertRefused(2, "text");

    [Theory]
    [InlineData("nowhere/x.png", "--out nowhere/x.png", "create it first")]
    [InlineData("digit.png", "--out digit.png", "would be replaced", "name another")]
    [InlineData("sub/../digit.png", "digit.png would be replaced")]
    [InlineData("annotated.docx", "--out annotated.docx", ".jpg")]
    [InlineData("annotated", "--out annotated", ".jpg")]
    [InlineData("digit.png/", "--out digit.png/", "folder")]
    public void An_output_that_cannot_be_is_refused_before_anything_is_done(string target, params string[] mentions)
    {
        Directory.CreateDirectory(_folder.File("sub"));
        byte[] original = File.ReadAllBytes(TestFiles.Digit);
        _folder.Write("digit.png", original);

        // The model is not even looked at.
        new Tool { WorkingFolder = _folder.Path }.Call("classify", "digit.png", "-m", "nowhere.onnx", "--out", target).AssertRefused(2, mentions);

        Assert.Equal(original, File.ReadAllBytes(_folder.File("digit.png")));
    }

    [Fact]
    public void An_output_does_not_replace_an_input_that_is_still_to_come()
    {
        byte[] original = File.ReadAllBytes(TestFiles.Digit);
        foreach (string name in (string[])["a", "b"])
        {
            Directory.CreateDirectory(_folder.File(name));
            _folder.Write(Path.Combine(name, "same.png"), original);
        }

        new Tool { WorkingFolder = _folder.Path }
            .Call("classify", "a/same.png", "b/same.png", "-m", TestFiles.Mnist, "--out", "b")
            .AssertRefused(2, "--out b", "same.png would be replaced");

        Assert.Equal(original, File.ReadAllBytes(_folder.File("b/same.png")));
    }

    [Fact]
    public void A_read_only_place_for_the_output_is_named()
    {
        Assert.SkipUnless(Directory.Exists("/proc"), "needs /proc, which nobody can write to.");

        Tool.Run("classify", TestFiles.Digit, "-m", TestFiles.Mnist, "--out", "/proc/annotated.png").AssertRefused(2, "/proc/annotated.png");
        Tool.Run("classify", TestFiles.Digit, TestFiles.Digit, "-m", TestFiles.Mnist, "--out", "/proc/annotated").AssertRefused(2, "/proc/annotated");
    }

    [Fact]
    public void One_bad_picture_does_not_cost_the_good_ones()
    {
        File.Copy(TestFiles.Digit, _folder.File("1.png"));
        _folder.Write("2.png", "no picture"u8);
        File.Copy(TestFiles.Digit, _folder.File("3.png"));
        _folder.Write("4.png", []);

        ToolResult result = new Tool { WorkingFolder = _folder.Path }.Call("classify", ".", "-m", TestFiles.Mnist, "--json");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal(["1.png", "3.png"], result.Json().EnumerateArray().Select(static p => Path.GetFileName(p.GetProperty("image").GetString())));
        Assert.Equal(2, result.ErrorLines.Length);
        Assert.All(result.ErrorLines, static l => Assert.StartsWith("error: ", l));
        Assert.Contains("2.png", result.ErrorLines[0]);
        Assert.Contains("4.png", result.ErrorLines[1]);
    }

    public void Dispose() => _folder.Dispose();

    private void Refused(string picture, params string[] mentions) =>
        new Tool { WorkingFolder = _folder.Path }.Call("classify", picture, "--model", TestFiles.Mnist).AssertRefused(2, mentions);
}
