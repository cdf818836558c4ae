using System.Text.Json;

namespace EdgeInfer.Cli.Tests;

public sealed class DoctorTests
{
    [Fact]
    public void Json_lists_this_machine_and_every_provider()
    {
        ToolResult result = Tool.Run("doctor", "--json").AssertDone();

        Assert.Equal("", result.Error);
        JsonElement report = result.Json();
        Assert.Equal(["os", "processors", "dotnet", "edgeinfer", "onnxruntime", "libvips", "providers"], JsonContract.Names(report));
        Assert.Matches(@"^\d+\.\d+\.\d+", report.GetProperty("onnxruntime").GetString());
        Assert.Matches(@"^\d+\.\d+\.\d+", report.GetProperty("libvips").GetString());
        JsonElement[] providers = [.. report.GetProperty("providers").EnumerateArray()];
        Assert.All(providers, static p => Assert.Equal(["name", "ort_name", "hardware", "ready", "reason", "remedy", "verified_on_hardware"], JsonContract.Names(p)));
        Assert.True(Array.Find(providers, static p => p.GetProperty("name").GetString() == "cpu").GetProperty("ready").GetBoolean());
        // What is not ready says why and what to do.
        Assert.All(providers.Where(static p => !p.GetProperty("ready").GetBoolean()), static p =>
        {
            Assert.NotEqual("", p.GetProperty("reason").GetString());
            Assert.NotEqual("", p.GetProperty("remedy").GetString());
        });
    }

    [Fact]
    public void Text_lists_the_same()
    {
        ToolResult result = Tool.Run("doctor").AssertDone();

        Assert.Equal("", result.Error);
        Assert.Matches(@"(?m)^ONNX Runtime +\d+\.\d+\.\d+", result.Output);
        Assert.Matches("(?m)^cpu +ready ", result.Output);
        foreach (string provider in (string[])["cuda", "tensorrt", "nvtensorrtrtx", "directml", "openvino", "coreml", "qnn", "nnapi", "migraphx", "vitisai", "cann", "rknpu", "webgpu", "xnnpack"])
            Assert.Matches($"(?m)^{provider} +(ready|unavailable) ", result.Output);
    }
}
