using BenchmarkDotNet.Attributes;
using EdgeInfer.Imaging;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using EdgeInfer.Vips;
using EdgeInfer.Vision;

namespace EdgeInfer.Benchmarks.EndToEnd;

/// <summary>A whole detection beside the model's run alone: what pre- and post-processing cost on top.</summary>
public class DetectorBenchmark : IDisposable
{
    private ObjectDetector _detector = null!;
    private ImageBuffer _image = null!;

    [GlobalSetup]
    public void Load()
    {
        _detector = ObjectDetector.Load(BenchmarkData.CodesModel, new ObjectDetectorOptions
        {
            Session = new ModelSessionOptions { Providers = ProviderSelection.Cpu, Threads = 1 },
        });
        _image = new VipsCodec().Decode(BenchmarkData.SamplePicture);
        _detector.Detect(_image);
    }

    [Benchmark(Baseline = true, Description = "the model's run alone")]
    public void ModelOnly()
    {
        using IoBinding io = _detector.Session.Rent();
        io.Run();
    }

    [Benchmark(Description = "detect: decoded picture to boxes")]
    public IReadOnlyList<Detection> Detect() => _detector.Detect(_image);

    [Benchmark(Description = "decode the JPEG (libvips)")]
    public void Decode()
    {
        using ImageBuffer image = new VipsCodec().Decode(BenchmarkData.SamplePicture);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _detector.Dispose();
        _image.Dispose();
        GC.SuppressFinalize(this);
    }
}
