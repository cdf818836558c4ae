using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Vips;

namespace EdgeInfer.Cli.Tests;

public sealed class UpscaleTests
{
    private static string Model => TestData.Path("models/super_resolution_x3.onnx");

    [Fact]
    public void The_larger_picture_is_written()
    {
        using var folder = new TemporaryFolder();
        string picture = TestData.Path("images/lion.png");
        ToolResult result = Tool.Run("upscale", picture, "--model", Model, "--out", folder.File("lion.png"), "--json").AssertDone();

        JsonElement report = Assert.Single(result.Json().EnumerateArray());
        Assert.Equal(["image", "width", "height", "model", "provider", "timings_ms", "scale", "out_width", "out_height"], JsonContract.Names(report));
        Assert.Equal((510, 339), (report.GetProperty("width").GetInt32(), report.GetProperty("height").GetInt32()));
        Assert.Equal((3, 1530, 1017), (report.GetProperty("scale").GetInt32(), report.GetProperty("out_width").GetInt32(), report.GetProperty("out_height").GetInt32()));
        using ImageBuffer large = new VipsCodec().Decode(folder.File("lion.png"));
        Assert.Equal((1530, 1017), (large.Width, large.Height));
    }

    [Fact]
    public void Grey_and_transparent_pictures_go_through_and_text_says_how_large()
    {
        using var folder = new TemporaryFolder();
        ToolResult result = Tool.Run("upscale", TestFiles.Digit, TestData.Path("images/digit_two.png"), "-m", Model, "--out", folder.File("large")).AssertDone();
        Assert.Contains("84×84 (3×)", result.Output);
        Assert.Contains("102×84 (3×)", result.Output);
        Assert.Equal(2, Directory.EnumerateFiles(folder.File("large")).Count());
    }

    [Fact]
    public void An_output_and_a_model_that_makes_pictures_are_needed()
    {
        using var folder = new TemporaryFolder();
        Tool.Run("upscale", TestFiles.Parcel, "-m", TestFiles.Codes).AssertRefused(2, "--out");
        Tool.Run("upscale", TestFiles.Parcel, "-m", TestFiles.Codes, "--out", folder.File("x.png")).AssertRefused(3, "ObjectDetector");
    }
}
