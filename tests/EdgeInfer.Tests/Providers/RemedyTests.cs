using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

/// <summary>What people read where a machine has nearly what a provider needs: word for word.</summary>
public sealed class RemedyTests
{
    private const string Cuda12Reason =
        "libcudart.so.13 (found libcudart.so.12.4.127 in /usr/local/cuda/lib64 and libcudart.so.11.8.89 in /usr/local/cuda-11.8/lib64), "
        + "libcublasLt.so.13 (found libcublasLt.so.12.4.5.8 in /usr/local/cuda/lib64), libcublas.so.13 (found libcublas.so.12.4.5.8 in /usr/local/cuda/lib64)";

    /// <summary>Machine, provider, reason, remedy.</summary>
    public static TheoryData<string, string, string, string> Remedies => new()
    {
        {
            "Windows PC with the wrong cuDNN", "cuda",
            "cudnn64_9.dll (found cudnn64_8.dll in C:/Program Files/NVIDIA/CUDNN/v8.9/bin) cannot be loaded; ONNX Runtime 1.29 needs CUDA 13 and cuDNN 9",
            "install cuDNN 9 for CUDA 13, and put its folder on PATH"
        },
        {
            "Windows PC with the wrong cuDNN", "tensorrt",
            "cudnn64_9.dll (found cudnn64_8.dll in C:/Program Files/NVIDIA/CUDNN/v8.9/bin) cannot be loaded; ONNX Runtime 1.29 needs CUDA 13, cuDNN 9 and TensorRT 10",
            "install cuDNN 9 for CUDA 13, and put its folder on PATH"
        },
        {
            "Linux PC with CUDA 12", "cuda",
            Cuda12Reason + " and libcudnn.so.9 (found libcudnn.so.8.9.7 in /usr/lib/x86_64-linux-gnu) cannot be loaded; ONNX Runtime 1.29 needs CUDA 13 and cuDNN 9; "
            + "the NVIDIA driver 550.54.15 supports CUDA 12.4 at most, and CUDA 13 is needed",
            "install the CUDA 13 toolkit; install cuDNN 9 for CUDA 13, and let LD_LIBRARY_PATH or ldconfig find them; install the NVIDIA driver, version 580 or newer"
        },
        {
            "Linux PC with CUDA 12", "tensorrt",
            Cuda12Reason + ", libcudnn.so.9 (found libcudnn.so.8.9.7 in /usr/lib/x86_64-linux-gnu), libnvinfer.so.10 (found libnvinfer.so.8.6.1 in /usr/lib/x86_64-linux-gnu) and libnvonnxparser.so.10 "
            + "cannot be loaded; ONNX Runtime 1.29 needs CUDA 13, cuDNN 9 and TensorRT 10; the NVIDIA driver 550.54.15 supports CUDA 12.4 at most, and CUDA 13 is needed",
            "install the CUDA 13 toolkit; install cuDNN 9 for CUDA 13; install TensorRT 10 for CUDA 13 with its ONNX parser, and let LD_LIBRARY_PATH or ldconfig find them; "
            + "install the NVIDIA driver, version 580 or newer"
        },
        {
            "Linux PC with an old GPU", "cuda",
            "NVIDIA GeForce GTX 1080 has compute capability 6.1; CUDA 13 needs 7.5 or higher",
            "use an NVIDIA GPU of the Turing generation or newer (GeForce GTX 16 and RTX 20, T4), or another provider"
        },
        {
            "Linux PC whose driver was updated", "cuda",
            "NVIDIA's kernel driver and its libraries have different versions",
            "restart the machine: an update of the NVIDIA driver waits for it"
        },
        {
            "Linux PC with cuDNN out of sight", "cuda",
            "libcurand.so.10 (it lies in /usr/lib/x86_64-linux-gnu but does not load) and libcudnn.so.9 (it lies in /opt/cudnn/lib, where the loader does not look) cannot be loaded; "
            + "ONNX Runtime 1.29 needs CUDA 13 and cuDNN 9",
            "run ldconfig as root, and if that does not help 'ldd /usr/lib/x86_64-linux-gnu/libcurand.so.10', which names what it needs; add /opt/cudnn/lib to LD_LIBRARY_PATH"
        },
        {
            "Rockchip RK3588 board", "rknpu",
            "librknpu_ddk.so cannot be loaded",
            "install Rockchip's RKNPU DDK (RK3566 and RK3588 have none: run those on the CPU), and let LD_LIBRARY_PATH or ldconfig find it"
        },
        {
            "AMD box without rights", "migraphx",
            "this user may not open the AMD compute device (/dev/kfd)",
            "install AMD's amdgpu driver, and let this user open that node (group render)"
        },
        {
            "Raspberry Pi 5", "cuda",
            "the loaded ONNX Runtime was built without CUDAExecutionProvider (it has CPUExecutionProvider)",
            "reference package Microsoft.ML.OnnxRuntime.Gpu instead of Microsoft.ML.OnnxRuntime"
        },
        {
            "container limited to 1 CPU", "openvino",
            "the loaded ONNX Runtime was built without OpenVINOExecutionProvider (it has CPUExecutionProvider)",
            "reference package Intel.ML.OnnxRuntime.OpenVino instead of Microsoft.ML.OnnxRuntime"
        },
        {
            "iPhone", "cuda",
            "CUDA exists on Linux (x64, arm64) and Windows (x64); this is Ios Arm64",
            "choose another provider"
        },
        {
            "Apple Silicon Mac", "xnnpack",
            "the loaded ONNX Runtime was built without XnnpackExecutionProvider (it has CoreMLExecutionProvider, WebGpuExecutionProvider, CPUExecutionProvider)",
            "use an ONNX Runtime build with XNNPACK (package Microsoft.ML.OnnxRuntime has it on Android and iOS; elsewhere build with --use_xnnpack)"
        },
        {
            "Snapdragon X laptop", "directml",
            "the loaded ONNX Runtime was built without DmlExecutionProvider (it has QNNExecutionProvider, CPUExecutionProvider)",
            "reference package Microsoft.ML.OnnxRuntime.DirectML instead of Microsoft.ML.OnnxRuntime"
        },
        {
            "Android phone", "coreml",
            "Core ML exists on macOS (arm64) and iOS (arm64); this is Android Arm64",
            "choose another provider"
        },
    };

    public static TheoryData<string> BrokenMachines => [.. FakeMachines.Broken.Keys];

    [Theory]
    [MemberData(nameof(Remedies))]
    public void Reason_and_remedy_are_worded_so(string machine, string provider, string reason, string remedy)
    {
        ProviderStatus status = StatusOf(FakeMachines.Create(machine), provider);
        Assert.Equal(ProviderState.Unavailable, status.State);
        Assert.Equal(reason, status.Reason);
        Assert.Equal(remedy, status.Remedy);
        Assert.Equal($"unavailable: {reason}; {remedy}", status.ToString());
        Assert.Empty(status.Caveats);
    }

    [Theory]
    [MemberData(nameof(BrokenMachines))]
    public void A_broken_machine_has_what_is_whole(string machine)
    {
        IEnumerable<string> ready = new CapabilityRegistry(FakeMachines.Create(machine)).Probe().Where(static r => r.Status.IsReady).Select(static r => r.Provider.Name);
        Assert.Equal([.. FakeMachines.Broken[machine], "cpu"], ready);
    }

    [Fact]
    public void Every_missing_library_is_listed()
    {
        ProviderStatus status = StatusOf(FakeMachines.Create("Linux PC with CUDA 12"), "tensorrt");
        Assert.Equal(["libcudart.so.13", "libcublasLt.so.13", "libcublas.so.13", "libcudnn.so.9", "libnvinfer.so.10", "libnvonnxparser.so.10"], status.MissingLibraries);
        FakeMachine bare = FakeMachines.Create("Linux PC with CUDA 12");
        bare.Files.RemoveWhere(static f => f.StartsWith("/app/", StringComparison.Ordinal));
        status = StatusOf(bare, "tensorrt");
        Assert.Equal("libonnxruntime_providers_tensorrt.so", status.MissingLibraries[0]);
        Assert.Equal(8, status.MissingLibraries.Count);
        Assert.StartsWith("libonnxruntime_providers_tensorrt.so and libonnxruntime_providers_cuda.so are not beside ONNX Runtime (looked in /app); libcudart.so.13", status.Reason);
    }

    /// <summary>Free memory of an RTX 4070 with 12.9 GB, driver, Windows or not, and the caveat; none for null.</summary>
    [Theory]
    [InlineData(11_000_000_000, "580.95.05", false, null)]
    [InlineData(1_000_000_000, "580.95.05", false, "NVIDIA GeForce RTX 4070 has 1.0 of 12.9 GB free: a model may not fit")]
    [InlineData(11_000_000_000, "580.20", false, "the NVIDIA driver 580.20 is older than 580.65, the first that CUDA 13.0 was released with")]
    [InlineData(11_000_000_000, "580.80", true, "the NVIDIA driver 580.80 is older than 580.88, the first that CUDA 13.0 was released with")]
    [InlineData(11_000_000_000, "590.44.01", false, null)]
    public void What_holds_a_GPU_back_is_a_caveat(long free, string version, bool windows, string? caveat)
    {
        GpuInfo gpu = new() { Name = "NVIDIA GeForce RTX 4070", ComputeCapability = new(8, 9), MemoryBytes = 12_878_610_432, FreeMemoryBytes = free };
        var machine = new FakeMachine { Os = windows ? TargetOs.Windows : TargetOs.Linux, Nvidia = FakeMachines.Driver(version, new(13, 0), gpu) };
        DeviceFinding finding = NvidiaGpus.Check(machine, NvidiaGpus.LeastForCuda13, "CUDA 13");
        Assert.Null(finding.Reason);
        Assert.Equal(caveat is null ? [] : [caveat], finding.Caveats);
    }

    [Fact]
    public void A_caveat_makes_a_provider_ready_with_caveats()
    {
        FakeMachine whole = FakeMachine.WithCuda(), machine = new()
        {
            CompiledProviders = whole.CompiledProviders,
            Files = whole.Files,
            Libraries = whole.Libraries,
            Nvidia = FakeMachines.Driver("580.95.05", new(13, 0), new GpuInfo { Name = "T4", ComputeCapability = new(7, 5), MemoryBytes = 16_000_000_000, FreeMemoryBytes = 200_000_000 }),
        };
        Assert.Equal(ProviderState.Ready, StatusOf(whole, "cuda").State);
        ProviderStatus status = StatusOf(machine, "cuda");
        Assert.Equal(ProviderState.ReadyWithCaveats, status.State);
        Assert.True(status.IsReady);
        Assert.Equal(["T4 has 0.2 of 16.0 GB free: a model may not fit"], status.Caveats);
        Assert.Equal("ready with caveats (T4 has 0.2 of 16.0 GB free: a model may not fit; not verified by the authors on this kind of hardware)", status.ToString());
        Assert.Equal("cuda", new CapabilityRegistry(machine).Rank(ProviderSelection.Of("cuda"), [])[0].Provider.Name);
    }

    [Fact]
    public void One_good_GPU_is_enough_and_the_other_is_mentioned()
    {
        GpuInfo good = new() { Name = "RTX 4070", ComputeCapability = new(8, 9) }, old = new() { Name = "GTX 1080", ComputeCapability = new(6, 1) };
        DeviceFinding finding = NvidiaGpus.Check(new FakeMachine { Nvidia = FakeMachines.Driver("580.95.05", new(13, 0), good, old) }, NvidiaGpus.LeastForCuda13, "CUDA 13");
        Assert.Null(finding.Reason);
        Assert.Equal(["GTX 1080 has compute capability 6.1 and cannot be used: CUDA 13 needs 7.5 or higher"], finding.Caveats);
        Assert.Contains("Ampere", NvidiaGpus.Check(new FakeMachine { Nvidia = FakeMachines.Driver("580.95.05", new(13, 0), old) }, NvidiaGpus.LeastForTensorRtRtx, "TensorRT for RTX").Remedy);
        Assert.Equal("the NVIDIA driver finds no GPU", NvidiaGpus.Check(new FakeMachine { Nvidia = FakeMachines.Driver("580.95.05", new(13, 0)) }, NvidiaGpus.LeastForCuda13, "CUDA 13").Reason);
        Assert.Same(DeviceFinding.Nothing, NvidiaGpus.Check(new FakeMachine(), NvidiaGpus.LeastForCuda13, "CUDA 13"));
    }

    /// <summary>Machine, processor, cores worth a thread, GPUs, NPUs.</summary>
    [Theory]
    [InlineData("Jetson Orin", "Cortex-A78AE, 12 cores", 12, "NVIDIA Tegra GPU", "")]
    [InlineData("Intel laptop", "Intel(R) Core(TM) Ultra 7 155H, 16 cores (6 fast), 22 threads", 6, "Intel Meteor Lake-P [Intel Arc Graphics]", "Intel NPU (Meteor Lake)")]
    [InlineData("Ryzen AI laptop with Linux", "AMD Ryzen AI 9 HX 370 w/ Radeon 890M, 12 cores (4 fast), 24 threads", 4, "AMD GPU 1002:150e", "AMD Ryzen AI NPU (Strix, Krackan)")]
    [InlineData("Android phone", "Qualcomm Technologies, Inc SM8650, 8 cores (6 fast)", 6, "Adreno750v2", "")]
    [InlineData("Ascend box", "Kunpeng TSV110, 4 cores", 4, "", "Huawei Ascend NPU")]
    [InlineData("Raspberry Pi 5", "Cortex-A76, 4 cores", 4, "brcm,2712-v3d", "")]
    [InlineData("Rockchip RK3588 board", "Cortex-A76 + Cortex-A55, 8 cores (4 fast)", 4, "rockchip,rk3588-mali", "rockchip,rk3588-rknpu")]
    [InlineData("Windows PC with the wrong cuDNN", "Made-up processor, 4 cores, 8 threads", 4, "NVIDIA GeForce RTX 4070", "")]
    public void A_machine_says_what_it_is(string name, string processor, int usable, string gpus, string npus)
    {
        MachineInfo machine = new CapabilityRegistry(FakeMachines.Create(name)).Machine;
        Assert.Equal(processor, machine.Processor.ToString());
        Assert.Equal(usable, machine.Processor.UsableCores);
        Assert.Equal(gpus, string.Join(", ", machine.Gpus.Select(static g => g.Name)));
        Assert.Equal(npus, string.Join(", ", machine.Npus.Select(static n => n.Name)));
    }

    [Fact]
    public void A_container_limited_to_one_CPU_has_one_core_to_compute_on()
    {
        ProcessorInfo processor = new CapabilityRegistry(FakeMachines.Create("container limited to 1 CPU")).Machine.Processor;
        Assert.Equal((8, 4, 1.0, 1), (processor.LogicalProcessors, processor.PhysicalCores, processor.Limit, processor.UsableCores));
        Assert.Equal("Intel(R) Xeon(R) Platinum 8375C CPU @ 2.90GHz, 4 cores, 8 threads, limited to 1", processor.ToString());
    }

    private static ProviderStatus StatusOf(FakeMachine machine, string provider) =>
        new CapabilityRegistry(machine).Probe().Single(r => r.Provider.Name == provider).Status;
}
