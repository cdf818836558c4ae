using BenchmarkDotNet.Attributes;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Benchmarks.Kernels;

/// <summary>Picture to tensor, RGB → 3×640×640 float, in one thread where not said otherwise, beside the floor: a copy of the output tensor.</summary>
/// <remarks>
/// Full HD shrinks to a third, where every bilinear sample point is a pixel; 1917×1075 is the awkward size, where none is.
/// <c>benchmarks/opencv/letterbox.py</c> does the same work with OpenCV.
/// </remarks>
public class LetterboxBenchmark
{
    private const int Side = 640;
    private readonly float[] _tensor = new float[3 * Side * Side];
    private readonly float[] _other = new float[3 * Side * Side];
    private readonly Half[] _halves = new Half[3 * Side * Side];
    private readonly byte[] _bytes = new byte[3 * Side * Side];
    private readonly PixelNormalization _levels = new(3, 1, [], []);
    private readonly PixelNormalization _quantized = new(3, 1 / 255f, [], [], new TensorQuantization(0.0187f, 114));
    private readonly PixelNormalization _normalization = new(3, 1 / 255f, [], []);
    private readonly byte[] _grey = [114, 114, 114];
    private ImageBuffer _image = null!;
    private ImageBuffer _awkward = null!;
    private ImageBuffer _fitting = null!;

    [GlobalSetup]
    public void Make()
    {
        _image = BenchmarkData.Noise(1920, 1080, PixelFormat.Rgb24);
        _awkward = BenchmarkData.Noise(1917, 1075, PixelFormat.Rgb24);
        _fitting = BenchmarkData.Noise(Side, Side, PixelFormat.Rgb24);
    }

    [Benchmark(Baseline = true, Description = "memcpy of the tensor")]
    public void Copy() => _tensor.CopyTo(_other, 0);

    [Benchmark(Description = "letterbox, bilinear")]
    public void Bilinear() => Run(_image, Interpolation.Bilinear);

    [Benchmark(Description = "letterbox, bilinear, 1917×1075")]
    public void AwkwardBilinear() => Run(_awkward, Interpolation.Bilinear);

    [Benchmark(Description = "letterbox, bilinear, 1917×1075, NHWC")]
    public void AwkwardInterleaved() => Run(_awkward, Interpolation.Bilinear, TensorLayout.Nhwc);

    [Benchmark(Description = "letterbox, bilinear, 1917×1075, without vectors")]
    public void AwkwardScalar() => Run(_awkward, Interpolation.Bilinear, simd: SimdWidth.Scalar);

    [Benchmark(Description = "letterbox, bilinear, 1917×1075, float16")]
    public void AwkwardHalves() => Write(_awkward, _normalization, _halves);

    [Benchmark(Description = "letterbox, bilinear, 1917×1075, uint8")]
    public void AwkwardBytes() => Write(_awkward, _levels, _bytes);

    [Benchmark(Description = "letterbox, bilinear, 1917×1075, uint8 quantised")]
    public void AwkwardQuantized() => Write(_awkward, _quantized, _bytes);

    [Benchmark(Description = "letterbox, area")]
    public void Area() => Run(_image, Interpolation.Area);

    [Benchmark(Description = "letterbox, area, 1917×1075")]
    public void AwkwardArea() => Run(_awkward, Interpolation.Area);

    [Benchmark(Description = "letterbox, bicubic")]
    public void Bicubic() => Run(_image, Interpolation.Bicubic);

    [Benchmark(Description = "letterbox, antialiased bicubic")]
    public void AntialiasedCubic() => Run(_image, Interpolation.AntialiasedBicubic);

    [Benchmark(Description = "letterbox, antialiased bilinear")]
    public void Antialiased() => Run(_image, Interpolation.AntialiasedBilinear);

    [Benchmark(Description = "640×640, not resized")]
    public void Fitting() => Run(_fitting, Interpolation.Bilinear);

    [Benchmark(Description = "letterbox, bilinear, 1917×1075, all processors")]
    public void AwkwardParallel() => Run(_awkward, Interpolation.Bilinear, parallelism: KernelParallelism.AllProcessors);

    [Benchmark(Description = "letterbox, antialiased bilinear, all processors")]
    public void AntialiasedParallel() => Run(_image, Interpolation.AntialiasedBilinear, parallelism: KernelParallelism.AllProcessors);

    private void Write<T>(ImageBuffer image, PixelNormalization normalization, T[] tensor) where T : unmanaged => ImageToTensor.Write(
        image, ResizePlan.Letterbox(image.Width, image.Height, Side, Side, PadPosition.Center),
        Interpolation.Bilinear, ColorOrder.Rgb, TensorLayout.Nchw, normalization, _grey, tensor, KernelParallelism.SingleThreaded);

    private void Run(
        ImageBuffer image, Interpolation interpolation, TensorLayout layout = TensorLayout.Nchw, SimdWidth? simd = null,
        KernelParallelism? parallelism = null) => ImageToTensor.Write(
        simd ?? Simd.Widest, image, ResizePlan.Letterbox(image.Width, image.Height, Side, Side, PadPosition.Center),
        interpolation, ColorOrder.Rgb, layout, _normalization, _grey, _tensor, parallelism ?? KernelParallelism.SingleThreaded);
}
