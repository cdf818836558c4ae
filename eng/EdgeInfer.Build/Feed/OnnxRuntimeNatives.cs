using EdgeInfer.Build.Npm;

namespace EdgeInfer.Build.Feed;

/// <summary>The native files of ONNX Runtime, per package.</summary>
internal static class OnnxRuntimeNatives
{
    private static readonly NpmPackage Node = PinnedPackages.OnnxRuntimeNatives;
    private static readonly NpmPackage Unity = PinnedPackages.OnnxRuntimeManaged;
    private static readonly NpmPackage Gpu = PinnedPackages.OnnxRuntimeGpu;

    /// <summary>DirectML.dll serves the DirectML provider; dxcompiler.dll and dxil.dll compile WebGPU's shaders.</summary>
    private static readonly string[] WindowsFiles = ["onnxruntime.dll", "DirectML.dll", "dxcompiler.dll", "dxil.dll"];

    private const string WindowsBridge = "onnxruntime_providers_shared.dll";

    private static readonly NativeFile LinuxX64 =
        new(Node, "bin/napi-v6/linux/x64/libonnxruntime.so.1", "linux-x64", "libonnxruntime.so");

    /// <summary>CPU everywhere; besides WebGPU (all), DirectML (Windows) and CoreML (macOS).</summary>
    public static IReadOnlyList<NativeFile> Cpu { get; } =
    [
        LinuxX64,
        // The bridge that CUDA, TensorRT and vendors' provider libraries are loaded through.
        new(Unity, "Plugins/Linux/x64/libonnxruntime_providers_shared.so", "linux-x64", "libonnxruntime_providers_shared.so"),
        new(Node, "bin/napi-v6/linux/arm64/libonnxruntime.so.1", "linux-arm64", "libonnxruntime.so"),
        new(Node, "bin/napi-v6/darwin/arm64/libonnxruntime.1.29.0.dylib", "osx-arm64", "libonnxruntime.dylib"),
        .. Windows("x64"),
        .. Windows("arm64"),
    ];

    /// <summary>The same library with the CUDA and TensorRT providers beside it.</summary>
    public static IReadOnlyList<NativeFile> Cuda { get; } =
    [
        LinuxX64,
        Provider("shared"),
        Provider("cuda"),
        Provider("tensorrt"),
    ];

    private static NativeFile Provider(string name) =>
        new(Gpu, $"Plugins/Linux/x64/libonnxruntime_providers_{name}.so", "linux-x64", $"libonnxruntime_providers_{name}.so");

    private static IEnumerable<NativeFile> Windows(string architecture) =>
    [
        .. WindowsFiles.Select(name => new NativeFile(Node, $"bin/napi-v6/win32/{architecture}/{name}", $"win-{architecture}", name)),
        new(Unity, $"Plugins/Windows/{architecture}/{WindowsBridge}", $"win-{architecture}", WindowsBridge),
    ];
}
