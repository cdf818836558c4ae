using System.Text.RegularExpressions;

namespace EdgeInfer.Cli.Tests;

/// <summary>Calls that make no sense: exit code 2 and one line that says what would.</summary>
public sealed class BadCallTests
{
    [Theory]
    [InlineData("", "a command is missing", "detect, classify, ", "inspect, tune, doctor", "--help")]
    [InlineData("frob", "frob: no such command", "detect, classify, ", "inspect, tune, doctor")]
    [InlineData("--frob", "--frob: no such command")]
    [InlineData("detect", "argument missing", "edgeinfer detect --help")]
    [InlineData("detect PICTURE --model", "--model", "edgeinfer detect --help")]
    [InlineData("detect PICTURE --frob", "--frob: no such option", "--help")]
    [InlineData("classify PICTURE", "--model", "edgeinfer classify --help")]
    [InlineData("classify PICTURE -m MODEL --conf 0.5", "--conf: no such option")]
    [InlineData("inspect", "argument missing", "edgeinfer inspect --help")]
    [InlineData("inspect MODEL extra", "extra: edgeinfer inspect has no such option or argument")]
    [InlineData("doctor --frob", "--frob: edgeinfer doctor has no such option")]
    [InlineData("detect PICTURE -m MODEL --threads 0", "--threads 0: expected a whole number of at least 1")]
    [InlineData("detect PICTURE -m MODEL --threads two", "--threads two: expected a whole number of at least 1")]
    [InlineData("detect PICTURE -m MODEL --threads 99999999999", "--threads 99999999999: expected")]
    [InlineData("detect PICTURE -m MODEL --conf 2", "--conf 2: expected a number from 0 to 1")]
    [InlineData("detect PICTURE -m MODEL --conf -0.1", "--conf -0.1: expected")]
    [InlineData("detect PICTURE -m MODEL --conf NaN", "--conf NaN: expected")]
    [InlineData("detect PICTURE -m MODEL --iou half", "--iou half: expected a number from 0 to 1")]
    [InlineData("classify PICTURE -m MODEL --top 0", "--top 0: expected a whole number of at least 1")]
    [InlineData("detect PICTURE -m MODEL --provider frob", "--provider frob", "auto", "cpu", "edgeinfer doctor")]
    [InlineData("detect PICTURE -m MODEL --provider cpu,frob", "'frob' is not a provider")]
    [InlineData("inspect MODEL --provider frob", "--provider frob", "cpu")]
    [InlineData("detect PICTURE PICTURE -m MODEL --out PICTURE", "2 pictures", "folder")]
    [InlineData("ocr PICTURE --det MODEL --rec MODEL --digits --pattern a", "only one of them")]
    [InlineData("ocr PICTURE --det MODEL --rec MODEL --pattern (a", "Pattern '(a', character 1", "not closed")]
    [InlineData("ocr PICTURE --det MODEL --rec MODEL --roi 1,2,3", "--roi 1,2,3", "left,top,width,height")]
    [InlineData("ocr PICTURE --det MODEL --rec MODEL --roi 1,2,0,4", "--roi 1,2,0,4")]
    [InlineData("ocr PICTURE --det MODEL --rec MODEL --conf 2", "--conf 2: expected a number from 0 to 1")]
    [InlineData("ocr PICTURE --model MODEL", "--model: no such option")]
    [InlineData("detect - - -m MODEL", "-: standard input can be read once")]
    public void Is_refused_in_one_line(string call, params string[] mentions)
    {
        string[] words = [.. call.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(static w => w switch { "PICTURE" => TestFiles.Parcel, "MODEL" => TestFiles.Codes, _ => w })];

        Tool.Run(words).AssertRefused(2, mentions);
    }

    [Theory]
    [InlineData("--model")]
    [InlineData("--manifest")]
    [InlineData("--out")]
    public void An_empty_name_is_refused(string option) =>
        Tool.Run("detect", TestFiles.Parcel, option, "").AssertRefused(2, $"{option}: expected a file name");

    [Fact]
    public void A_provider_that_is_asked_for_and_not_there_is_code_4()
    {
        Assert.SkipWhen(Regex.IsMatch(Tool.Run("doctor").AssertDone().Output, "(?m)^cuda +ready "), "this machine has CUDA.");

        Tool.Run("detect", TestFiles.Parcel, "-m", TestFiles.Codes, "--provider", "cuda").AssertRefused(4, "'cuda'", "Microsoft.ML.OnnxRuntime.Gpu");
        Tool.Run("inspect", TestFiles.Codes, "-p", "cuda").AssertRefused(4, "'cuda'");
    }

    [Fact]
    public void Verbose_adds_the_stack_trace()
    {
        ToolResult result = Tool.Run("detect", "nowhere.png", "-m", TestFiles.Codes, "--verbose");

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("error: nowhere.png: ", result.Error);
        Assert.Contains("   at EdgeInfer.Cli.", result.Error);
    }

    [Fact]
    public void Output_that_cannot_be_written_is_code_1()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full.");
        var shell = new Tool { Through = ["sh", "-c", "exec \"$@\" > /dev/full", "sh"] };

        foreach (string format in (string[])["--json", "--threads=1"])
        {
            ToolResult result = shell.Call("detect", TestFiles.Parcel, "-m", TestFiles.Codes, format);
            Assert.Equal(1, result.ExitCode);
            Assert.Contains("error: ", result.ErrorLines[^1]);
            Assert.DoesNotContain("   at ", result.Error);
        }
    }
}
