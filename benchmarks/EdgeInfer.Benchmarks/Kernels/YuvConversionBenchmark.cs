using BenchmarkDotNet.Attributes;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Benchmarks.Kernels;

/// <summary>What a camera frame costs that an RGB picture does not: converting the pixels that a 640×640 letterbox of full HD shows.</summary>
public class YuvConversionBenchmark
{
    private const int Width = 640, Height = 360;
    private readonly byte[] _planes = new byte[3 * Width];
    private readonly YuvMatrix _matrix = YuvMatrix.For(YuvColor.Bt601);

    [GlobalSetup]
    public void Make() => new Random(20261120).NextBytes(_planes);

    [Benchmark(Description = "360 rows of 640 pixels in the first-level cache, converted in place")]
    public void Convert()
    {
        for (int row = 0; row < Height; row++)
            YuvToRgb.Run(Simd.Widest, in _matrix, _planes.AsSpan(0, Width), _planes.AsSpan(Width, Width), _planes.AsSpan(2 * Width));
    }
}
