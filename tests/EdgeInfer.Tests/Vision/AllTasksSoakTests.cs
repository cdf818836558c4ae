using System.Globalization;
using System.Security.Cryptography;
using EdgeInfer.Imaging;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;
using EdgeInfer.Vips;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

/// <summary>Eight threads on all tasks at once, on shared sessions: every result is that of a single thread, to the bit, and memory stays where it was.</summary>
[Collection(ProcessWideCounters.Collection)]
public sealed class AllTasksSoakTests(ITestOutputHelper output)
{
    private const int Callers = 8, Rounds = 6;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_caller_gets_what_a_single_one_gets()
    {
        int images = ImageBuffer.LiveCount, buffers = NativeBuffer.LiveCount;
        using (var all = new Tasks())
        {
            string[] expected = [.. all.Calls.Select(static call => call())];
            Assert.All(expected, static text => Assert.NotEmpty(text));

            await Soak(all, expected);
            long managed = GC.GetTotalMemory(forceFullCollection: true);
            int warmBuffers = NativeBuffer.LiveCount;
            long? native = NativeHeap.BytesInUse();
            await Soak(all, expected);

            Assert.Equal(warmBuffers, NativeBuffer.LiveCount);
            long managedGrowth = GC.GetTotalMemory(forceFullCollection: true) - managed;
            long? nativeGrowth = NativeHeap.BytesInUse() - native;
            output.WriteLine($"managed {managedGrowth:+#;-#;0} B, native {nativeGrowth / 1024:+#;-#;0} KiB");
            // Pools may hold other arrays than before; a leak of 1 KiB a call would be more.
            Assert.True(managedGrowth < Callers * Rounds * all.Calls.Count * 1024, $"{managedGrowth} managed bytes more.");
            Assert.True(nativeGrowth is null or < 16 << 20, $"{nativeGrowth} native bytes more.");
        }

        Assert.Equal(images, ImageBuffer.LiveCount);
        Assert.Equal(buffers, NativeBuffer.LiveCount);
    }

    private static Task Soak(Tasks all, string[] expected) => Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Factory.StartNew(
        () =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                for (int i = 0; i < all.Calls.Count; i++)
                {
                    // Each caller in another order, so that different tasks meet.
                    int which = (i * (caller % 2 == 0 ? 1 : all.Calls.Count - 1) + caller + round) % all.Calls.Count;
                    Assert.Equal(expected[which], all.Calls[which]());
                }
            }
        }, Cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    private sealed class Tasks : IDisposable
    {
        private static readonly VipsCodec Codec = new();

        private readonly List<IDisposable> _owned = [];

        public Tasks()
        {
            // Without ONNX Runtime's arenas, which grow in doubling steps until as many callers have met as ever will: what is looked for is what is never given back.
            ModelSessionOptions session = TinyDetector.OneThread with { ConfigureOnnxRuntime = static native => native.EnableCpuMemArena = false };
            ImageClassifier classifier = Own(ImageClassifier.Load(Model("squeezenet1_1_int8_qdq"), new() { Session = session }));
            ObjectDetector detector = Own(ObjectDetector.Load(Model("yolox_nano"), new() { Session = session }));
            FaceAnalyzer faces = Own(FaceAnalyzer.Of(
                Own(FaceDetector.Load(Model("yunet_n_dynamic"), new() { Session = session })),
                Own(FaceLandmarker.Load(Model("pfld_ghostone_112"), new() { Session = session })),
                Own(FaceEmbedder.Load(Model("mobilefacenet_112"), new() { Session = session }))));
            SemanticSegmenter segmenter = Own(SemanticSegmenter.Load(Model("deeplabv3_mnv2_257"), new() { Session = session }));
            ImageUpscaler upscaler = Own(ImageUpscaler.Load(Model("super_resolution_x3"), new() { Session = session }));
            OcrReader reader = Own(OcrReader.Load(Model("en_PP-OCRv3_det"), Model("en_number_v2_rec"), Model("ppocr_v2_cls"), new() { Session = session }));

            ImageBuffer lion = Picture("lion.png"), bus = Picture("bus.jpg"), family = Picture("faces_family.jpg"), dog = Picture("golden_retriever.jpg");
            ImageBuffer plate = Picture("ocr_plate_alaska.jpg"), turned = Picture("ocr_phototest_rot180.png"), kitten = Picture("kitten_224.png");
            Calls =
            [
                () => Text(classifier.Classify(lion).Select(static c => $"{c.ClassId} {Exact(c.Score)}")),
                () => Text(detector.Detect(bus).Select(static d => $"{d.ClassId} {Exact(d.Score)} {Exact(d.Box.X1)} {Exact(d.Box.Y2)}")),
                () => Text(faces.Analyze(family).Select(static f => $"{Exact(f.Score)} {Exact(f.Box.X1)} {Exact(f.Landmarks[0].X)} {Exact(f.Embedding!.Values[0])}")),
                () => Text(reader.Read(plate).Select(static l => $"{l.Text} {Exact(l.Score)} {Exact(l.Quad.TopLeft.X)}")),
                () => Text(reader.Read(turned).Select(static l => $"{l.Text} {Exact(l.Score)}")),
                () =>
                {
                    using SegmentationMap map = segmenter.Segment(dog);
                    return Convert.ToHexStringLower(SHA256.HashData(map.ClassIds));
                },
                () =>
                {
                    using ImageBuffer large = upscaler.Upscale(kitten);
                    return Convert.ToHexStringLower(SHA256.HashData(large.Pixels));
                },
            ];
        }

        public IReadOnlyList<Func<string>> Calls { get; }

        public void Dispose()
        {
            foreach (IDisposable owned in Enumerable.Reverse(_owned)) owned.Dispose();
        }

        private T Own<T>(T owned) where T : IDisposable
        {
            _owned.Add(owned);
            return owned;
        }

        private ImageBuffer Picture(string name) => Own(Codec.Decode(TestData.Path($"images/{name}")));

        private static string Model(string name) => TestData.Path($"models/{name}.onnx");

        private static string Text(IEnumerable<string> parts) => string.Join("; ", parts);

        private static string Exact(float value) => value.ToString("R", CultureInfo.InvariantCulture);
    }
}
