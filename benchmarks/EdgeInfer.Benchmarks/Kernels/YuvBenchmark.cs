using BenchmarkDotNet.Attributes;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Benchmarks.Kernels;

/// <summary>Camera frame to tensor, → 3×640×640 float in one thread, letterboxed, beside the same from RGB.</summary>
/// <remarks>
/// Full HD shrinks to a third, where every bilinear sample point is a pixel; 1917×1075 is the awkward size, where none is.
/// <c>benchmarks/opencv/yuv.py</c> does the same work with OpenCV.
/// </remarks>
public class YuvBenchmark
{
    private const int Side = 640, FrameBytes = 1920 * 1080 * 3;
    private readonly float[] _tensor = new float[3 * Side * Side];
    private readonly PixelNormalization _normalization = new(3, 1 / 255f, [], []);
    private readonly byte[] _grey = [114, 114, 114];
    private byte[] _frames = [];
    private int _next;

    [Params(PixelFormat.Rgb24, PixelFormat.Nv12, PixelFormat.I420, PixelFormat.Yuy2)]
    public PixelFormat Format { get; set; }

    [GlobalSetup]
    public void Make()
    {
        // More than any cache holds.
        _frames = new byte[32 * FrameBytes];
        new Random(20261120).NextBytes(_frames);
    }

    [Benchmark(Description = "1920×1080, bilinear")]
    public void Bilinear() => Run(1920, 1080, Interpolation.Bilinear);

    [Benchmark(Description = "1920×1080, bilinear, each frame from memory")]
    public void FromMemory()
    {
        Run(1920, 1080, Interpolation.Bilinear, _next);
        _next = (_next + FrameBytes) % _frames.Length;
    }

    [Benchmark(Description = "1917×1075, bilinear")]
    public void Awkward() => Run(1917, 1075, Interpolation.Bilinear);

    [Benchmark(Description = "1920×1080, antialiased bilinear")]
    public void Antialiased() => Run(1920, 1080, Interpolation.AntialiasedBilinear);

    [Benchmark(Description = "640×640, not resized")]
    public void Fitting() => Run(Side, Side, Interpolation.Bilinear);

    private void Run(int width, int height, Interpolation interpolation, int start = 0) => ImageToTensor.Write(
        new ImageView(_frames.AsSpan(start), width, height, Format), ResizePlan.Letterbox(width, height, Side, Side, PadPosition.Center),
        interpolation, ColorOrder.Rgb, TensorLayout.Nchw, _normalization, _grey, _tensor, KernelParallelism.SingleThreaded);
}
