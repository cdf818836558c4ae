using EdgeInfer.Imaging;
using EdgeInfer.Models;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Faces;

public sealed class FaceAnalyzerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Faces_carry_what_models_were_given_for()
    {
        using ImageBuffer image = GoldenFaces.Decode("images/faces_couple_baby.jpg");
        using FaceAnalyzer boxes = FaceAnalyzer.Load(Model("ultraface_rfb_320"));
        Assert.All(Analyze(boxes), static f => Assert.Equal((0, null), (f.Landmarks.Count, f.Embedding)));
        using FaceAnalyzer five = FaceAnalyzer.Load(Model("yunet_n_dynamic"), embedder: Model("mobilefacenet_112"));
        Assert.All(Analyze(five), static f => Assert.Equal((5, 128), (f.Landmarks.Count, f.Embedding!.Dimension)));
        using FaceAnalyzer many = FaceAnalyzer.Load(Model("ultraface_rfb_320"), Model("pfld_ghostone_112"), Model("mobilefacenet_112"));
        Assert.All(Analyze(many), static f => Assert.Equal((98, 128), (f.Landmarks.Count, f.Embedding!.Dimension)));

        IReadOnlyList<Face> Analyze(FaceAnalyzer analyzer)
        {
            IReadOnlyList<Face> faces = analyzer.Analyze(image, Cancel);
            Assert.Equal(3, faces.Count);
            return faces;
        }
    }

    [Fact]
    public void It_says_what_its_models_say()
    {
        using FaceAnalyzer analyzer = FaceAnalyzer.Load(Model("yunet_n_dynamic"), Model("pfld_ghostone_112"), Model("mobilefacenet_112"));
        using ImageBuffer image = GoldenFaces.Decode("images/faces_cafe.jpg");
        foreach (Face face in analyzer.Analyze(image, Cancel))
        {
            Assert.Equal(analyzer.Landmarker!.Locate(image, face.Box, Cancel), face.Landmarks);
            Assert.Equal(analyzer.Embedder!.Embed(image, face.Landmarks, Cancel).ToArray(), face.Embedding!.ToArray());
        }
    }

    [Fact]
    public async Task Every_way_to_call_it_says_the_same()
    {
        using FaceAnalyzer analyzer = FaceAnalyzer.Load(Model("yunet_n_dynamic"), embedder: Model("mobilefacenet_112"));
        ImageBuffer[] images = [.. new[] { "faces_cafe.jpg", "goldfish.jpg", "id_dad1.jpg" }.Select(static n => GoldenFaces.Decode($"images/{n}"))];
        string[] expected = [.. images.Select(i => Describe(analyzer.Analyze(i, Cancel)))];
        Assert.Equal(expected, analyzer.Analyze(images, Cancel).Select(Describe));
        Assert.Equal(expected, (await analyzer.AnalyzeAsync(images, Cancel)).Select(Describe));
        Assert.Equal(expected[0], Describe(await analyzer.AnalyzeAsync(images[0], Cancel)));
        Assert.Equal(expected[2], Describe(analyzer.Analyze(images[2], out StageTimings timings, Cancel)));
        Assert.True(timings.Inference > TimeSpan.Zero);
        foreach (ImageBuffer image in images) image.Dispose();
    }

    [Fact]
    public void Eight_threads_say_what_one_says()
    {
        using FaceAnalyzer analyzer = FaceAnalyzer.Load(Model("yunet_n_dynamic"), Model("pfld_ghostone_112"), Model("mobilefacenet_112"));
        string[] names = ["id_dad1", "id_dad2", "id_dad3", "id_mom1", "id_mom2", "id_son1", "id_son2", "id_daughter1"];
        ImageBuffer[] images = [.. names.Select(static n => GoldenFaces.Decode($"images/{n}.jpg"))];
        string[] expected = [.. images.Select(i => Describe(analyzer.Analyze(i, Cancel)))];
        Assert.Equal(names.Length, expected.Distinct().Count());

        // Threads of their own, so that all eight are in it at once.
        Thread[] threads = new Thread[8];
        var failures = new List<string>();
        for (int t = 0; t < threads.Length; t++)
        {
            int first = t;
            threads[t] = new Thread(() =>
            {
                for (int round = 0; round < 3; round++)
                {
                    int which = (first + round) % images.Length;
                    string found = Describe(analyzer.Analyze(images[which], Cancel));
                    if (found != expected[which]) lock (failures) failures.Add($"{names[which]}: {found} instead of {expected[which]}");
                }
            });
            threads[t].Start();
        }

        foreach (Thread thread in threads) thread.Join();
        Assert.Empty(failures);
        foreach (ImageBuffer image in images) image.Dispose();
    }

    /// <summary>SCRFD's constant faces: the second one's landmarks lie on one line, which can be aligned; a face without any cannot.</summary>
    [Fact]
    public void A_face_that_cannot_be_aligned_has_no_embedding()
    {
        byte[] model = TinyDetector.Constant("1,3,32,32",
            [.. new[] { ("score", 1, 0f), ("bbox", 4, 1f), ("kps", 10, 0f) }.SelectMany(static kind => new[] { 8, 16, 32 }.Select(stride =>
            {
                int anchors = 2 * (32 / stride) * (32 / stride);
                float[] content = [.. Enumerable.Repeat(kind.Item3, anchors * kind.Item2)];
                // One face, whose landmarks all lie in one place.
                if (kind.Item1 == "score" && stride == 32) content[0] = 0.9f;
                return ($"{kind.Item1}_{stride}", $"{anchors},{kind.Item2}", content);
            }))]).ToArray();
        using FaceAnalyzer analyzer = FaceAnalyzer.Of(
            FaceDetector.Load(model, "one point", TinyFaces.Options), null,
            FaceEmbedder.Load(TinyFaces.Embedder(), "tiny", new FaceEmbedderOptions { Session = TinyDetector.OneThread, Manifest = TinyFaces.EmbedManifest }));
        using ImageBuffer image = SolidPicture.White(32, 32);
        Face face = Assert.Single(analyzer.Analyze(image, Cancel));
        Assert.Equal((5, null), (face.Landmarks.Count, face.Embedding));
    }

    [Fact]
    public void An_embedder_needs_landmarks()
    {
        var error = Assert.Throws<ModelMismatchException>(() => FaceAnalyzer.Load(Model("ultraface_rfb_320"), embedder: Model("mobilefacenet_112")));
        Assert.Contains("ultraface_rfb_320.onnx gives none, and there is no landmark model", error.Message, StringComparison.Ordinal);

        using var detector = FaceDetector.Load(TinyDetector.SeesWhite(), "tiny", TinyFaces.Options with { Manifest = TinyDetector.Manifest(DecoderFamily.Ultralytics, "face", "other") });
        using var landmarker = FaceLandmarker.Load(TinyFaces.Landmarks("1", "1,4", 0, 0, 1, 1), "two points", new FaceLandmarkerOptions { Session = TinyDetector.OneThread, Manifest = TinyFaces.LandmarkManifest });
        using var embedder = FaceEmbedder.Load(TinyFaces.Embedder(), "tiny", new FaceEmbedderOptions { Session = TinyDetector.OneThread, Manifest = TinyFaces.EmbedManifest });
        error = Assert.Throws<ModelMismatchException>(() => FaceAnalyzer.Of(detector, landmarker, embedder));
        Assert.Contains("and two points gives 2", error.Message, StringComparison.Ordinal);
        // They stayed the caller's.
        using ImageBuffer image = SolidPicture.White(64, 64);
        Assert.Single(detector.Detect(image, Cancel));
    }

    [Fact]
    public void A_model_that_fails_to_load_leaves_nothing_behind()
    {
        Assert.Throws<ModelLoadException>(() => FaceAnalyzer.Load(Model("yunet_n_dynamic"), "no such file.onnx"));
        Assert.Throws<ModelMismatchException>(() => FaceAnalyzer.Load(Model("yunet_n_dynamic"), Model("mobilefacenet_112")));
    }

    private static string Model(string name) => TestData.Path($"models/{name}.onnx");

    private static string Describe(IReadOnlyList<Face> faces) =>
        string.Join('\n', faces.Select(static f => $"{f.Score:R} {f.Box} {string.Join(' ', f.Landmarks)} {string.Join(' ', f.Embedding?.ToArray() ?? [])}"));
}
