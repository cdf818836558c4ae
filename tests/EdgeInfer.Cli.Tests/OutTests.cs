using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Vips;

namespace EdgeInfer.Cli.Tests;

/// <summary>Annotated pictures.</summary>
public sealed class OutTests
{
    [Theory]
    [InlineData("annotated.png")]
    [InlineData("annotated.jpg")]
    public void A_file_gets_the_picture_with_boxes(string name)
    {
        using var folder = new TemporaryFolder();
        ToolResult result = Tool.Run("detect", TestFiles.Coffee, "-m", TestFiles.Yolox, "--out", folder.File(name)).AssertDone();

        Assert.Contains($"→ {folder.File(name)}", result.Output);
        AssertAnnotated(TestFiles.Coffee, folder.File(name));
        Assert.Equal([name], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Several_pictures_go_to_a_folder_that_is_made()
    {
        using var folder = new TemporaryFolder();
        string first = folder.File("one.png");
        string second = Path.Combine(Directory.CreateDirectory(folder.File("other")).FullName, "one.png");
        File.Copy(TestFiles.Coffee, first);
        File.Copy(TestData.Path("images/chelsea.png"), second);
        var tool = new Tool { WorkingFolder = folder.Path, Input = File.ReadAllBytes(TestFiles.Coffee) };

        ToolResult result = tool.Call("detect", "one.png", "other", "-", "-m", TestFiles.Yolox, "--conf", "0.1", "--json", "--out", Path.Combine("made", "here")).AssertDone();

        Assert.Equal(3, result.Json().GetArrayLength());
        string made = folder.File(Path.Combine("made", "here"));
        Assert.Equal(["one-2.png", "one.png", "stdin.png"], Directory.EnumerateFiles(made).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        AssertAnnotated(first, Path.Combine(made, "one.png"));
        AssertAnnotated(second, Path.Combine(made, "one-2.png"));
        AssertAnnotated(first, Path.Combine(made, "stdin.png"));
    }

    [Fact]
    public void Classes_are_written_on_the_picture()
    {
        using var folder = new TemporaryFolder();
        string picture = TestData.Path("images/hummingbird.jpg");

        Tool.Run("classify", picture, "-m", TestFiles.Squeezenet, "--out", folder.Path).AssertDone();

        AssertAnnotated(picture, folder.File("hummingbird.jpg"));
    }

    [Fact]
    public void Coordinates_are_those_of_the_annotated_picture()
    {
        using var folder = new TemporaryFolder();
        string picture = TestData.Path("images/dog_bike_exif6.jpg");
        JsonElement dog = Tool.Run("detect", picture, "-m", TestFiles.Yolox, "--conf", "0.83", "--json", "--out", folder.File("dog.png")).AssertDone().Json()[0].GetProperty("detections")[0];

        var codec = new VipsCodec();
        using ImageBuffer before = codec.Decode(picture);
        using ImageBuffer after = codec.Decode(folder.File("dog.png"));
        Assert.Equal((before.Width, before.Height), (after.Width, after.Height));
        // The frame is where the numbers say: on its left edge most pixels changed, well outside none did.
        int left = (int)dog.GetProperty("x1").GetDouble(), top = (int)dog.GetProperty("y1").GetDouble(), bottom = (int)dog.GetProperty("y2").GetDouble();
        Assert.True(ChangedInColumn(before, after, left, top, bottom) > 0.9 * (bottom - top));
        Assert.Equal(0, ChangedInColumn(before, after, before.Width - 10, top, bottom));
    }

    private static int ChangedInColumn(ImageView before, ImageView after, int x, int top, int bottom)
    {
        int changed = 0;
        for (int y = top; y < bottom; y++)
        {
            if (!before.GetRow(y).Slice(3 * x, 3).SequenceEqual(after.GetRow(y).Slice(3 * x, 3))) changed++;
        }

        return changed;
    }

    private static void AssertAnnotated(string input, string output)
    {
        var codec = new VipsCodec();
        using ImageBuffer before = codec.Decode(input);
        using ImageBuffer after = codec.Decode(output);
        Assert.Equal((before.Width, before.Height), (after.Width, after.Height));
        // A frame or a tag differs strongly from what was there, which the losses of JPEG do not.
        int strong = 0;
        for (int y = 0; y < before.Height; y++)
        {
            ReadOnlySpan<byte> a = before.GetRow(y), b = after.GetRow(y);
            for (int i = 0; i < a.Length; i++)
            {
                if (Math.Abs(a[i] - b[i]) > 64) strong++;
            }
        }

        Assert.True(strong > 300, $"only {strong} samples differ");
    }
}
