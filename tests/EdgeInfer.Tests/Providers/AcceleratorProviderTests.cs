using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using EdgeInfer.Providers;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Tests.Providers;

/// <summary>Each provider on the machines it was made for, with one thing missing after the other, and where it does not exist.</summary>
public sealed class AcceleratorProviderTests
{
    /// <summary>The providers whose need for a machine, build, library or device the shared probe looks into.</summary>
    private static readonly string[] Accelerators =
        ["cuda", "tensorrt", "nvtensorrtrtx", "directml", "openvino", "coreml", "qnn", "nnapi", "migraphx", "vitisai", "cann", "rknpu", "xnnpack"];

    public static TheoryData<string> Machines => [.. FakeMachines.Ready.Keys];

    public static TheoryData<string> Providers => [.. Accelerators];

    /// <summary>Machine, provider, what is taken away, and what the answer must then say.</summary>
    public static TheoryData<string, string, string, string> Missing => new()
    {
        { "Jetson Orin", "tensorrt", "/app/libonnxruntime_providers_tensorrt.so", "Microsoft.ML.OnnxRuntime.Gpu" },
        { "Jetson Orin", "tensorrt", "/app/libonnxruntime_providers_cuda.so", "Jetson" },
        { "Jetson Orin", "tensorrt", "libcuda.so.1", "NVIDIA driver, version 580" },
        { "Jetson Orin", "tensorrt", "libcudnn.so.9", "cuDNN 9" },
        { "Jetson Orin", "tensorrt", "libnvinfer.so.10", "TensorRT 10" },
        { "Jetson Orin", "tensorrt", "libnvonnxparser.so.10", "ONNX parser" },
        { "Windows PC with RTX", "tensorrt", "nvinfer_10.dll", "TensorRT 10" },
        { "Windows PC with RTX", "tensorrt", "nvonnxparser_10.dll", "PATH" },
        { "Windows PC with RTX", "tensorrt", "cudnn64_9.dll", "cuDNN 9" },
        { "Windows PC with RTX", "directml", "d3d12.dll", "Windows 10" },
        { "Windows PC with RTX", "directml", "C:/app/DirectML.dll", "Microsoft.AI.DirectML" },
        { "Windows PC with TensorRT for RTX", "nvtensorrtrtx", "C:/app/tensorrt_rtx_1_4.dll", "TensorRT for RTX 1.x" },
        { "Windows PC with TensorRT for RTX", "nvtensorrtrtx", "C:/app/tensorrt_onnxparser_rtx_1_4.dll", "ONNX parser" },
        { "Windows PC with TensorRT for RTX", "nvtensorrtrtx", "nvcuda.dll", "NVIDIA driver" },
        { "Linux PC with TensorRT for RTX", "nvtensorrtrtx", "/app/libonnxruntime_providers_nv_tensorrt_rtx.so", "NVIDIA's" },
        { "Linux PC with TensorRT for RTX", "nvtensorrtrtx", "libcudart.so.13", "CUDA 13" },
        { "Linux PC with TensorRT for RTX", "nvtensorrtrtx", "libtensorrt_rtx.so.1", "LD_LIBRARY_PATH" },
        { "Snapdragon X laptop", "qnn", "C:/app/QnnHtp.dll", "Qualcomm AI Runtime SDK" },
        { "Qualcomm board", "qnn", "/dev/fastrpc-cdsp", "FastRPC" },
        { "Intel laptop", "openvino", "/app/libonnxruntime_providers_openvino.so", "Intel.ML.OnnxRuntime.OpenVino" },
        { "Intel laptop", "openvino", "/usr/lib/x86_64-linux-gnu/libopenvino.so.2540", "OpenVINO" },
        { "Intel laptop with Windows", "openvino", "openvino.dll", "OpenVINO" },
        { "Android phone", "nnapi", "libneuralnetworks.so", "API level 27" },
        { "Android phone", "qnn", "libQnnHtp.so", "Qualcomm AI Runtime SDK" },
        { "AMD box", "migraphx", "/app/libonnxruntime_providers_migraphx.so", "ROCm" },
        { "AMD box", "migraphx", "libmigraphx_c.so.3", "MIGraphX 2" },
        { "AMD box", "migraphx", "/dev/kfd", "amdgpu" },
        { "Ryzen AI laptop", "vitisai", "C:/app/onnxruntime_vitisai_ep.dll", "Ryzen AI Software" },
        { "Ryzen AI laptop", "directml", "DirectML.dll", "Microsoft.AI.DirectML" },
        { "Ryzen AI laptop with Linux", "vitisai", "/dev/accel/accel0", "amdxdna" },
        { "Zynq board", "vitisai", "libonnxruntime_vitisai_ep.so", "Vitis AI" },
        { "Rockchip board", "rknpu", "librknpu_ddk.so", "RKNPU DDK" },
        { "Ascend box", "cann", "/app/libonnxruntime_providers_cann.so", "--use_cann" },
        { "Ascend box", "cann", "libascendcl.so", "CANN toolkit" },
        { "Ascend box", "cann", "/dev/davinci0", "Ascend driver" },
    };

    /// <summary>Provider and a machine of a kind on which it does not exist.</summary>
    public static TheoryData<string, string, Architecture> Elsewhere => new()
    {
        { "cuda", "MacOs", Architecture.Arm64 },
        { "tensorrt", "Windows", Architecture.Arm64 },
        { "tensorrt", "Android", Architecture.Arm64 },
        { "nvtensorrtrtx", "Linux", Architecture.Arm64 },
        { "directml", "Linux", Architecture.X64 },
        { "directml", "MacOs", Architecture.Arm64 },
        { "openvino", "Linux", Architecture.Arm64 },
        { "openvino", "MacOs", Architecture.Arm64 },
        { "coreml", "Linux", Architecture.X64 },
        { "coreml", "MacOs", Architecture.X64 },
        { "qnn", "Windows", Architecture.X64 },
        { "qnn", "Ios", Architecture.Arm64 },
        { "nnapi", "Linux", Architecture.Arm64 },
        { "migraphx", "MacOs", Architecture.Arm64 },
        { "vitisai", "Android", Architecture.Arm64 },
        { "cann", "Windows", Architecture.X64 },
        { "rknpu", "Linux", Architecture.X64 },
        { "xnnpack", "Other", Architecture.X64 },
        { "xnnpack", "Linux", Architecture.S390x },
    };

    [Theory]
    [MemberData(nameof(Machines))]
    public void Each_machine_has_what_it_should_and_nothing_else(string name)
    {
        var registry = new CapabilityRegistry(FakeMachines.Create(name));
        IEnumerable<string> ready = registry.Probe().Where(static r => r.Status.IsReady).Select(static r => r.Provider.Name);
        Assert.Equal([.. FakeMachines.Ready[name].Order(), "cpu"], ready.OrderBy(static p => p == "cpu" ? "~" : p));
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Nothing_but_CUDA_and_the_CPU_is_chosen_unasked(string name)
    {
        var passedOver = new List<ProviderAttempt>();
        List<ProviderCandidate> candidates = new CapabilityRegistry(FakeMachines.Create(name)).Rank(ProviderSelection.Auto, passedOver);
        Assert.Equal(FakeMachines.Ready[name].Contains("cuda") ? ["cuda", "cpu"] : ["cpu"], candidates.Select(static c => c.Provider.Name));
        // What this build has but nobody asked for is said; what it does not have, is not.
        Assert.Equal(FakeMachines.Ready[name].Where(static p => p != "cuda").Order(), passedOver.Select(static a => a.Provider).Where(static p => p != "cuda").Order());
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void What_is_ready_can_be_named_and_says_that_nobody_has_verified_it(string name)
    {
        var registry = new CapabilityRegistry(FakeMachines.Create(name));
        foreach (string provider in FakeMachines.Ready[name].Where(static p => p != "webgpu"))
        {
            Assert.Equal(provider, Assert.Single(registry.Rank(ProviderSelection.Of(provider), [])).Provider.Name);
            Assert.Contains("not verified", StatusOf(registry, provider).Reason);
            Assert.False(registry.Find(provider)!.IsVerifiedOnHardware);
        }
    }

    [Theory]
    [MemberData(nameof(Missing))]
    public void What_is_missing_is_named_with_what_brings_it(string machine, string provider, string missing, string remedy)
    {
        FakeMachine complete = FakeMachines.Create(machine);
        Assert.True(StatusOf(new CapabilityRegistry(complete), provider).IsReady);

        FakeMachine lacking = FakeMachines.Create(machine);
        Assert.True(lacking.Files.Remove(missing) | lacking.Libraries.Remove(missing), $"{missing} was not there anyway");
        ProviderStatus status = StatusOf(new CapabilityRegistry(lacking), provider);
        Assert.False(status.IsReady);
        Assert.True(NamesFile(status.Reason!, missing), $"'{status.Reason}' does not name {missing}");
        Assert.Contains(remedy, status.Remedy);
        Assert.DoesNotContain('\n', status.ToString());
    }

    [Theory]
    [MemberData(nameof(Elsewhere))]
    public void None_exists_everywhere(string provider, string os, Architecture architecture)
    {
        ExecutionProvider known = CapabilityRegistry.Current.Find(provider)!;
        var machine = new FakeMachine { Os = Enum.Parse<TargetOs>(os), Architecture = architecture, CompiledProviders = [known.OrtName, "CPUExecutionProvider"] };
        ProviderStatus status = StatusOf(new CapabilityRegistry(machine), provider);
        Assert.False(status.IsReady);
        Assert.Contains(" exists on ", status.Reason);
        Assert.EndsWith($"this is {os} {architecture}", status.Reason);
        Assert.Equal("choose another provider", status.Remedy);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void The_build_is_asked_before_anything_else_that_could_be_missing(string provider)
    {
        ExecutionProvider known = CapabilityRegistry.Current.Find(provider)!;
        string machine = FakeMachines.Ready.First(m => m.Value.Contains(provider)).Key;
        FakeMachine model = FakeMachines.Create(machine);
        var bare = new FakeMachine { Os = model.Os, Architecture = model.Architecture };
        ProviderStatus status = StatusOf(new CapabilityRegistry(bare), provider);
        Assert.False(status.IsReady);
        Assert.Equal($"the loaded ONNX Runtime was built without {known.OrtName} (it has CPUExecutionProvider)", status.Reason);
        Assert.Matches("package|build", status.Remedy!);
    }

    [Theory]
    [InlineData("LD_LIBRARY_PATH", "/opt/other:/opt/intel/lib", "/opt/intel/lib/libopenvino.so.2610", true)]
    [InlineData("LD_LIBRARY_PATH", "/opt/intel/lib", "/opt/intel/lib/libopenvino_c.so.2610", false)]
    [InlineData("PATH", "/opt/intel/lib", "/opt/intel/lib/libopenvino.so.2610", false)]
    [InlineData("PATH", "", "/app/libopenvino.so.2610", true)]
    public void A_library_whose_version_varies_is_looked_for_where_a_loader_would(string variable, string value, string file, bool ready)
    {
        FakeMachine machine = FakeMachines.Create("Intel laptop");
        machine.Files.RemoveWhere(static f => f.Contains("libopenvino", StringComparison.Ordinal));
        machine.Files.Add(file);
        machine.Environment[variable] = value;
        Assert.Equal(ready, StatusOf(new CapabilityRegistry(machine), "openvino").IsReady);
    }

    [Fact]
    public void On_Windows_such_a_library_is_looked_for_on_PATH()
    {
        FakeMachine machine = FakeMachines.Create("Windows PC with TensorRT for RTX");
        machine.Files.RemoveWhere(static f => f.Contains("/tensorrt_", StringComparison.Ordinal));
        machine.Files.UnionWith(["C:/rtx/tensorrt_rtx_1_5.dll", "C:/rtx/tensorrt_onnxparser_rtx_1_5.dll"]);
        Assert.False(StatusOf(new CapabilityRegistry(machine), "nvtensorrtrtx").IsReady);
        machine.Environment["PATH"] = "C:/Windows;C:/rtx";
        Assert.True(StatusOf(new CapabilityRegistry(machine), "nvtensorrtrtx").IsReady);
    }

    [Theory]
    [InlineData("Windows PC with RTX", "directml", "d3d12.dll")]
    [InlineData("Ryzen AI laptop", "directml", "DirectML.dll")]
    [InlineData("Android phone", "nnapi", "libneuralnetworks.so")]
    public void What_comes_with_the_system_or_a_package_needs_no_path(string name, string provider, string library)
    {
        FakeMachine machine = FakeMachines.Create(name);
        Assert.True(machine.Libraries.Remove(library));
        Assert.DoesNotContain("PATH", StatusOf(new CapabilityRegistry(machine), provider).Remedy);
    }

    [Fact]
    public void The_manager_node_alone_is_no_Ascend_device()
    {
        FakeMachine machine = FakeMachines.Create("Ascend box");
        Assert.True(machine.Files.Remove("/dev/davinci0"));
        Assert.Contains("/dev/davinci_manager", machine.Files);
        Assert.False(StatusOf(new CapabilityRegistry(machine), "cann").IsReady);
        machine.Files.Add("/dev/davinci12");
        Assert.True(StatusOf(new CapabilityRegistry(machine), "cann").IsReady);
    }

    [Fact]
    public void An_NPU_node_is_asked_for_only_where_the_chip_has_one()
    {
        FakeMachine laptop = FakeMachines.Create("Ryzen AI laptop with Linux"), board = FakeMachines.Create("Zynq board");
        laptop.Files.Remove("/dev/accel/accel0");
        Assert.Contains("/dev/accel/accel*", StatusOf(new CapabilityRegistry(laptop), "vitisai").Reason);
        Assert.True(StatusOf(new CapabilityRegistry(board), "vitisai").IsReady);
    }

    [Theory]
    [InlineData("directml", ProviderConcurrency.OnePerSession)]
    [InlineData("cuda", ProviderConcurrency.Free)]
    [InlineData("tensorrt", ProviderConcurrency.Free)]
    [InlineData("openvino", ProviderConcurrency.Free)]
    [InlineData("xnnpack", ProviderConcurrency.OnePerSession)]
    [InlineData("qnn", ProviderConcurrency.OnePerSession)]
    [InlineData("webgpu", ProviderConcurrency.OnePerProcess)]
    public void Callers_are_held_back_as_the_provider_needs(string provider, ProviderConcurrency expected) =>
        Assert.Equal(expected, CapabilityRegistry.Current.Find(provider)!.Concurrency);

    [Theory]
    [MemberData(nameof(Providers))]
    public void This_ONNX_Runtime_knows_the_name_that_a_provider_is_added_by(string name)
    {
        ExecutionProvider provider = CapabilityRegistry.Current.Find(name)!;
        Assert.SkipWhen(SystemProbe.Instance.CompiledProviders.Contains(provider.OrtName), $"{name} is in this build: adding it may work.");
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        // A build without the provider refuses it; it must not be the name that it takes offence at.
        Exception error = Assert.ThrowsAny<Exception>(() => provider.Append(options));
        bool hasNoCall = name is "cann" or "rknpu";
        Assert.True(error is OnnxRuntimeException or EntryPointNotFoundException or NotSupportedException, error.ToString());
        Assert.Equal(hasNoCall, error.Message.Contains("Unknown provider name", StringComparison.Ordinal));
        Assert.Equal(hasNoCall, FakeMachines.Ready.Where(m => m.Value.Contains(name)).All(m => StatusOf(new CapabilityRegistry(FakeMachines.Create(m.Key)), name).Reason!.Contains("cannot add it from C#", StringComparison.Ordinal)));
    }

    /// <summary>Whether a text has a file's name, or the pattern that the file would have matched.</summary>
    private static bool NamesFile(string text, string path)
    {
        string file = path[(path.LastIndexOf('/') + 1)..];
        return text.Contains(file, StringComparison.Ordinal)
            || Regex.Matches(text, @"[\w./-]*[*?][\w.*?-]*").Any(m =>
                Regex.IsMatch(file, "^" + Regex.Escape(m.Value[(m.Value.LastIndexOf('/') + 1)..]).Replace(@"\*", ".*").Replace(@"\?", ".") + "$"));
    }

    private static ProviderStatus StatusOf(CapabilityRegistry registry, string provider) =>
        registry.Probe().Single(r => r.Provider.Name == provider).Status;
}
