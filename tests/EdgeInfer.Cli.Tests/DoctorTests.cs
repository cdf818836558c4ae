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
        Assert.Equal(["os", "processors", "dotnet", "edgeinfer", "onnxruntime", "libvips", "machine", "cpu", "memory", "gpus", "npus", "onnxruntime_providers", "providers"], JsonContract.Names(report));
        Assert.Matches(@"^\d+\.\d+\.\d+", report.GetProperty("onnxruntime").GetString());
        Assert.Matches(@"^\d+\.\d+\.\d+", report.GetProperty("libvips").GetString());
        JsonElement[] providers = [.. report.GetProperty("providers").EnumerateArray()];
        Assert.All(providers, static p => Assert.Equal(["name", "ort_name", "hardware", "ready", "status", "reason", "remedy", "caveats", "missing_libraries", "package", "verified_on_hardware"], JsonContract.Names(p)));
        Assert.True(Array.Find(providers, static p => p.GetProperty("name").GetString() == "cpu").GetProperty("ready").GetBoolean());
        // What is not ready says why and what to do.
        Assert.All(providers.Where(static p => !p.GetProperty("ready").GetBoolean()), static p =>
        {
            Assert.NotEqual("", p.GetProperty("reason").GetString());
            Assert.NotEqual("", p.GetProperty("remedy").GetString());
        });
    }

    [Fact]
    public void Json_describes_the_machine()
    {
        JsonElement report = Tool.Run("doctor", "--json").AssertDone().Json();

        Assert.Equal(["model", "architecture", "compatible"], JsonContract.Names(report.GetProperty("machine")));
        JsonElement cpu = report.GetProperty("cpu"), memory = report.GetProperty("memory");
        Assert.Equal(["name", "features", "logical_processors", "physical_cores", "performance_cores", "usable_cores", "limit", "core_kinds"], JsonContract.Names(cpu));
        int logical = cpu.GetProperty("logical_processors").GetInt32(), cores = cpu.GetProperty("physical_cores").GetInt32();
        Assert.InRange(cores, 1, logical);
        Assert.InRange(cpu.GetProperty("usable_cores").GetInt32(), 1, cores);
        Assert.All(cpu.GetProperty("core_kinds").EnumerateArray(), static k => Assert.Equal(["name", "cores", "performance", "max_mhz"], JsonContract.Names(k)));
        Assert.Equal(["total_bytes", "available_bytes", "limit_bytes"], JsonContract.Names(memory));
        Assert.InRange(memory.GetProperty("available_bytes").GetInt64(), 1, memory.GetProperty("total_bytes").GetInt64());
        Assert.All(report.GetProperty("gpus").EnumerateArray(), static g => Assert.Equal(
            ["name", "vendor", "driver", "driver_version", "memory_bytes", "free_memory_bytes", "compute_capability", "cuda_version", "pci_address", "uuid"], JsonContract.Names(g)));
        Assert.All(report.GetProperty("npus").EnumerateArray(), static n => Assert.Equal(["name", "driver", "node"], JsonContract.Names(n)));
        Assert.Contains("CPUExecutionProvider", report.GetProperty("onnxruntime_providers").EnumerateArray().Select(static p => p.GetString()));
    }

    [Fact]
    public void Status_ready_and_caveats_agree()
    {
        foreach (JsonElement provider in Tool.Run("doctor", "--json").AssertDone().Json().GetProperty("providers").EnumerateArray())
        {
            int caveats = provider.GetProperty("caveats").GetArrayLength(), missing = provider.GetProperty("missing_libraries").GetArrayLength();
            Assert.Equal(provider.GetProperty("ready").GetBoolean() ? caveats > 0 ? "ready_with_caveats" : "ready" : "unavailable", provider.GetProperty("status").GetString());
            if (provider.GetProperty("ready").GetBoolean()) Assert.Equal(0, missing);
            // What is missing is in the text too, by name.
            foreach (JsonElement library in provider.GetProperty("missing_libraries").EnumerateArray()) Assert.Contains(library.GetString()!, provider.GetProperty("reason").GetString());
        }
    }

    [Fact]
    public void CUDA_without_its_libraries_names_every_one_and_what_to_install()
    {
        JsonElement[] providers = [.. Tool.Run("doctor", "--json").AssertDone().Json().GetProperty("providers").EnumerateArray()];
        JsonElement cuda = Array.Find(providers, static p => p.GetProperty("name").GetString() == "cuda");
        Assert.SkipUnless(cuda.GetProperty("missing_libraries").GetArrayLength() == 7, "this machine has some of CUDA's libraries, or a build without CUDA.");

        string remedy = cuda.GetProperty("remedy").GetString()!;
        Assert.Equal(
            ["libonnxruntime_providers_cuda.so", "libcuda.so.1", "libcudart.so.13", "libcublasLt.so.13", "libcublas.so.13", "libcurand.so.10", "libcudnn.so.9"],
            cuda.GetProperty("missing_libraries").EnumerateArray().Select(static l => l.GetString()));
        Assert.Contains("Microsoft.ML.OnnxRuntime.Gpu", remedy);
        Assert.Contains("install the NVIDIA driver, version 580 or newer", remedy);
        Assert.Contains("install the CUDA 13 toolkit", remedy);
        Assert.Contains("install cuDNN 9 for CUDA 13", remedy);
    }

    [Fact]
    public void Redirected_text_stays_within_80_columns()
    {
        // A path is not broken; everything else is.
        foreach (string line in Tool.Run("doctor").AssertDone().Output.Split('\n').Where(static l => l.TrimEnd('\r').Length > 80))
            Assert.DoesNotContain(' ', line.TrimEnd('\r').Trim());
    }

    [Fact]
    public void Text_lists_the_same()
    {
        ToolResult result = Tool.Run("doctor").AssertDone();

        Assert.Equal("", result.Error);
        Assert.Matches(@"(?m)^ONNX Runtime +\d+\.\d+\.\d+", result.Output);
        Assert.Matches("(?m)^cpu +ready ", result.Output);
        Assert.Matches(@"(?m)^processor +.*\d+ cores?", result.Output);
        Assert.Matches(@"(?m)^memory +[\d.]+ GB", result.Output);
        foreach (string provider in (string[])["cuda", "tensorrt", "nvtensorrtrtx", "directml", "openvino", "coreml", "qnn", "nnapi", "migraphx", "vitisai", "cann", "rknpu", "webgpu", "xnnpack"])
            Assert.Matches($"(?m)^{provider} +(ready|unavailable) ", result.Output);
    }
}
