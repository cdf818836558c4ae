using System.Text.Json.Nodes;
using EdgeInfer.Tests;

namespace EdgeInfer.Cli.Tests;

/// <summary>The limit on ONNX Runtime's memory: an error within it, and the same results as without it.</summary>
public sealed class CpuArenaTests
{
    private static readonly string[] Call = ["classify", TestData.Path("images/hummingbird.jpg"), "--model", TestFiles.Squeezenet, "--json", "--threads", "1"];

    [Fact]
    public void A_model_that_wants_more_than_the_limit_is_an_error_and_not_the_end_of_the_process()
    {
        ToolResult result = CallWithLimit("1000000");
        Assert.Equal((1, "[]\n"), (result.ExitCode, result.Output));
        Assert.Contains("is smaller than requested bytes", result.Error);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_model_that_keeps_within_it_gives_what_it_always_does()
    {
        JsonNode limited = JsonNode.Parse(CallWithLimit("200000000").AssertDone().Output)!;
        JsonNode free = JsonNode.Parse(CallWithLimit("0").AssertDone().Output)!;
        Assert.Equal(free[0]!["top"]!.ToJsonString(), limited[0]!["top"]!.ToJsonString());
    }

    private static ToolResult CallWithLimit(string bytes)
    {
        string assembly = Tool.Command[1];
        JsonNode config = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(assembly, ".runtimeconfig.json")))!;
        var properties = config["runtimeOptions"]!["configProperties"] as JsonObject ?? [];
        properties["EdgeInfer.CpuArenaLimitBytes"] = bytes;
        config["runtimeOptions"]!["configProperties"] ??= properties;

        using var folder = new TemporaryFolder();
        string file = folder.Write("limited.runtimeconfig.json", System.Text.Encoding.UTF8.GetBytes(config.ToJsonString()));
        return new Tool().CallWords([Tool.Command[0], "exec", "--runtimeconfig", file, assembly, .. Call]);
    }
}
