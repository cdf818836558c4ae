using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace EdgeInfer.Providers;

/// <summary>NVIDIA GPUs through CUDA and cuDNN. ONNX Runtime 1.27 and later are built for CUDA 13 and cuDNN 9.</summary>
internal sealed class CudaProvider : ExecutionProvider
{
    private const string NativePackage = "package Microsoft.ML.OnnxRuntime.Gpu instead of Microsoft.ML.OnnxRuntime";

    /// <summary>What the provider library links to: Linux name, Windows name, what brings it.</summary>
    private static readonly (string Linux, string Windows, string Remedy)[] Libraries =
    [
        ("libcuda.so.1", "nvcuda.dll", "install the NVIDIA driver, version 580 or newer"),
        ("libcudart.so.13", "cudart64_13.dll", "install the CUDA 13 toolkit or its runtime package"),
        ("libcublasLt.so.13", "cublasLt64_13.dll", "install the CUDA 13 toolkit or its cuBLAS package"),
        ("libcublas.so.13", "cublas64_13.dll", "install the CUDA 13 toolkit or its cuBLAS package"),
        ("libcudnn.so.9", "cudnn64_9.dll", "install cuDNN 9 for CUDA 13"),
    ];

    public override string Name => "cuda";

    public override string OrtName => "CUDAExecutionProvider";

    public override string Hardware => "NVIDIA GPU";

    public override ProviderConcurrency Concurrency => ProviderConcurrency.Free;

    public override bool IsVerifiedOnHardware => false;

    internal override bool IsAutomatic => true;

    internal override bool UsesHostMemory => false;

    internal override ProviderStatus Probe(ISystemProbe system)
    {
        bool linux = system.Os == TargetOs.Linux && system.Architecture is Architecture.X64 or Architecture.Arm64;
        bool windows = system.Os == TargetOs.Windows && system.Architecture == Architecture.X64;
        if (!linux && !windows)
        {
            return ProviderStatus.Unavailable(
                $"CUDA exists on Linux (x64, arm64) and Windows (x64); this is {system.Os} {system.Architecture}",
                "choose another provider");
        }

        if (UnlessCompiledIn(system, $"reference {NativePackage}") is { } notCompiledIn) return notCompiledIn;

        string providerLibrary = linux ? "libonnxruntime_providers_cuda.so" : "onnxruntime_providers_cuda.dll";
        if (FindBesideRuntime(system, providerLibrary) is null)
        {
            return ProviderStatus.Unavailable(
                $"{providerLibrary} is not beside ONNX Runtime (looked in {string.Join(", ", system.NativeLibraryFolders)})",
                $"reference {NativePackage}");
        }

        foreach ((string linuxName, string windowsName, string remedy) in Libraries)
        {
            string library = linux ? linuxName : windowsName;
            if (!system.CanLoadLibrary(library))
            {
                return ProviderStatus.Unavailable(
                    $"{library} cannot be loaded; ONNX Runtime {OnnxRuntimeRelease} needs CUDA 13 and cuDNN 9",
                    linux ? $"{remedy}, and let LD_LIBRARY_PATH or ldconfig find it" : $"{remedy}, and put its folder on PATH");
            }
        }

        return ProviderStatus.Ready("not verified by the authors on this kind of hardware");
    }

    internal override void Append(SessionOptions options)
    {
        using var cuda = new OrtCUDAProviderOptions();
        options.AppendExecutionProvider_CUDA(cuda);
    }

    private const string OnnxRuntimeRelease = "1.29";

    private static string? FindBesideRuntime(ISystemProbe system, string library)
    {
        foreach (string folder in system.NativeLibraryFolders)
        {
            string path = Path.Combine(folder, library);
            if (system.FileExists(path)) return path;
        }

        return null;
    }
}
