using BenchmarkDotNet.Attributes;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Benchmarks.Kernels;

/// <summary>Picture to tensor, 1920×1080 RGB → 3×640×640 float, beside the floor: a copy of the output tensor.</summary>
public class LetterboxBenchmark
{
    private const int Side = 640;
    private readonly float[] _tensor = new float[3 * Side * Side];
    private readonly float[] _other = new float[3 * Side * Side];
    private readonly PixelNormalization _normalization = new(3, 1 / 255f, [], []);
    private readonly byte[] _grey = [114, 114, 114];
    private ImageBuffer _image = null!;

    [GlobalSetup]
    public void Make() => _image = BenchmarkData.Noise(1920, 1080, PixelFormat.Rgb24);

    [Benchmark(Baseline = true, Description = "memcpy of the tensor")]
    public void Copy() => _tensor.CopyTo(_other, 0);

    [Benchmark(Description = "letterbox, bilinear")]
    public void Bilinear() => Run(Interpolation.Bilinear);

    [Benchmark(Description = "letterbox, antialiased bilinear")]
    public void Antialiased() => Run(Interpolation.AntialiasedBilinear);

    private void Run(Interpolation interpolation) => ImageToTensor.Write(
        _image, ResizePlan.Letterbox(_image.Width, _image.Height, Side, Side, PadPosition.Center),
        interpolation, ColorOrder.Rgb, TensorLayout.Nchw, _normalization, _grey, _tensor);
}
