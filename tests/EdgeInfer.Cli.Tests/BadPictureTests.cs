using System.Diagnostics;
using System.Runtime.Versioning;
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
        byte[] whole = File.ReadAllBytes(TestFiles.Parcel);
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
        using Process process = new Tool { WorkingFolder = _folder.Path }.Start("detect", "bomb.png", "-m", TestFiles.Codes);
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
    [UnsupportedOSPlatform("windows")]
    public void What_this_user_may_not_read_is_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "takes permissions away as Unix does.");
        // Root may read everything, so root's tool runs as somebody else, where such a user reaches it at all.
        var tool = new Tool
        {
            WorkingFolder = _folder.Path,
            Through = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [],
        };
        Assert.SkipUnless(tool.Call("--version").ExitCode == 0, "needs a user other than root who can run the tool.");
        File.Copy(TestFiles.Parcel, _folder.File("secret.jpg"));
        Directory.CreateDirectory(_folder.File("closed"));
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(_folder.File("secret.jpg"), UnixFileMode.None);
        File.SetUnixFileMode(_folder.File("closed"), UnixFileMode.None);

        tool.Call("detect", "secret.jpg").AssertRefused(2, "'secret.jpg'", "permission");
        tool.Call("detect", "closed").AssertRefused(2, "closed: this folder cannot be listed", "check its permissions");
        File.SetUnixFileMode(_folder.File("closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void Nothing_on_standard_input_is_said() => Refused("-", "-: nothing on standard input", "pipe a picture");

    [Fact]
    public void Text_on_standard_input_is_no_picture() =>
        new Tool { Input = "hello"u8.ToArray() }.Call("detect", "-", "-m", TestFiles.Codes, "--json").AssertRefused(2, "text");

    [Theory]
    [InlineData("nowhere/x.png", "--out nowhere/x.png", "create it first")]
    [InlineData("parcel.png", "--out parcel.png", "would be replaced", "name another")]
    [InlineData("sub/../parcel.png", "parcel.png would be replaced")]
    [InlineData("annotated.docx", "--out annotated.docx", ".jpg")]
    [InlineData("annotated", "--out annotated", ".jpg")]
    [InlineData("parcel.png/", "--out parcel.png/", "folder")]
    public void An_output_that_cannot_be_is_refused_before_anything_is_done(string target, params string[] mentions)
    {
        Directory.CreateDirectory(_folder.File("sub"));
        byte[] original = File.ReadAllBytes(TestFiles.Parcel);
        _folder.Write("parcel.png", original);

        // The model is not even looked at.
        new Tool { WorkingFolder = _folder.Path }.Call("detect", "parcel.png", "-m", "nowhere.onnx", "--out", target).AssertRefused(2, mentions);

        Assert.Equal(original, File.ReadAllBytes(_folder.File("parcel.png")));
    }

    [Fact]
    public void An_output_does_not_replace_an_input_that_is_still_to_come()
    {
        byte[] original = File.ReadAllBytes(TestFiles.Parcel);
        foreach (string name in (string[])["a", "b"])
        {
            Directory.CreateDirectory(_folder.File(name));
            _folder.Write(Path.Combine(name, "same.png"), original);
        }

        new Tool { WorkingFolder = _folder.Path }
            .Call("detect", "a/same.png", "b/same.png", "-m", TestFiles.Codes, "--out", "b")
            .AssertRefused(2, "--out b", "same.png would be replaced");

        Assert.Equal(original, File.ReadAllBytes(_folder.File("b/same.png")));
    }

    [Fact]
    public void A_read_only_place_for_the_output_is_named()
    {
        Assert.SkipUnless(Directory.Exists("/proc"), "needs /proc, which nobody can write to.");

        Tool.Run("detect", TestFiles.Parcel, "-m", TestFiles.Codes, "--out", "/proc/annotated.png").AssertRefused(2, "/proc/annotated.png");
        Tool.Run("detect", TestFiles.Parcel, TestFiles.Parcel, "-m", TestFiles.Codes, "--out", "/proc/annotated").AssertRefused(2, "/proc/annotated");
    }

    [Fact]
    public void One_bad_picture_does_not_cost_the_good_ones()
    {
        File.Copy(TestFiles.Parcel, _folder.File("1.png"));
        _folder.Write("2.png", "no picture"u8);
        File.Copy(TestFiles.Parcel, _folder.File("3.png"));
        _folder.Write("4.png", []);

        ToolResult result = new Tool { WorkingFolder = _folder.Path }.Call("detect", ".", "-m", TestFiles.Codes, "--json");

        Assert.Equal(2, result.ExitCode);
        Assert.Equal(["1.png", "3.png"], result.Json().EnumerateArray().Select(static p => Path.GetFileName(p.GetProperty("image").GetString())));
        Assert.Equal(2, result.ErrorLines.Length);
        Assert.All(result.ErrorLines, static l => Assert.StartsWith("error: ", l));
        Assert.Contains("2.png", result.ErrorLines[0]);
        Assert.Contains("4.png", result.ErrorLines[1]);
    }

    public void Dispose() => _folder.Dispose();

    private void Refused(string picture, params string[] mentions) =>
        new Tool { WorkingFolder = _folder.Path }.Call("detect", picture, "--model", TestFiles.Codes).AssertRefused(2, mentions);
}
