using System.Runtime.InteropServices;
using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

/// <summary>What the registry makes of machines nobody here has.</summary>
public sealed class CapabilityRegistryTests
{
    public static TheoryData<string, string> CudaLibraries => new()
    {
        { "libcuda.so.1", "NVIDIA driver" },
        { "libcudart.so.13", "CUDA 13 toolkit" },
        { "libcublasLt.so.13", "cuBLAS" },
        { "libcublas.so.13", "cuBLAS" },
        { "libcurand.so.10", "cuRAND" },
        { "libcudnn.so.9", "cuDNN 9" },
    };

    [Theory]
    [MemberData(nameof(CudaLibraries))]
    public void A_missing_CUDA_library_is_named_with_its_remedy(string library, string remedy)
    {
        var registry = new CapabilityRegistry(FakeMachine.WithCuda(missing: library));
        ProviderStatus status = StatusOf(registry, "cuda");
        Assert.False(status.IsReady);
        Assert.Contains(library, status.Reason);
        Assert.Contains(remedy, status.Remedy);
        Assert.StartsWith($"unavailable: {library} cannot be loaded", status.ToString());

        var error = Assert.Throws<ProviderUnavailableException>(() => registry.Rank(ProviderSelection.Parse("cuda"), []));
        Assert.Contains(library, error.Message);
        Assert.Contains(remedy, error.Message);
        Assert.Equal("cuda", Assert.Single(error.Attempts).Provider);

        (string[] candidates, List<ProviderAttempt> passedOver) = Rank(registry, "auto");
        Assert.Equal(["cpu"], candidates);
        Assert.Contains(library, passedOver.Single(a => a.Provider == "cuda").Reason);
    }

    [Fact]
    public void A_complete_CUDA_machine_is_ready_and_comes_first()
    {
        var registry = new CapabilityRegistry(FakeMachine.WithCuda());
        Assert.True(StatusOf(registry, "cuda").IsReady);
        Assert.Equal(["cuda", "cpu"], Rank(registry, "auto").Candidates);
        Assert.Equal(["cuda"], Rank(registry, "cuda").Candidates);
        Assert.Equal(["cpu", "cuda"], Rank(registry, "cpu,cuda").Candidates);
    }

    [Fact]
    public void CUDA_needs_its_provider_library_beside_ONNX_Runtime()
    {
        FakeMachine machine = FakeMachine.WithCuda();
        machine.Files.Clear();
        ProviderStatus status = StatusOf(new CapabilityRegistry(machine), "cuda");
        Assert.Contains("libonnxruntime_providers_cuda.so", status.Reason);
        Assert.Contains("/app", status.Reason);
        Assert.Contains("Microsoft.ML.OnnxRuntime.Gpu", status.Remedy);
    }

    [Theory]
    [InlineData("MacOs", Architecture.Arm64)]
    [InlineData("Android", Architecture.Arm64)]
    [InlineData("Windows", Architecture.Arm64)]
    [InlineData("Linux", Architecture.Arm)]
    public void CUDA_does_not_exist_everywhere(string os, Architecture architecture)
    {
        var machine = new FakeMachine { Os = Enum.Parse<TargetOs>(os), Architecture = architecture, CompiledProviders = ["CUDAExecutionProvider"] };
        ProviderStatus status = StatusOf(new CapabilityRegistry(machine), "cuda");
        Assert.False(status.IsReady);
        Assert.Contains($"{os} {architecture}", status.Reason);
        Assert.NotNull(status.Remedy);
    }

    [Fact]
    public void On_Windows_CUDA_is_looked_for_under_its_Windows_names()
    {
        var machine = new FakeMachine
        {
            Os = TargetOs.Windows,
            CompiledProviders = ["CUDAExecutionProvider", "CPUExecutionProvider"],
            NativeLibraryFolders = ["C:/app"],
            Files = ["C:/app/onnxruntime_providers_cuda.dll"],
            Libraries = ["nvcuda.dll", "cudart64_13.dll", "cublasLt64_13.dll", "cublas64_13.dll", "curand64_10.dll", "cudnn64_9.dll"],
        };
        Assert.True(StatusOf(new CapabilityRegistry(machine), "cuda").IsReady);
        machine.Libraries.Remove("cudnn64_9.dll");
        ProviderStatus status = StatusOf(new CapabilityRegistry(machine), "cuda");
        Assert.Contains("cudnn64_9.dll", status.Reason);
        Assert.Contains("PATH", status.Remedy);
    }

    [Fact]
    public void A_provider_that_is_not_compiled_in_says_which_are()
    {
        ProviderStatus status = StatusOf(new CapabilityRegistry(new FakeMachine()), "webgpu");
        Assert.False(status.IsReady);
        Assert.Contains("without WebGpuExecutionProvider (it has CPUExecutionProvider)", status.Reason);
        Assert.Contains("package", status.Remedy);
    }

    [Fact]
    public void WebGPU_needs_the_Vulkan_loader_and_a_driver_on_Linux()
    {
        FakeMachine machine = FakeMachine.WithVulkan();
        var registry = new CapabilityRegistry(machine);
        Assert.True(StatusOf(registry, "webgpu").IsReady);

        machine.Files.Clear();
        Assert.Contains("no Vulkan driver", StatusOf(registry, "webgpu").Reason);
        Assert.Contains("mesa-vulkan-drivers", StatusOf(registry, "webgpu").Remedy);

        machine.Libraries.Clear();
        Assert.Contains("libvulkan.so.1", StatusOf(registry, "webgpu").Reason);
        Assert.Contains("libvulkan1", StatusOf(registry, "webgpu").Remedy);
    }

    [Theory]
    [InlineData("VK_DRIVER_FILES", "/opt/driver.json", true)]
    [InlineData("VK_ICD_FILENAMES", "/opt/absent.json:/opt/driver.json", true)]
    [InlineData("VK_DRIVER_FILES", "/opt", true)]
    [InlineData("VK_DRIVER_FILES", "/opt/absent.json", false)]
    public void Vulkan_drivers_named_in_the_environment_replace_the_standard_ones(string variable, string value, bool ready)
    {
        FakeMachine machine = FakeMachine.WithVulkan();
        machine.Files.Add("/opt/driver.json");
        machine.Environment[variable] = value;
        Assert.Equal(ready, StatusOf(new CapabilityRegistry(machine), "webgpu").IsReady);
    }

    [Fact]
    public void WebGPU_needs_a_device_that_has_what_Dawn_asks_for()
    {
        var without = new FakeMachine { CompiledProviders = ["WebGpuExecutionProvider", "CPUExecutionProvider"], Libraries = ["libvulkan.so.1"], Files = ["/usr/share/vulkan/icd.d/intel_icd.json"] };
        Assert.Contains("none of them finds a device", StatusOf(new CapabilityRegistry(without), "webgpu").Reason);

        var old = new FakeMachine { CompiledProviders = without.CompiledProviders, Libraries = without.Libraries, Files = without.Files, VulkanDevices = [new("old GPU", IsSoftware: false, RunsWebGpu: false)] };
        ProviderStatus status = StatusOf(new CapabilityRegistry(old), "webgpu");
        Assert.False(status.IsReady);
        Assert.Contains("old GPU lacks", status.Reason);

        var both = new FakeMachine { CompiledProviders = without.CompiledProviders, Libraries = without.Libraries, Files = without.Files, VulkanDevices = [old.VulkanDevices[0], new("SwiftShader", IsSoftware: true, RunsWebGpu: true)] };
        status = StatusOf(new CapabilityRegistry(both), "webgpu");
        Assert.True(status.IsReady);
        Assert.Contains("on SwiftShader, a software driver: slow", status.Reason);
    }

    [Fact]
    public void The_Vulkan_devices_of_this_machine_have_names()
    {
        Assert.All(SystemProbe.Instance.VulkanDevices, static d => Assert.False(string.IsNullOrWhiteSpace(d.Name)));
        Assert.Same(SystemProbe.Instance.VulkanDevices, SystemProbe.Instance.VulkanDevices);
    }

    [Fact]
    public void WebGPU_needs_nothing_more_on_macOS()
    {
        var machine = new FakeMachine { Os = TargetOs.MacOs, CompiledProviders = ["WebGpuExecutionProvider", "CPUExecutionProvider"] };
        Assert.True(StatusOf(new CapabilityRegistry(machine), "webgpu").IsReady);
    }

    [Fact]
    public void Auto_leaves_out_what_is_not_measured_and_says_so()
    {
        var registry = new CapabilityRegistry(FakeMachine.WithVulkan());
        (string[] candidates, List<ProviderAttempt> passedOver) = Rank(registry, "auto");
        Assert.Equal(["cpu"], candidates);
        Assert.Contains("only when named", passedOver.Single(a => a.Provider == "webgpu").Reason);
        Assert.Equal(["webgpu", "cpu"], Rank(registry, "webgpu,cpu").Candidates);
        Assert.All(passedOver, a => Assert.False(a.Chosen));
    }

    [Fact]
    public void A_single_name_is_strict_and_a_list_takes_what_is_ready()
    {
        var registry = new CapabilityRegistry(new FakeMachine());
        var strict = Assert.Throws<ProviderUnavailableException>(() => registry.Rank(ProviderSelection.Of("cuda"), []));
        Assert.StartsWith("Provider 'cuda' is not available on this machine: ", strict.Message);
        Assert.DoesNotContain("cuda: ", strict.Message);
        Assert.EndsWith(".", strict.Message);

        (string[] candidates, List<ProviderAttempt> passedOver) = Rank(registry, "cuda,webgpu,cpu");
        Assert.Equal(["cpu"], candidates);
        Assert.Equal(["cuda", "webgpu"], passedOver.Select(a => a.Provider));

        var none = Assert.Throws<ProviderUnavailableException>(() => registry.Rank(ProviderSelection.Parse("cuda,webgpu"), []));
        Assert.Contains("cuda: ", none.Message);
        Assert.Contains("webgpu: ", none.Message);
    }

    [Theory]
    [InlineData("tpu")]
    [InlineData("cpu,tpu")]
    public void An_unknown_provider_lists_the_known_ones(string selection)
    {
        var error = Assert.Throws<ProviderUnavailableException>(() => new CapabilityRegistry(new FakeMachine()).Rank(ProviderSelection.Parse(selection), []));
        Assert.Equal("Provider 'tpu' is not known; choose auto or one of cuda, tensorrt, nvtensorrtrtx, directml, openvino, coreml, qnn, nnapi, migraphx, vitisai, cann, rknpu, webgpu, xnnpack, cpu.", error.Message);
        Assert.Equal("provider-unavailable", error.ErrorId);
    }

    [Fact]
    public void A_machine_without_ONNX_Runtime_has_nothing_and_nothing_throws()
    {
        var registry = new CapabilityRegistry(new FakeMachine { CompiledProviders = [], NativeLibraryFolders = [] });
        Assert.All(registry.Probe(), r => Assert.False(r.Status.IsReady));
        Assert.Throws<ProviderUnavailableException>(() => registry.Rank(ProviderSelection.Auto, []));
    }

    [Fact]
    public void Every_unavailable_provider_has_a_reason_and_a_remedy()
    {
        foreach (TargetOs os in Enum.GetValues<TargetOs>())
        {
            foreach (Architecture architecture in Enum.GetValues<Architecture>())
            {
                var registry = new CapabilityRegistry(new FakeMachine { Os = os, Architecture = architecture });
                foreach (ProviderReport report in registry.Probe().Where(r => !r.Status.IsReady))
                {
                    Assert.False(string.IsNullOrWhiteSpace(report.Status.Reason));
                    Assert.False(string.IsNullOrWhiteSpace(report.Status.Remedy));
                    Assert.DoesNotContain('\n', report.Status.ToString());
                }

                Assert.True(StatusOf(registry, "cpu").IsReady);
            }
        }
    }

    [Fact]
    public void This_machine_has_at_least_its_CPU()
    {
        IReadOnlyList<ProviderReport> reports = CapabilityRegistry.Current.Probe();
        Assert.Equal(CapabilityRegistry.Current.Providers, reports.Select(r => r.Provider));
        Assert.Equal("ready", reports.Single(r => r.Provider.Name == "cpu").Status.ToString());
        Assert.Same(CapabilityRegistry.Current.Find("CPU"), CapabilityRegistry.Current.Find("cpu"));
        Assert.Null(CapabilityRegistry.Current.Find("abacus"));
        Assert.Equal(reports.Count, reports.Select(r => r.Provider.Name).Distinct().Count());
        Assert.Equal(reports.Count, reports.Select(r => r.Provider.OrtName).Distinct().Count());
    }

    private static ProviderStatus StatusOf(CapabilityRegistry registry, string provider) =>
        registry.Probe().Single(r => r.Provider.Name == provider).Status;

    private static (string[] Candidates, List<ProviderAttempt> PassedOver) Rank(CapabilityRegistry registry, string selection)
    {
        var passedOver = new List<ProviderAttempt>();
        List<ProviderCandidate> candidates = registry.Rank(ProviderSelection.Parse(selection), passedOver);
        Assert.All(candidates, c => Assert.False(string.IsNullOrWhiteSpace(c.Reason)));
        return ([.. candidates.Select(c => c.Provider.Name)], passedOver);
    }
}
