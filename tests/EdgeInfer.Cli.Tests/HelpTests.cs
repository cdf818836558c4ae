namespace EdgeInfer.Cli.Tests;

public sealed class HelpTests
{
    [Fact]
    public void Version_is_one_line()
    {
        ToolResult result = Tool.Run("--version").AssertDone();

        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", result.Output);
        Assert.Equal("", result.Error);
    }

    [Theory]
    [InlineData("", "detect", "classify", "segment", "pose", "upscale", "ocr", "face", "embed", "models", "inspect", "tune", "doctor", "--version")]
    [InlineData("detect", "<INPUT>", "--model", "--manifest", "--provider", "--threads", "--conf", "--iou", "--json", "--out", "--verbose")]
    [InlineData("classify", "<INPUT>", "--model", "--top", "--json")]
    [InlineData("segment", "<INPUT>", "--model", "--mask", "--conf", "--iou", "--json", "--out")]
    [InlineData("pose", "<INPUT>", "--model", "--det", "--conf", "--iou", "--json", "--out")]
    [InlineData("upscale", "<INPUT>", "--model", "--json", "--out")]
    [InlineData("face", "<INPUT>", "--model", "--landmarks", "--embedder", "--conf", "--iou", "--json", "--out", "detect", "verify", "enrol", "identify", "list", "remove")]
    [InlineData("embed", "<INPUT>", "--model", "--normalize", "--json")]
    [InlineData("models", "list", "pull", "verify")]
    [InlineData("models pull", "<NAME>", "--all", "--json")]
    [InlineData("models verify", "<NAME>", "--remove", "--json")]
    [InlineData("ocr", "<INPUT>", "--det", "--rec", "--cls", "--dict", "--conf", "--chars", "--digits", "--pattern", "--roi", "--characters", "--json", "--out")]
    [InlineData("inspect", "<MODEL>", "--provider", "--json")]
    [InlineData("tune", "<MODEL>", "--budget", "--provider", "--policy", "--threads", "--shape", "--force", "--json")]
    [InlineData("doctor", "--json")]
    public void Help_goes_to_standard_output_and_names_everything(string command, params string[] mentions)
    {
        ToolResult result = Tool.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).AssertDone();

        Assert.Equal("", result.Error);
        Assert.Contains($"edgeinfer {command}".TrimEnd(), result.Output);
        Assert.All(mentions, m => Assert.Contains(m, result.Output));
    }
}
