using System.Text.Json.Nodes;

namespace EdgeInfer.Cli.Tests;

/// <summary>Which objects are wanted, where they are looked for, and what is left behind for other tools.</summary>
public sealed class DetectOptionTests
{
    private static string Bus => TestData.Path("images/bus.jpg");

    [Fact]
    public void Classes_and_their_number_are_limited()
    {
        Assert.Equal(["person", "person"], Labels("--classes", "Person"));
        Assert.Equal(["bus"], Labels("--classes", "5"));
        Assert.Equal(["bus"], Labels("--max", "1"));
    }

    [Fact]
    public void Annotations_are_written_for_trainers()
    {
        using var folder = new TemporaryFolder();
        string coco = folder.File("found.json"), yolo = folder.File("labels");
        Tool.Run("detect", Bus, TestFiles.Coffee, "-m", TestFiles.Yolox, "--coco", coco, "--yolo", yolo).AssertDone();

        JsonNode dataset = JsonNode.Parse(File.ReadAllText(coco))!;
        Assert.Equal(["bus.jpg", "coffee.png"], dataset["images"]!.AsArray().Select(static i => (string?)i!["file_name"]));
        Assert.Equal(80, dataset["categories"]!.AsArray().Count);
        Assert.Equal(5, dataset["annotations"]!.AsArray().Count);
        Assert.StartsWith("5 0.5", File.ReadAllText(Path.Combine(yolo, "bus.txt")), StringComparison.Ordinal);
        Assert.Equal(2, File.ReadAllLines(Path.Combine(yolo, "coffee.txt")).Length);
    }

    [Fact]
    public void Tiles_show_the_same_objects()
    {
        Assert.Contains("bus", Labels("--tiles", "auto"));
        Assert.Single(Labels("--tiles", "416"), "bus");
    }

    [Theory]
    [InlineData("--classes", "dgo", "--classes: yolox_nano.onnx has no class 'dgo'; known are person, ")]
    [InlineData("--tiles", "5", "--tiles 5: expected auto, or a tile's side in pixels")]
    [InlineData("--max", "0", "--max 0: expected a whole number of at least 1")]
    [InlineData("--coco", "no/such/folder/x.json", "--coco no/such/folder/x.json: expected a file in a folder that exists")]
    public void Wrong_values_are_named(string option, string value, string message)
    {
        ToolResult result = Tool.Run("detect", Bus, "-m", TestFiles.Yolox, option, value);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", result.Error, StringComparison.Ordinal);
    }

    private static string[] Labels(params string[] options) =>
        [.. Tool.Run(["detect", Bus, "-m", TestFiles.Yolox, "--json", .. options]).AssertDone().Json()[0].GetProperty("detections").EnumerateArray().Select(static d => d.GetProperty("label").GetString()!)];
}
