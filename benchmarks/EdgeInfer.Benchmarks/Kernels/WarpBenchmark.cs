using BenchmarkDotNet.Attributes;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Benchmarks.Kernels;

/// <summary>Warps of a noise picture, one thread; <c>benchmarks/opencv/warp.py</c> measures the same work in OpenCV.</summary>
public class WarpBenchmark
{
    private const double Degrees = 12;
    private static readonly AffineTransform Turn = TurnAbout(960, 540);

    // A line of text as seen from the side, 400 pixels long, to 320×48.
    private static readonly PerspectiveTransform Line = PerspectiveTransform.FromQuads(
        new Quad(new(700, 500), new(1090, 440), new(1100, 505), new(705, 560)), Quad.Rectangle(320, 48));

    // A face some 200 pixels wide, a little turned.
    private static readonly AffineTransform Face = AffineTransform.Similarity(
        [new(905, 480), new(990, 495), new(940, 540), new(895, 575), new(970, 590)], AffineTransform.ArcFaceLandmarks);

    private static readonly PerspectiveTransform Page = PerspectiveTransform.FromQuads(
        new Quad(new(60, 40), new(1800, 90), new(1880, 1050), new(30, 1000)), Quad.Rectangle(1920, 1080));

    private readonly ImageBuffer _aligned = new(112, 112, PixelFormat.Rgb24);
    private readonly ImageBuffer _line = new(320, 48, PixelFormat.Rgb24);
    private ImageBuffer _rgb = null!, _rgbResult = null!, _rgba = null!, _rgbaResult = null!, _gray = null!, _grayResult = null!, _upright = null!;

    [GlobalSetup]
    public void Make()
    {
        (_rgb, _rgbResult) = Pair(PixelFormat.Rgb24);
        (_rgba, _rgbaResult) = Pair(PixelFormat.Rgba32);
        (_gray, _grayResult) = Pair(PixelFormat.Gray8);
        _upright = new ImageBuffer(1080, 1920, PixelFormat.Rgb24);
    }

    [Benchmark(Baseline = true, Description = "face to 112×112, RGB, bilinear")]
    public void AlignFace() => Warp.Affine(_rgb, in Face, WarpSampling.Bilinear, WarpBorder.Constant, [], _aligned);

    [Benchmark(Description = "line of text to 320×48, RGB, bilinear")]
    public void StraightenLine() => Warp.Perspective(_rgb, in Line, WarpSampling.Bilinear, WarpBorder.Replicate, [], _line);

    [Benchmark(Description = "affine 1920×1080, RGB, bilinear")]
    public void AffineRgb() => Warp.Affine(_rgb, in Turn, WarpSampling.Bilinear, WarpBorder.Constant, [], _rgbResult);

    [Benchmark(Description = "affine 1920×1080, RGB, bilinear, scalar reference")]
    public void AffineRgbScalar() =>
        Warp.Affine(_rgb, in Turn, WarpSampling.Bilinear, WarpBorder.Constant, [], _rgbResult, vectors: false);

    [Benchmark(Description = "affine 1920×1080, RGBA, bilinear")]
    public void AffineRgba() => Warp.Affine(_rgba, in Turn, WarpSampling.Bilinear, WarpBorder.Constant, [], _rgbaResult);

    [Benchmark(Description = "affine 1920×1080, Gray, bilinear")]
    public void AffineGray() => Warp.Affine(_gray, in Turn, WarpSampling.Bilinear, WarpBorder.Constant, [], _grayResult);

    [Benchmark(Description = "affine 1920×1080, RGB, nearest")]
    public void AffineNearest() => Warp.Affine(_rgb, in Turn, WarpSampling.Nearest, WarpBorder.Constant, [], _rgbResult);

    [Benchmark(Description = "perspective 1920×1080, RGB, bilinear")]
    public void PerspectiveRgb() => Warp.Perspective(_rgb, in Page, WarpSampling.Bilinear, WarpBorder.Constant, [], _rgbResult);

    [Benchmark(Description = "rotate 90° 1920×1080, RGB")]
    public void Rotate90() => Reorient.Apply(_rgb, ImageOrientation.Rotate90, _upright);

    [Benchmark(Description = "rotate 180° 1920×1080, RGB")]
    public void Rotate180() => Reorient.Apply(_rgb, ImageOrientation.Rotate180, _rgbResult);

    [Benchmark(Description = "flip left and right 1920×1080, RGB")]
    public void Flip() => Reorient.Apply(_rgb, ImageOrientation.FlipHorizontal, _rgbResult);

    private static (ImageBuffer Picture, ImageBuffer Result) Pair(PixelFormat format) =>
        (BenchmarkData.Noise(1920, 1080, format), new ImageBuffer(1920, 1080, format));

    private static AffineTransform TurnAbout(double x, double y)
    {
        double cosine = Math.Cos(Degrees * Math.PI / 180), sine = Math.Sin(Degrees * Math.PI / 180);
        return new AffineTransform(cosine, -sine, x - cosine * x + sine * y, sine, cosine, y - sine * x - cosine * y);
    }
}
