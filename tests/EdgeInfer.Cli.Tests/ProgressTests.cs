using System.Text.Json;

namespace EdgeInfer.Cli.Tests;

/// <summary>The progress bar, which only a terminal sees.</summary>
public sealed class ProgressTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ProgressTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/script"), "needs util-linux's script to make a terminal.");
        for (int i = 0; i < 4; i++) File.Copy(TestFiles.Parcel, _folder.File($"{i}.png"));
    }

    [Fact]
    public void Is_drawn_on_the_terminal_and_not_into_the_results()
    {
        _folder.Write("2.png", "no picture"u8);

        ToolResult terminal = OnTerminal("--json > results.json");

        Assert.Equal(2, terminal.ExitCode);
        using JsonDocument results = JsonDocument.Parse(File.ReadAllBytes(_folder.File("results.json")));
        Assert.Equal(3, results.RootElement.GetArrayLength());
        Assert.Contains("of 4 pictures", terminal.Output);
        // The error comes when the bar is gone, whole and on a line of its own.
        Assert.Matches(@"^\x1b\[\?25herror: Picture '[^\n]*2\.png': [^\n]*\n$", terminal.Output[terminal.Output.LastIndexOf('\x1b')..]);
    }

    [Fact]
    public void Results_on_the_same_terminal_follow_it()
    {
        ToolResult terminal = OnTerminal("");

        Assert.Equal(0, terminal.ExitCode);
        int lastBar = terminal.Output.LastIndexOf("of 4 pictures", StringComparison.Ordinal);
        Assert.True(lastBar >= 0);
        for (int i = 0; i < 4; i++) Assert.True(terminal.Output.IndexOf($"{i}.png (1280×960)", StringComparison.Ordinal) > lastBar);
    }

    [Fact]
    public void One_large_picture_shows_its_tiles()
    {
        string model = TestData.Path("models/super_resolution_x3.onnx");

        ToolResult terminal = OnTerminal("--json > results.json", "upscale", "0.png", "-m", model, "--out", "large.jpg");

        Assert.Equal(0, terminal.ExitCode);
        Assert.Matches(@"\d+ of \d+ tiles", terminal.Output);
        using JsonDocument results = JsonDocument.Parse(File.ReadAllBytes(_folder.File("results.json")));
        Assert.Equal(3840, results.RootElement[0].GetProperty("out_width").GetInt32());
    }

    public void Dispose() => _folder.Dispose();

    private ToolResult OnTerminal(string rest) => OnTerminal(rest, "detect", ".", "-m", TestFiles.Codes);

    private ToolResult OnTerminal(string rest, params string[] words)
    {
        string call = string.Join(' ', Tool.Command.Concat(words).Select(static w => $"'{w}'"));
        return new Tool { WorkingFolder = _folder.Path }.CallWords(
            "env", "TERM=xterm", "script", "--quiet", "--return", "--command", $"stty cols 200; exec {call} {rest}", "/dev/null");
    }
}
