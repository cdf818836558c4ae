using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace EdgeInfer.Cli.Tests;

public sealed partial class TuneTests : IDisposable
{
    private static readonly string[] TrialNames = ["provider", "threads", "spinning", "optimization", "status", "reason", "median_ms", "p90_ms", "processor_ms", "runs"];

    private readonly TemporaryFolder _folder = new();

    private Tool Tool => new() { TuneCache = Path.Combine(_folder.Path, "cache") };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_winner_is_shown_remembered_and_used_by_detect()
    {
        ToolResult tuned = Tool.Call("tune", TestFiles.Codes, "--budget", "10s").AssertDone();

        Assert.Equal("", tuned.Error);
        Assert.Matches(@"(?m)^codes\.onnx with \S+: float32 \[1, 3, \d+, \d+\]", tuned.Output);
        Assert.Single(tuned.Output.Split('\n'), static line => line.StartsWith("* cpu", StringComparison.Ordinal));
        Assert.Matches("(?m)^winner      cpu", tuned.Output);
        string file = Assert.Single(Directory.GetFiles(Tool.TuneCache));
        Assert.Contains($"remembered  in {file}", tuned.Output);

        ToolResult again = Tool.Call("tune", TestFiles.Codes).AssertDone();
        Assert.Contains("--force tries again", again.Output);

        ToolResult detect = Tool.Call("detect", TestFiles.Parcel, "-m", TestFiles.Codes).AssertDone();
        Assert.Matches(@"codes\.onnx on cpu \(auto: tuned: \d+\.\d+ ms.*, on \d{4}-\d\d-\d\d\)", detect.Error);
        // The built-in model has the same bytes.
        Assert.Contains("tuned: ", Tool.Call("detect", TestFiles.Parcel).AssertDone().Error);
        Assert.DoesNotContain("tuned: ", Tool.Call("detect", TestFiles.Parcel, "-p", "cpu").AssertDone().Error);
    }

    [Fact]
    public void Json_has_every_trial()
    {
        ToolResult result = Tool.Call("tune", TestFiles.Codes, "--budget", "5s", "--json", "--policy", "latency").AssertDone();

        Assert.Equal("", result.Error);
        JsonElement json = result.Json();
        Assert.Equal(["model", "inputs", "winner", "default", "trials", "elapsed_ms", "tuned_at", "from_cache", "remembered_in", "not_remembered_because", "notes"], JsonContract.Names(json));
        JsonElement[] trials = [.. json.GetProperty("trials").EnumerateArray()];
        Assert.All(trials, static t => Assert.Equal(TrialNames, JsonContract.Names(t)));
        Assert.Equal(TrialNames, JsonContract.Names(json.GetProperty("winner")));
        Assert.Equal("timed", json.GetProperty("winner").GetProperty("status").GetString());
        Assert.True(json.GetProperty("winner").GetProperty("median_ms").GetDouble() > 0);
        Assert.False(json.GetProperty("from_cache").GetBoolean());
        Assert.Contains(trials, static t => t.GetProperty("optimization").GetString() == "basic");
        Assert.True(Tool.Call("tune", TestFiles.Codes, "--json", "--policy", "latency").AssertDone().Json().GetProperty("from_cache").GetBoolean());
        Assert.False(Tool.Call("tune", TestFiles.Codes, "--json", "--policy", "latency", "--force", "--budget", "1s").AssertDone().Json().GetProperty("from_cache").GetBoolean());
    }

    [Fact]
    public void A_gpu_is_tried_in_a_child_process()
    {
        const string Driver = "/usr/lib/chromium/vk_swiftshader_icd.json";
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists(Driver), $"{Driver}, a software driver for Vulkan (Debian: chromium), is not here.");
        Tool tool = Tool with { Through = ["env", $"VK_DRIVER_FILES={Driver}", $"XDG_RUNTIME_DIR={_folder.Path}"] };

        JsonElement[] named = [.. tool.Call("tune", TestFiles.Mnist, "-p", "webgpu,cpu", "--budget", "60s", "--json").AssertDone().Json().GetProperty("trials").EnumerateArray()];
        JsonElement webGpu = Assert.Single(named, static t => t.GetProperty("provider").GetString() == "webgpu");
        Assert.True(webGpu.GetProperty("status").GetString() == "timed", webGpu.ToString());

        // Unasked, a GPU that is none costs no time.
        JsonElement[] all = [.. tool.Call("tune", TestFiles.Mnist, "--json").AssertDone().Json().GetProperty("trials").EnumerateArray()];
        webGpu = Assert.Single(all, static t => t.GetProperty("provider").GetString() == "webgpu");
        Assert.Equal("not_tried", webGpu.GetProperty("status").GetString());
        Assert.Contains("computes on the processor", webGpu.GetProperty("reason").GetString());
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_told()
    {
        string file = _folder.File("file");
        File.WriteAllText(file, "");

        ToolResult result = (Tool with { TuneCache = Path.Combine(file, "below") }).Call("tune", TestFiles.Codes, "--budget", "5s").AssertDone();

        Assert.Contains("not remembered: ", result.Output);
        Assert.Contains("cannot be written to", result.Output);
    }

    [Theory]
    [InlineData("--budget", "soon")]
    [InlineData("--budget", "0s")]
    [InlineData("--budget", "2h")]
    [InlineData("--budget", "-1s")]
    [InlineData("--policy", "fastest")]
    [InlineData("--policy", "1")]
    [InlineData("--threads", "0")]
    [InlineData("--shape", "images")]
    [InlineData("--shape", "images=1x0")]
    [InlineData("--shape", "=1x3")]
    [InlineData("--shape", "nothing=1x3")]
    [InlineData("--provider", "gpu")]
    public void Wrong_values_are_refused_by_name(string option, string value) =>
        Tool.Call("tune", TestFiles.Codes, option, value).AssertRefused(2, value.Split('=')[0]);

    [Fact]
    public void What_is_no_model_is_refused()
    {
        Tool.Call("tune", "missing.onnx").AssertRefused(3, "missing.onnx", "no such model file");
        Tool.Call("tune", TestFiles.Parcel).AssertRefused(3, "parcel.jpg");
    }

    [Fact]
    public void A_shape_that_the_model_does_not_take_is_refused() =>
        Tool.Call("tune", TestFiles.Codes, "--shape", "images=1x3x1x1").AssertRefused(3, "images");

    [Fact]
    public async Task Ctrl_C_ends_it_and_nothing_is_remembered()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sends a signal, through coreutils' env.");
        Tool tool = Tool with { Through = ["env", "--default-signal=INT"] };
        using Process process = tool.Start("tune", TestFiles.Codes, "--budget", "30m");
        process.StandardInput.Close();
        Task<byte[]> output = Tool.ReadToEnd(process.StandardOutput.BaseStream), error = Tool.ReadToEnd(process.StandardError.BaseStream);
        // It is on its way when ONNX Runtime is in its memory.
        while (!File.ReadAllText($"/proc/{process.Id}/maps").Contains("libonnxruntime", StringComparison.Ordinal)) await Task.Delay(20, TestContext.Current.CancellationToken);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        Assert.Equal(0, Kill(process.Id, 2));

        ToolResult result = Tool.Finish(process, output, error);
        Assert.Equal(130, result.ExitCode);
        Assert.Equal("error: stopped; nothing is remembered.", Assert.Single(result.ErrorLines));
        Assert.False(Directory.Exists(tool.TuneCache));
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
