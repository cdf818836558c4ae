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
        ["bare server"] = [],
    };

    /// <summary>A new one each time, so that tests may take things away.</summary>
    public static FakeMachine Create(string name) => name switch
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
        "bare server" => new FakeMachine(),
        _ => throw new ArgumentException($"There is no '{name}'.", nameof(name)),
    };

    private static FakeMachine Linux(Architecture architecture, string[] compiled, string[] providerLibraries, string[] libraries, params string[] files) => new()
    {
        Architecture = architecture,
        CompiledProviders = Compiled(compiled),
        Files = [.. providerLibraries.Select(static p => $"/app/libonnxruntime_providers_{p}.so"), .. files],
        Libraries = [.. libraries],
    };

    private static FakeMachine Windows(Architecture architecture, string[] compiled, string[] besideRuntime, string[] libraries) => new()
    {
        Os = TargetOs.Windows,
        Architecture = architecture,
        NativeLibraryFolders = ["C:/app"],
        CompiledProviders = Compiled(compiled),
        DirectXAdapters = [new DirectXAdapter("Made-up GPU", IsSoftware: false, RunsDirect3D12: true)],
        Files = [.. besideRuntime.Select(static f => $"C:/app/{f}")],
        Libraries = [.. libraries],
    };

    private static string[] Compiled(string[] names) => [.. names.Select(static n => n + "ExecutionProvider"), "CPUExecutionProvider"];
}
