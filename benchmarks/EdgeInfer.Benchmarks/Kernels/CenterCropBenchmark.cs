using BenchmarkDotNet.Attributes;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Benchmarks.Kernels;

/// <summary>A classifier's input: 640×480 RGB, shorter side to 256, the middle 224×224, mean and deviation of ImageNet → 3×224×224, one thread.</summary>
/// <remarks><c>benchmarks/opencv/center_crop.py</c> does the same work with OpenCV.</remarks>
public class CenterCropBenchmark
{
    private const int Side = 224;
    private readonly float[] _tensor = new float[3 * Side * Side];
    private readonly float[] _other = new float[3 * Side * Side];
    private readonly Half[] _halves = new Half[3 * Side * Side];
    private readonly sbyte[] _bytes = new sbyte[3 * Side * Side];
    private readonly PixelNormalization _normalization = new(3, 1 / 255f, [0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);
    private readonly PixelNormalization _quantized =
        new(3, 1 / 255f, [0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f], new TensorQuantization(0.0187f, -14));

    private readonly PixelNormalization _plain = new(1, 1, [], []);
    private ImageBuffer _image = null!;
    private ImageBuffer _gray = null!;

    [GlobalSetup]
    public void Make()
    {
        _image = BenchmarkData.Noise(640, 480, PixelFormat.Rgb24);
        _gray = BenchmarkData.Noise(640, 480, PixelFormat.Gray8);
    }

    [Benchmark(Baseline = true, Description = "memcpy of the tensor")]
    public void Copy() => _tensor.CopyTo(_other, 0);

    [Benchmark(Description = "centre crop, bilinear")]
    public void Bilinear() => Run(_image, Interpolation.Bilinear, _normalization, _tensor);

    [Benchmark(Description = "centre crop, bilinear, NHWC")]
    public void Interleaved() => Run(_image, Interpolation.Bilinear, _normalization, _tensor, TensorLayout.Nhwc);

    [Benchmark(Description = "centre crop, bilinear, float16")]
    public void Halves() => Run(_image, Interpolation.Bilinear, _normalization, _halves);

    [Benchmark(Description = "centre crop, bilinear, int8 quantised")]
    public void Bytes() => Run(_image, Interpolation.Bilinear, _quantized, _bytes);

    [Benchmark(Description = "centre crop, antialiased bilinear")]
    public void Antialiased() => Run(_image, Interpolation.AntialiasedBilinear, _normalization, _tensor);

    [Benchmark(Description = "centre crop, antialiased bicubic")]
    public void AntialiasedCubic() => Run(_image, Interpolation.AntialiasedBicubic, _normalization, _tensor);

    [Benchmark(Description = "centre crop, area")]
    public void Area() => Run(_image, Interpolation.Area, _normalization, _tensor);

    [Benchmark(Description = "centre crop, bicubic")]
    public void Bicubic() => Run(_image, Interpolation.Bicubic, _normalization, _tensor);

    [Benchmark(Description = "centre crop, bilinear, grey picture")]
    public void Gray() => ImageToTensor.Write(
        _gray, ResizePlan.CenterCrop(640, 480, Side, Side, 256), Interpolation.Bilinear, ColorOrder.Gray, TensorLayout.Nchw,
        _plain, [0, 0, 0], _tensor.AsSpan(0, Side * Side), KernelParallelism.SingleThreaded);

    private static void Run<T>(ImageBuffer image, Interpolation interpolation, PixelNormalization normalization, T[] tensor, TensorLayout layout = TensorLayout.Nchw)
        where T : unmanaged =>
        ImageToTensor.Write(
            image, ResizePlan.CenterCrop(image.Width, image.Height, Side, Side, 256), interpolation, ColorOrder.Rgb, layout, normalization, [0, 0, 0], tensor,
            KernelParallelism.SingleThreaded);
}
