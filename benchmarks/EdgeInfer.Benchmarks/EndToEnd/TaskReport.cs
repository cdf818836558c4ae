using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using EdgeInfer.Imaging;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using EdgeInfer.Vips;
using EdgeInfer.Vision;

namespace EdgeInfer.Benchmarks.EndToEnd;

/// <summary>
/// What each task takes beside its models' runs alone, and what it allocates: <c>bench --filter tasks</c>, written to
/// <c>docs/benchmarks/tasks.md</c>. A bare run and a whole call take turns, so that a noisy machine treats them alike.
/// </summary>
internal static class TaskReport
{
    public const string Filter = "tasks";

    private const int Rounds = 100, WarmUps = 150;

    private delegate void ShapeInput(InputTensor input);

    private static readonly ModelSessionOptions Session = new() { Providers = ProviderSelection.Cpu };

    public static int Run()
    {
        var codec = new VipsCodec();
        var rows = new List<string>();
        using (ObjectDetector detector = ObjectDetector.Load(Model("yolox_nano"), new() { Session = Session }))
        using (ImageBuffer photo = Widened(codec, "horse_cart.jpg", 1280))
            rows.Add(Compare($"detect, YOLOX-nano, {photo.Width}×{photo.Height}", detector.Session, () => detector.Detect(photo)));
        using (ImageClassifier classifier = ImageClassifier.Load(Model("squeezenet1_1_int8_qdq"), new() { Session = Session }))
        using (ImageBuffer photo = codec.Decode(Picture("golden_retriever.jpg")))
            rows.Add(Compare($"classify, SqueezeNet int8, {photo.Width}×{photo.Height}", classifier.Session, () => classifier.Classify(photo)));
        using (FaceDetector faces = FaceDetector.Load(Model("ultraface_rfb_320"), new() { Session = Session }))
        using (ImageBuffer photo = codec.Decode(Picture("faces_group16.jpg")))
            rows.Add(Compare($"faces, UltraFace, {photo.Width}×{photo.Height}", faces.Session, () => faces.Detect(photo)));
        using (SemanticSegmenter segmenter = SemanticSegmenter.Load(Model("deeplabv3_mnv2_257"), new() { Session = Session }))
        using (ImageBuffer photo = codec.Decode(Picture("horse_cart.jpg")))
        {
            rows.Add(Compare($"segment, DeepLabV3, {photo.Width}×{photo.Height}", segmenter.Session, () =>
            {
                using SegmentationMap map = segmenter.Segment(photo);
            }));
        }

        using (ImageUpscaler upscaler = ImageUpscaler.Load(Model("super_resolution_x3"), new() { Session = Session }))
        using (ImageBuffer photo = codec.Decode(Picture("sr_dog_lr224.png")))
        {
            rows.Add(Compare($"upscale, sub-pixel CNN ×3, {photo.Width}×{photo.Height}", upscaler.Session, () =>
            {
                using ImageBuffer large = upscaler.Upscale(photo);
            }, input => input.Reshape(1, 1, 224, 224)));
        }

        string table = $"""
            # Whole tasks beside their models

            {Environment.ProcessorCount} processors, {RuntimeInformation.RuntimeIdentifier}, .NET {Environment.Version}, ONNX Runtime {CapabilityRegistry.OnnxRuntimeVersion}; {TimeProvider.System.GetUtcNow():yyyy-MM-dd}. Medians of {Rounds} rounds in milliseconds; a bare run of the model and a whole call from decoded picture
            to results take turns. Rerun: `./build.sh bench --filter {Filter}`. Text, which is many runs of two or three models a picture: `--filter {OcrReport.Filter}`.

            | task | model alone | whole call | outside the model | allocated |
            | --- | ---: | ---: | ---: | ---: |
            {string.Join('\n', rows)}

            """.ReplaceLineEndings("\n");
        Console.WriteLine(table);
        File.WriteAllText(Path.Combine(BenchmarkData.Repository, "docs", "benchmarks", "tasks.md"), table);
        return 0;
    }

    private static string Compare(string name, ModelSession session, Action call, ShapeInput? shape = null)
    {
        using IoBinding io = session.Rent();
        shape?.Invoke(io.Input());
        // Until the compiler has seen enough of it.
        for (int i = 0; i < WarmUps; i++)
        {
            io.Run();
            call();
        }

        double[] model = new double[Rounds], whole = new double[Rounds], outside = new double[Rounds];
        long allocated = 0;
        for (int i = 0; i < Rounds; i++)
        {
            long start = Stopwatch.GetTimestamp();
            io.Run();
            model[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            long before = GC.GetAllocatedBytesForCurrentThread();
            start = Stopwatch.GetTimestamp();
            call();
            whole[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            outside[i] = whole[i] / model[i] - 1;
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {Median.Of(model):0.00} | {Median.Of(whole):0.00} | {Median.Of(outside):0.0%} | {allocated / Rounds} B |");
    }

    /// <summary>A photo enlarged: what is measured is its size, not what it shows.</summary>
    private static ImageBuffer Widened(VipsCodec codec, string name, int width)
    {
        using ImageBuffer photo = codec.Decode(Picture(name));
        var wide = new ImageBuffer(width, photo.Height * width / photo.Width, photo.Format);
        for (int y = 0; y < wide.Height; y++)
        {
            ReadOnlySpan<byte> from = photo.GetRow(y * photo.Height / wide.Height);
            for (int x = 0; x < width; x++) from.Slice(x * photo.Width / width * 3, 3).CopyTo(wide.GetRow(y)[(3 * x)..]);
        }

        return wide;
    }

    private static string Model(string name) => BenchmarkData.TestData($"models/{name}.onnx");

    private static string Picture(string name) => BenchmarkData.TestData($"images/{name}");
}
