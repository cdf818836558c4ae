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
                "provider", "provider_attempts", "manifest", "manifest_origin"],
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
}
