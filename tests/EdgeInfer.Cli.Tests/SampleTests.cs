using System.Diagnostics;

namespace EdgeInfer.Cli.Tests;

/// <summary>The samples, run as somebody would who has just built them.</summary>
public sealed class SampleTests
{
    [Fact]
    public void Detection_finds_and_draws()
    {
        using var folder = new TemporaryFolder();
        ToolResult result = Run("Detection", TestData.Path("models/yolox_nano.onnx"), TestData.Path("images/bus.jpg"), folder.File("out.jpg"));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("bus 0.9", result.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("out.jpg")));
    }

    [Fact]
    public void LabelReader_reads_what_stands_around_the_codes()
    {
        using var folder = new TemporaryFolder();
        ToolResult result = Run("LabelReader", TestFiles.Codes, TestData.Path("models/en_PP-OCRv3_det.onnx"), TestData.Path("models/en_number_v2_rec.onnx"), TestFiles.Parcel, folder.Path);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("qr 0.", result.Output, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(folder.Path, "label*.png"));
        // Lines that stand in the picture, whatever else is read.
        Assert.Contains(result.Output.Split('\n'), static line => line.StartsWith("  ", StringComparison.Ordinal) && line.Any(char.IsLetterOrDigit));
    }

    [Fact]
    public void VideoCounter_counts_what_moves_once()
    {
        ToolResult result = Run("VideoCounter", new Tool { Input = Frames(12) }, TestData.Path("models/yolox_nano.onnx"), "-");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("bus: 1\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("12 frames, ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void VideoCounter_reads_what_ffmpeg_reads()
    {
        using var folder = new TemporaryFolder();
        string video = folder.File("bus.mp4");
        try
        {
            using Process ffmpeg = Process.Start(new ProcessStartInfo(
                "ffmpeg",
                ["-v", "error", "-f", "image2pipe", "-c:v", "ppm", "-framerate", "10", "-i", "-", "-pix_fmt", "yuv420p", video])
            {
                RedirectStandardInput = true,
            })!;
            ffmpeg.StandardInput.BaseStream.Write(Frames(8));
            ffmpeg.StandardInput.Close();
            Assert.True(ffmpeg.WaitForExit(Tool.Patience) && ffmpeg.ExitCode == 0);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("ffmpeg is not installed.");
        }

        ToolResult result = Run("VideoCounter", TestData.Path("models/yolox_nano.onnx"), video);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("bus: 1\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("8 frames, ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_video_that_is_none_is_named()
    {
        ToolResult result = Run("VideoCounter", new Tool { Input = "P6 12"u8.ToArray() }, TestData.Path("models/yolox_nano.onnx"), "-");
        Assert.Equal((1, "A frame's header is not complete.\n"), (result.ExitCode, result.Error));
        Assert.Equal(2, Run("VideoCounter").ExitCode);
    }

    /// <summary>A photo over which a window of 480 × 400 pixels moves, as PPM pictures one after the other.</summary>
    private static byte[] Frames(int count)
    {
        using Imaging.ImageBuffer photo = new Vips.VipsCodec().Decode(TestData.Path("images/bus.jpg"));
        var frames = new MemoryStream();
        for (int i = 0; i < count; i++)
        {
            frames.Write("P6\n480 400\n255\n"u8);
            for (int y = 0; y < 400; y++) frames.Write(photo.GetRow(40 + y).Slice((80 + 4 * i) * 3, 480 * 3));
        }

        return frames.ToArray();
    }

    private static ToolResult Run(string sample, params string[] arguments) => Run(sample, new Tool(), arguments);

    private static ToolResult Run(string sample, Tool tool, params string[] arguments)
    {
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", sample, configuration, sample + ".dll"));
        return tool.CallWords([Tool.Command[0], program, .. arguments]);
    }
}
