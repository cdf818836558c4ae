namespace EdgeInfer.Providers;

/// <summary>NVIDIA's libraries that several providers link to, in the versions that ONNX Runtime 1.27 and later are built for.</summary>
internal static class NvidiaLibraries
{
    private const string Toolkit = "the CUDA 13 toolkit";

    public static readonly RequiredLibrary Driver = new("libcuda.so.1", "nvcuda.dll", "install the NVIDIA driver, version 580 or newer", NeedsPath: false);

    public static readonly RequiredLibrary CudaRuntime = new("libcudart.so.13", "cudart64_13.dll", "install the CUDA 13 toolkit or its runtime package", Product: Toolkit);

    /// <summary>All that the CUDA provider links to.</summary>
    public static readonly RequiredLibrary[] Cuda =
    [
        Driver,
        CudaRuntime,
        new("libcublasLt.so.13", "cublasLt64_13.dll", "install the CUDA 13 toolkit or its cuBLAS package", Product: Toolkit),
        new("libcublas.so.13", "cublas64_13.dll", "install the CUDA 13 toolkit or its cuBLAS package", Product: Toolkit),
        new("libcurand.so.10", "curand64_10.dll", "install the CUDA 13 toolkit or its cuRAND package", Product: Toolkit),
        // Opened at run time since ONNX Runtime 1.28, but convolutions need it.
        new("libcudnn.so.9", "cudnn64_9.dll", "install cuDNN 9 for CUDA 13"),
    ];
}
