using System.Text.Json;

namespace EdgeInfer.Cli.Tests;

public sealed class InspectTests
{
    [Fact]
    public void Json_states_the_models_facts()
    {
        ToolResult result = Tool.Run("inspect", TestFiles.Mnist, "--json").AssertDone();

        Assert.Equal("", result.Error);
        JsonElement facts = result.Json();
        Assert.Equal(
            ["model", "bytes", "ir_version", "producer", "opsets", "parameters", "operators", "inputs", "outputs", "external_files",
                "provider", "provider_attempts", "placement", "manifest", "manifest_origin"],
            JsonContract.Names(facts));
        Assert.Equal(new FileInfo(TestFiles.Mnist).Length, facts.GetProperty("bytes").GetInt64());
        Assert.Equal(3, facts.GetProperty("ir_version").GetInt32());
        Assert.Equal(2, facts.GetProperty("operators").GetProperty("Conv").GetInt32());
        // Initialisers that are listed as inputs, as in models of IR 3, are none.
        JsonElement input = Assert.Single(facts.GetProperty("inputs").EnumerateArray());
        Assert.Equal(("Input3", "float32"), (input.GetProperty("name").GetString(), input.GetProperty("type").GetString()));
        Assert.Equal([1, 1, 28, 28], input.GetProperty("shape").EnumerateArray().Select(static d => d.GetInt32()));
        Assert.Equal("classify", facts.GetProperty("manifest").GetProperty("task").GetString());
        Assert.Contains(facts.GetProperty("provider_attempts").EnumerateArray(), static a => a.GetProperty("chosen").GetBoolean() && a.GetProperty("provider").GetString() == "cpu");
    }

    [Fact]
    public void Free_sizes_are_named_as_in_the_model()
    {
        JsonElement facts = Tool.Run("inspect", TestData.Path("models/yunet_n_dynamic.onnx"), "--json").AssertDone().Json();

        JsonElement[] shape = [.. facts.GetProperty("inputs")[0].GetProperty("shape").EnumerateArray()];
        Assert.Equal(4, shape.Length);
        Assert.Equal(JsonValueKind.String, shape[0].ValueKind);
        Assert.Equal(3, shape[1].GetInt32());
        Assert.Equal(12, facts.GetProperty("outputs").GetArrayLength());
    }

    [Fact]
    public void A_model_nothing_is_known_about_has_no_manifest()
    {
        using var folder = new TemporaryFolder();
        string model = folder.Write("unknown.onnx", ModelBytes.WithMetadata(File.ReadAllBytes(TestFiles.Mnist), "made by", "a test"));

        JsonElement facts = Tool.Run("inspect", model, "--json").AssertDone().Json();
        ToolResult text = Tool.Run("inspect", model).AssertDone();

        Assert.Equal(JsonValueKind.Null, facts.GetProperty("manifest").ValueKind);
        Assert.Equal(JsonValueKind.Null, facts.GetProperty("manifest_origin").ValueKind);
        Assert.Contains("unknown.manifest.json", text.Output);
    }

    [Fact]
    public void Text_shows_tensors_operators_and_manifest()
    {
        ToolResult result = Tool.Run("inspect", TestFiles.Yolox).AssertDone();

        Assert.Equal("", result.Error);
        Assert.Matches(@"^yolox_nano\.onnx: [\d,]+ KiB, [\d,]+ parameters, \d+ nodes\n", result.Output);
        Assert.Contains("images: float32 [1, 3, 416, 416]", result.Output);
        Assert.Contains("output: float32 [1, 3549, 85]", result.Output);
        Assert.Contains("Conv × ", result.Output);
        Assert.Contains("\"decoder\": \"yolox\"", result.Output);
        Assert.Contains("80: person, bicycle, car", result.Output);
    }

    [Fact]
    public void Json_states_the_placement()
    {
        JsonElement placement = Tool.Run("inspect", TestFiles.Mnist, "--provider", "cpu", "--json", "--nodes").AssertDone().Json().GetProperty("placement");

        Assert.Equal(["flops", "providers", "cpu_fallback", "notes", "nodes"], JsonContract.Names(placement));
        JsonElement cpu = Assert.Single(placement.GetProperty("providers").EnumerateArray());
        Assert.Equal(["provider", "nodes", "partitions", "flops", "share", "operators"], JsonContract.Names(cpu));
        Assert.Equal(("cpu", 8, 1, 1.0), (cpu.GetProperty("provider").GetString(), cpu.GetProperty("nodes").GetInt32(), cpu.GetProperty("partitions").GetInt32(), cpu.GetProperty("share").GetDouble()));
        Assert.Equal(2, cpu.GetProperty("operators").GetProperty("Conv").GetInt32());
        Assert.Equal(1_600_522, placement.GetProperty("flops").GetInt64());
        JsonElement node = placement.GetProperty("nodes")[0];
        Assert.Equal(["name", "op_type", "domain", "provider", "flops"], JsonContract.Names(node));
        Assert.Equal(("Convolution28", "Conv", "cpu"), (node.GetProperty("name").GetString(), node.GetProperty("op_type").GetString(), node.GetProperty("provider").GetString()));
        Assert.Equal(8, placement.GetProperty("nodes").GetArrayLength());
    }

    [Fact]
    public void Text_shows_the_placement()
    {
        ToolResult result = Tool.Run("inspect", TestFiles.Mnist, "--provider", "cpu").AssertDone();

        Assert.Contains("placement  1.6 M operations an inference", result.Output);
        Assert.Matches(@"(?m)^    cpu +8 +1 +100\.0 %  Conv × 2, MaxPool × 2, Relu × 2, Gemm × 1, Reshape × 1$", result.Output);
        Assert.DoesNotContain("Convolution28", result.Output);
        Assert.Contains("Convolution28", Tool.Run("inspect", TestFiles.Mnist, "--provider", "cpu", "--nodes").AssertDone().Output);
    }

    [Fact]
    public void Compute_is_counted_with_the_sizes_given()
    {
        string model = TestData.Path("models/yunet_n_dynamic.onnx");

        JsonElement given = Tool.Run("inspect", model, "--provider", "cpu", "--json", "--dim", "height=320", "--dim", "width=320").AssertDone().Json().GetProperty("placement");

        Assert.Contains("compute is counted with batch = 1, height = 320, width = 320, which the model leaves free", given.GetProperty("notes").EnumerateArray().Select(static n => n.GetString()));
        Assert.InRange(given.GetProperty("flops").GetInt64(), 100_000_000, 1_000_000_000);
    }

    [Theory]
    [InlineData("height", "expected NAME=SIZE")]
    [InlineData("=3", "expected NAME=SIZE")]
    [InlineData("height=0", "at least 1")]
    [InlineData("height=-1", "at least 1")]
    [InlineData("height=big", "expected NAME=SIZE")]
    public void A_size_that_is_none_is_refused(string dimension, string mention) =>
        Tool.Run("inspect", TestFiles.Mnist, "--dim", dimension).AssertRefused(2, $"--dim {dimension}", mention);
}
