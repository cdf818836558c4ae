using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Tests.Vision;
using EdgeInfer.Vips;

namespace EdgeInfer.Cli.Tests;

public sealed class SegmentTests
{
    private const string Names = "{0: 'half', 1: 'part'}";

    private static string Deeplab => TestData.Path("models/deeplabv3_mnv2_257.onnx");

    [Fact]
    public void Json_follows_the_contract()
    {
        string picture = TestData.Path("images/bus.jpg");
        ToolResult result = Tool.Run("segment", picture, "--model", Deeplab, "--json").AssertDone();

        Assert.Equal("", result.Error);
        JsonElement classes = JsonContract.AssertPicture(Assert.Single(result.Json().EnumerateArray()), picture, 640, 480, "deeplabv3_mnv2_257.onnx", "classes");
        Assert.All(classes.EnumerateArray(), static c => Assert.Equal(["class_id", "label", "fraction"], JsonContract.Names(c)));
        Assert.Equal(["bus", "background"], classes.EnumerateArray().Select(static c => c.GetProperty("label").GetString()));
        Assert.Equal(0.51, classes[0].GetProperty("fraction").GetDouble(), 0.02);
        Assert.Equal(6, classes[0].GetProperty("class_id").GetInt32());
    }

    [Fact]
    public void Masks_and_annotated_pictures_are_written_for_one_picture_and_for_several()
    {
        using var folder = new TemporaryFolder();
        string bus = TestData.Path("images/bus.jpg"), kitten = TestData.Path("images/kitten_224.png");
        ToolResult one = Tool.Run("segment", bus, "-m", Deeplab, "--mask", folder.File("mask.png"), "--out", folder.File("out.jpg")).AssertDone();
        Assert.Contains($"→ {folder.File("mask.png")}", one.Output);
        Assert.Contains($"→ {folder.File("out.jpg")}", one.Output);
        Assert.Contains("bus", one.Output);
        AssertMask(folder.File("mask.png"), 640, 480, 0, 6);

        Tool.Run("segment", bus, kitten, "-m", Deeplab, "--mask", folder.File("masks")).AssertDone();
        AssertMask(Path.Combine(folder.Path, "masks", "bus.png"), 640, 480, 0, 6);
        AssertMask(Path.Combine(folder.Path, "masks", "kitten_224.png"), 224, 224, 0, 8);
    }

    [Fact]
    public void Objects_have_polygons_and_a_mask_of_their_classes()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("tiny-seg.onnx", TinyInstances.Ultralytics().Metadata("task", "segment").Metadata("names", Names).Metadata("imgsz", "[32, 32]").ToArray());
        ToolResult result = Tool.Run("segment", TestFiles.Parcel, "-m", model, "--json", "--mask", folder.File("mask.png"), "--out", folder.File("out.png")).AssertDone();

        JsonElement picture = Assert.Single(result.Json().EnumerateArray());
        Assert.Equal(["image", "width", "height", "model", "provider", "timings_ms", "classes", "instances"], JsonContract.Names(picture));
        JsonElement instances = picture.GetProperty("instances");
        Assert.Equal(2, instances.GetArrayLength());
        Assert.All(instances.EnumerateArray(), static i => Assert.Equal(["class_id", "label", "score", "x1", "y1", "x2", "y2", "polygon"], JsonContract.Names(i)));
        Assert.Equal("half", instances[0].GetProperty("label").GetString());
        Assert.All(instances[0].GetProperty("polygon").EnumerateArray(), static p =>
        {
            Assert.Equal(2, p.GetArrayLength());
            Assert.InRange(p[0].GetDouble(), 0, 640);
        });
        // The left half of the picture, which hides the left half of the other object.
        Assert.Equal(0.5, picture.GetProperty("classes")[0].GetProperty("fraction").GetDouble(), 0.01);
        AssertMask(folder.File("mask.png"), 1280, 960, 0, 1, 255);
        Assert.True(File.Exists(folder.File("out.png")));

        ToolResult none = Tool.Run("segment", TestFiles.Parcel, "-m", model, "--conf", "0.99").AssertDone();
        Assert.Contains("nothing found", none.Output);
    }

    [Fact]
    public void What_will_not_do_is_said_before_anything_runs()
    {
        using var folder = new TemporaryFolder();
        string png = TestFiles.Digit;
        Tool.Run("segment", png).AssertRefused(2, "--model");
        Tool.Run("segment", png, "-m", TestFiles.Codes, "--mask", "mask.jpg").AssertRefused(2, "--mask mask.jpg", ".png");
        Tool.Run("segment", png, "-m", TestFiles.Codes, "--mask", folder.File("a.png"), "--out", folder.File("a.png")).AssertRefused(2, "--mask", "--out");
        Tool.Run("segment", png, "-m", TestFiles.Codes, "--mask", png).AssertRefused(2, "would be replaced");
        Tool.Run("segment", png, "-m", TestFiles.Codes).AssertRefused(3, "ObjectDetector", "edgeinfer detect");
        Tool.Run("segment", png, "-m", "missing.onnx").AssertRefused(3, "missing.onnx");
    }

    private static void AssertMask(string path, int width, int height, params byte[] classes)
    {
        using ImageBuffer mask = new VipsCodec().Decode(path, new ImageDecodeOptions { Format = PixelFormat.Gray8 });
        Assert.Equal((width, height), (mask.Width, mask.Height));
        Assert.Equal(classes, mask.Pixels.ToArray().Distinct().Order());
        // One channel of 8 bits: colour type 0.
        byte[] png = File.ReadAllBytes(path);
        Assert.Equal([8, 0], png[24..26]);
    }
}
