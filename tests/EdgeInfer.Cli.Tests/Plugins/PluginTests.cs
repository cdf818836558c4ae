using System.Text.Json;

namespace EdgeInfer.Cli.Tests;

/// <summary>A provider from a plug-in library, as a user has it: by a folder in the environment.</summary>
public sealed class PluginTests
{
    [Fact]
    public void Doctor_lists_it_as_ready()
    {
        using var plugin = new ToyPlugin();

        JsonElement toy = Provider(plugin.Tool().Call("doctor", "--json").AssertDone(), "toy");

        Assert.Equal("ToyExecutionProvider", toy.GetProperty("ort_name").GetString());
        Assert.True(toy.GetProperty("ready").GetBoolean());
        Assert.False(toy.GetProperty("verified_on_hardware").GetBoolean());
        Assert.StartsWith("CPU", toy.GetProperty("hardware").GetString());
        Assert.Contains($"ToyExecutionProvider 0.1.0 of EdgeInfer's tests, from {plugin.Library}", toy.GetProperty("reason").GetString());
    }

    [Fact]
    public void It_runs_what_it_takes_and_gives_the_same_result()
    {
        using var plugin = new ToyPlugin();
        string[] call = ["classify", TestFiles.Digit, "--model", TestFiles.Mnist, "--json", "--provider"];

        JsonElement toy = plugin.Tool().Call([.. call, "toy"]).AssertDone().Json()[0];
        JsonElement cpu = Tool.Run([.. call, "cpu"]).AssertDone().Json()[0];

        Assert.Equal("toy", toy.GetProperty("provider").GetString());
        Assert.Equal(cpu.GetProperty("top").GetRawText(), toy.GetProperty("top").GetRawText());
    }

    [Fact]
    public void Inspect_shows_what_it_takes_and_what_is_left_to_the_CPU()
    {
        using var plugin = new ToyPlugin();

        JsonElement placement = plugin.Tool().Call("inspect", TestFiles.Mnist, "--provider", "toy", "--json").AssertDone().Json().GetProperty("placement");

        JsonElement toy = placement.GetProperty("providers")[0];
        Assert.Equal(("toy", 2, 2), (toy.GetProperty("provider").GetString(), toy.GetProperty("nodes").GetInt32(), toy.GetProperty("partitions").GetInt32()));
        Assert.Equal("""{"Relu":2}""", JsonSerializer.Serialize(toy.GetProperty("operators")));
        // Nothing but the two activations: 28×28×8 and 14×14×16 values.
        Assert.Equal(9408, toy.GetProperty("flops").GetInt64());
        Assert.Equal(["Conv", "MaxPool", "Gemm", "Reshape"], placement.GetProperty("cpu_fallback").EnumerateObject().Select(static o => o.Name));
    }

    [Fact]
    public void Strict_names_what_it_does_not_take()
    {
        using var plugin = new ToyPlugin();

        plugin.Tool().Call("inspect", TestFiles.Mnist, "--provider", "toy", "--strict")
            .AssertRefused(4, "mnist.onnx", "toy", "Conv × 2, MaxPool × 2, Gemm × 1, Reshape × 1 to the CPU");
        plugin.Tool().Call("classify", TestFiles.Digit, "--model", TestFiles.Mnist, "--provider", "toy", "--strict", "--json")
            .AssertRefused(4, "Conv × 2");
    }

    [Fact]
    public void Its_own_refusal_is_told()
    {
        using var plugin = new ToyPlugin();
        Tool tool = plugin.Tool("TOY_REFUSES=1");

        JsonElement toy = Provider(tool.Call("doctor", "--json").AssertDone(), "toy");

        Assert.False(toy.GetProperty("ready").GetBoolean());
        Assert.Contains("there is no toy on this machine", toy.GetProperty("reason").GetString());
        tool.Call("inspect", TestFiles.Mnist, "--provider", "toy").AssertRefused(4, "there is no toy on this machine");
    }

    [Fact]
    public void A_library_that_was_cut_off_does_not_end_the_process()
    {
        using var plugin = new ToyPlugin();
        byte[] library = File.ReadAllBytes(plugin.Library);
        File.WriteAllBytes(plugin.Library, library[..(library.Length / 2)]);

        JsonElement toy = Provider(plugin.Tool().Call("doctor", "--json").AssertDone(), "toy");

        Assert.Contains($"is cut off after {library.Length / 2} bytes", toy.GetProperty("reason").GetString());
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Sets a variable by env.");
        ToolResult result = new Tool { Through = ["env", "EDGEINFER_PROVIDER_PATH=/no/such/plugins"] }.Call("doctor", "--json").AssertDone();

        Assert.Equal("/no/such/plugins does not exist", Provider(result, "plugins").GetProperty("reason").GetString());
    }

    private static JsonElement Provider(ToolResult doctor, string name) =>
        doctor.Json().GetProperty("providers").EnumerateArray().Single(p => p.GetProperty("name").GetString() == name);
}
