using System.Runtime.InteropServices;
using EdgeInfer.Providers;

namespace EdgeInfer.Tests.Providers;

/// <summary>Complete made-up machines, by name: each with the ONNX Runtime build that one would use there.</summary>
internal static class FakeMachines
{
    private static readonly string[] LinuxCuda = ["libcuda.so.1", "libcudart.so.13", "libcublasLt.so.13", "libcublas.so.13", "libcurand.so.10", "libcudnn.so.9"];

    private static readonly string[] WindowsCuda = ["nvcuda.dll", "cudart64_13.dll", "cublasLt64_13.dll", "cublas64_13.dll", "curand64_10.dll", "cudnn64_9.dll"];

    /// <summary>What is ready on each, but the CPU.</summary>
    public static IReadOnlyDictionary<string, string[]> Ready { get; } = new Dictionary<string, string[]>
    {
        ["Jetson Orin"] = ["cuda", "tensorrt"],
        ["Windows PC with RTX"] = ["cuda", "tensorrt", "directml"],
        ["Windows PC with TensorRT for RTX"] = ["nvtensorrtrtx"],
        ["Linux PC with TensorRT for RTX"] = ["nvtensorrtrtx"],
        ["Snapdragon X laptop"] = ["qnn"],
        ["Qualcomm board"] = ["qnn"],
        ["Intel laptop"] = ["openvino"],
        ["Intel laptop with Windows"] = ["openvino"],
        ["Android phone"] = ["qnn", "nnapi", "xnnpack"],
        ["iPhone"] = ["coreml", "xnnpack"],
        ["Apple Silicon Mac"] = ["coreml", "webgpu"],
        ["AMD box"] = ["migraphx"],
        ["Ryzen AI laptop"] = ["vitisai", "directml"],
        ["Ryzen AI laptop with Linux"] = ["vitisai"],
        ["Zynq board"] = ["vitisai"],
        ["Rockchip board"] = ["rknpu"],
        ["Ascend box"] = ["cann"],
        ["Raspberry Pi 5"] = [],
        ["container limited to 1 CPU"] = [],
        ["bare server"] = [],
    };

    /// <summary>Machines with something wrong, and what is ready on each all the same, but the CPU.</summary>
    public static IReadOnlyDictionary<string, string[]> Broken { get; } = new Dictionary<string, string[]>
    {
        ["Windows PC with the wrong cuDNN"] = ["directml"],
        ["Linux PC with CUDA 12"] = [],
        ["Linux PC with an old GPU"] = [],
        ["Linux PC whose driver was updated"] = [],
        ["Linux PC with cuDNN out of sight"] = [],
        ["Rockchip RK3588 board"] = [],
        ["AMD box without rights"] = [],
    };

    /// <summary>What the kernel shows on some of them.</summary>
    private static readonly Dictionary<string, string> Listings = new()
    {
        ["Jetson Orin"] = "jetson-orin",
        ["Intel laptop"] = "intel-core-ultra",
        ["Ryzen AI laptop with Linux"] = "amd-ryzen-ai",
        ["Android phone"] = "android-phone",
        ["Ascend box"] = "ascend-box",
        ["Raspberry Pi 5"] = "raspberry-pi-5",
        ["Rockchip RK3588 board"] = "rockchip-rk3588",
        ["container limited to 1 CPU"] = "container",
    };

    /// <summary>A new one each time, so that tests may take things away.</summary>
    public static FakeMachine Create(string name)
    {
        FakeMachine machine = Build(name);
        if (Listings.TryGetValue(name, out string? listing)) machine.Kernel = FakeFiles.Load(listing);
        return machine;
    }

    private static FakeMachine Build(string name) => name switch
    {
        "Jetson Orin" => Linux(Architecture.Arm64, ["Tensorrt", "CUDA"], ["tensorrt", "cuda"], [.. LinuxCuda, "libnvinfer.so.10", "libnvonnxparser.so.10"]),
        "Windows PC with RTX" => Windows(Architecture.X64, ["Tensorrt", "CUDA", "Dml"], ["onnxruntime_providers_tensorrt.dll", "onnxruntime_providers_cuda.dll", "DirectML.dll"],
            [.. WindowsCuda, "nvinfer_10.dll", "nvonnxparser_10.dll", "d3d12.dll"]),
        "Windows PC with TensorRT for RTX" => Windows(Architecture.X64, ["NvTensorRTRTX"],
            ["onnxruntime_providers_nv_tensorrt_rtx.dll", "tensorrt_rtx_1_4.dll", "tensorrt_onnxparser_rtx_1_4.dll"], ["nvcuda.dll", "cudart64_13.dll"]),
        "Linux PC with TensorRT for RTX" => Linux(Architecture.X64, ["NvTensorRTRTX"], ["nv_tensorrt_rtx"],
            ["libcuda.so.1", "libcudart.so.13", "libtensorrt_rtx.so.1", "libtensorrt_onnxparser_rtx.so.1"]),
        "Snapdragon X laptop" => Windows(Architecture.Arm64, ["QNN"], ["QnnHtp.dll"], []),
        "Qualcomm board" => Linux(Architecture.Arm64, ["QNN"], [], ["libQnnHtp.so"], "/dev/fastrpc-cdsp"),
        "Intel laptop" => Linux(Architecture.X64, ["OpenVINO"], ["openvino"], [], "/usr/lib/x86_64-linux-gnu/libopenvino.so.2540"),
        "Intel laptop with Windows" => Windows(Architecture.X64, ["OpenVINO"], ["onnxruntime_providers_openvino.dll"], ["openvino.dll"]),
        "Android phone" => new FakeMachine
        {
            Os = TargetOs.Android,
            Architecture = Architecture.Arm64,
            CompiledProviders = Compiled(["QNN", "Nnapi", "Xnnpack"]),
            Libraries = ["libQnnHtp.so", "libneuralnetworks.so"],
        },
        "iPhone" => new FakeMachine { Os = TargetOs.Ios, Architecture = Architecture.Arm64, CompiledProviders = Compiled(["CoreML", "Xnnpack"]) },
        "Apple Silicon Mac" => new FakeMachine { Os = TargetOs.MacOs, Architecture = Architecture.Arm64, CompiledProviders = Compiled(["CoreML", "WebGpu"]) },
        "AMD box" => Linux(Architecture.X64, ["MIGraphX"], ["migraphx"], ["libmigraphx_c.so.3"], "/dev/kfd"),
        "Ryzen AI laptop" => Windows(Architecture.X64, ["VitisAI", "Dml"], ["onnxruntime_providers_vitisai.dll", "onnxruntime_vitisai_ep.dll"], ["d3d12.dll", "DirectML.dll"]),
        "Ryzen AI laptop with Linux" => Linux(Architecture.X64, ["VitisAI"], ["vitisai"], ["libonnxruntime_vitisai_ep.so"], "/dev/accel/accel0"),
        "Zynq board" => Linux(Architecture.Arm64, ["VitisAI"], ["vitisai"], ["libonnxruntime_vitisai_ep.so"]),
        "Rockchip board" => Linux(Architecture.Arm64, ["Rknpu"], [], ["librknpu_ddk.so"]),
        "Ascend box" => Linux(Architecture.Arm64, ["CANN"], ["cann"], ["libascendcl.so"], "/dev/davinci0", "/dev/davinci_manager"),
        "Raspberry Pi 5" => new FakeMachine { Architecture = Architecture.Arm64 },
        "container limited to 1 CPU" => new FakeMachine(),
        "bare server" => new FakeMachine(),
        "Windows PC with the wrong cuDNN" => Windows(Architecture.X64, ["Tensorrt", "CUDA", "Dml"],
            ["onnxruntime_providers_tensorrt.dll", "onnxruntime_providers_cuda.dll", "DirectML.dll"],
            [.. WindowsCuda.Where(static l => l != "cudnn64_9.dll"), "nvinfer_10.dll", "nvonnxparser_10.dll", "d3d12.dll"],
            Driver("581.29", new(13, 0), Rtx4070), "C:/Program Files/NVIDIA/CUDNN/v8.9/bin/cudnn64_8.dll"),
        "Linux PC with CUDA 12" => Linux(Architecture.X64, ["Tensorrt", "CUDA"], ["tensorrt", "cuda"], ["libcuda.so.1", "libcurand.so.10"], Driver("550.54.15", new(12, 4), Rtx4070),
        [
            .. ((string[])["libcudart.so", "libcudart.so.12", "libcudart.so.12.4.127", "libcublasLt.so.12", "libcublasLt.so.12.4.5.8", "libcublas.so.12", "libcublas.so.12.4.5.8", "libcurand.so.10"])
                .Select(static f => "/usr/local/cuda/lib64/" + f),
            "/usr/local/cuda-11.8/lib64/libcudart.so.11.8.89",
            "/usr/lib/x86_64-linux-gnu/libcudnn.so.8", "/usr/lib/x86_64-linux-gnu/libcudnn.so.8.9.7", "/usr/lib/x86_64-linux-gnu/libcudnn_ops_infer.so.8.9.7",
            "/usr/lib/x86_64-linux-gnu/libnvinfer.so.8.6.1", "/usr/lib/x86_64-linux-gnu/libnvinfer_plugin.so.8.6.1",
        ]),
        "Linux PC with an old GPU" => Linux(Architecture.X64, ["CUDA"], ["cuda"], LinuxCuda, Driver("580.95.05", new(13, 0), Gtx1080)),
        "Linux PC whose driver was updated" => Linux(Architecture.X64, ["CUDA"], ["cuda"], LinuxCuda,
            NvidiaDriver.Broken("NVIDIA's kernel driver and its libraries have different versions", "restart the machine: an update of the NVIDIA driver waits for it")),
        "Linux PC with cuDNN out of sight" => Linux(Architecture.X64, ["CUDA"], ["cuda"], [.. LinuxCuda.Where(static l => l is not ("libcudnn.so.9" or "libcurand.so.10"))],
            Driver("580.95.05", new(13, 0), Rtx4070), "/opt/cudnn/lib/libcudnn.so.9", "/opt/cudnn/lib/libcudnn.so.9.13.0", "/usr/lib/x86_64-linux-gnu/libcurand.so.10"),
        "Rockchip RK3588 board" => new FakeMachine { Architecture = Architecture.Arm64, CompiledProviders = Compiled(["Rknpu"]) },
        "AMD box without rights" => Linux(Architecture.X64, ["MIGraphX"], ["migraphx"], ["libmigraphx_c.so.3"], null, ["/dev/kfd"], "/dev/kfd"),
        _ => throw new ArgumentException($"There is no '{name}'.", nameof(name)),
    };

    private static GpuInfo Rtx4070 { get; } = new() { Name = "NVIDIA GeForce RTX 4070", Vendor = "NVIDIA", ComputeCapability = new(8, 9), MemoryBytes = 12_878_610_432, FreeMemoryBytes = 11_000_000_000 };

    private static GpuInfo Gtx1080 { get; } = new() { Name = "NVIDIA GeForce GTX 1080", Vendor = "NVIDIA", ComputeCapability = new(6, 1), MemoryBytes = 8_589_934_592, FreeMemoryBytes = 8_000_000_000 };

    /// <summary>NVIDIA's driver with some GPUs.</summary>
    public static NvidiaDriver Driver(string version, Version cuda, params GpuInfo[] gpus) => new(version, cuda, gpus);

    private static FakeMachine Linux(Architecture architecture, string[] compiled, string[] providerLibraries, string[] libraries, params string[] files) =>
        Linux(architecture, compiled, providerLibraries, libraries, null, files);

    private static FakeMachine Linux(
        Architecture architecture, string[] compiled, string[] providerLibraries, string[] libraries, NvidiaDriver? driver, params string[] files) =>
        Linux(architecture, compiled, providerLibraries, libraries, driver, files, []);

    private static FakeMachine Linux(
        Architecture architecture, string[] compiled, string[] providerLibraries, string[] libraries, NvidiaDriver? driver, string[] files, params string[] forbidden) => new()
        {
            Nvidia = driver,
            Forbidden = [.. forbidden],
            Architecture = architecture,
            CompiledProviders = Compiled(compiled),
            Files = [.. providerLibraries.Select(static p => $"/app/libonnxruntime_providers_{p}.so"), .. files],
            Libraries = [.. libraries],
        };

    private static FakeMachine Windows(Architecture architecture, string[] compiled, string[] besideRuntime, string[] libraries, NvidiaDriver? driver = null, params string[] files) => new()
    {
        Nvidia = driver,
        Os = TargetOs.Windows,
        Architecture = architecture,
        NativeLibraryFolders = ["C:/app"],
        CompiledProviders = Compiled(compiled),
        DirectXAdapters = [new DirectXAdapter("Made-up GPU", IsSoftware: false, RunsDirect3D12: true)],
        Files = [.. besideRuntime.Select(static f => $"C:/app/{f}"), .. files],
        Libraries = [.. libraries],
    };

    private static string[] Compiled(string[] names) => [.. names.Select(static n => n + "ExecutionProvider"), "CPUExecutionProvider"];
}
