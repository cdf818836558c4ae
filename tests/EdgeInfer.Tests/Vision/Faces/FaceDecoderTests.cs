using EdgeInfer.Imaging;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Faces;

/// <summary>SCRFD, RetinaFace and YuNet with known outputs, worked out by hand, found by their signature.</summary>
public sealed class FaceDecoderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // 128 × 128 in a 64 × 64 input: everything doubles.
    [Theory]
    [InlineData(true, false, true)]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(false, false, true)]
    [InlineData(false, true, false)]
    public void Scrfd_reads_distances_from_cells(bool landmarks, bool batchAxis, bool named)
    {
        byte[] model = TinyFaces.Scrfd(landmarks, batchAxis, named).ToArray();
        using FaceDetector detector = FaceDetector.Load(model, "scrfd", TinyFaces.Options);
        using ImageBuffer image = SolidPicture.Black(128, 128);

        IReadOnlyList<Face> faces = detector.Detect(image, Cancel);

        Assert.Equal((0.5f, 0.4f, landmarks), (detector.Confidence, detector.Iou, detector.GivesLandmarks));
        Assert.Equal([(0.9f, new BoundingBox(32, 0, 96, 96)), (0.6f, new BoundingBox(0, 32, 64, 128))], faces.Select(static f => (f.Score, f.Box)));
        if (!landmarks)
        {
            Assert.All(faces, static f => Assert.Empty(f.Landmarks));
            return;
        }

        Assert.Equal(Enumerable.Range(0, 5).Select(static k => new Keypoint(48 + 8 * k, 32 + 4 * k)), faces[0].Landmarks);
        Assert.Equal(Enumerable.Range(0, 5).Select(static k => new Keypoint(16 * k, 64 - 16 * k)), faces[1].Landmarks);
        // Also as objects.
        using ObjectDetector objects = ObjectDetector.Load(model, "scrfd", new ObjectDetectorOptions { Session = TinyDetector.OneThread });
        Assert.Equal(["face", "face"], objects.Detect(image, Cancel).Select(static d => d.Label));
    }

    // 128 × 64: the picture fills the upper half of the input, boxes end at its edge, landmarks do not.
    [Fact]
    public void Letterboxed_faces_are_clipped_and_their_landmarks_not()
    {
        using FaceDetector detector = FaceDetector.Load(TinyFaces.Scrfd().ToArray(), "scrfd", TinyFaces.Options);
        using ImageBuffer image = SolidPicture.Black(128, 64);

        IReadOnlyList<Face> faces = detector.Detect(image, Cancel);

        Assert.Equal([new BoundingBox(32, 0, 96, 64), new BoundingBox(0, 32, 64, 64)], faces.Select(static f => f.Box));
        Assert.Equal(new Keypoint(0, 64), faces[1].Landmarks[0]);
    }

    [Theory]
    [InlineData("lcm")]
    [InlineData("cml")]
    [InlineData("mlc")]
    public void RetinaFace_reads_offsets_from_priors(string order)
    {
        using FaceDetector detector = FaceDetector.Load(TinyFaces.RetinaFace(order).ToArray(), "retina", TinyFaces.Options);
        using ImageBuffer image = SolidPicture.Black(64, 64);

        IReadOnlyList<Face> faces = detector.Detect(image, Cancel);

        Assert.Equal((0.6f, 0.4f, true), (detector.Confidence, detector.Iou, detector.GivesLandmarks));
        Assert.Equal(2, faces.Count);
        AssertClose(0.8f, new(20, 0, 52, 12), faces[0]);
        AssertClose(0.7f, new(24, 24, 56, 56), faces[1]);
        GoldenFaces.AssertClose([.. Enumerable.Range(0, 5).Select(static k => new Keypoint(20 + 3.2f * k, 12 - 3.2f * k))], faces[0].Landmarks, 1e-4f, "first");
        GoldenFaces.AssertClose([.. Enumerable.Repeat(new Keypoint(48, 48), 5)], faces[1].Landmarks, 1e-4f, "second");
    }

    [Fact]
    public void YuNet_landmarks_are_offsets_from_cells()
    {
        (string, string, float[])[] outputs =
        [
            .. new[] { (8, 16), (16, 4), (32, 1) }.SelectMany(static level => new (string, string, float[])[]
            {
                ($"cls_{level.Item1}", $"1,{level.Item2},1", new float[level.Item2]),
                ($"obj_{level.Item1}", $"1,{level.Item2},1", new float[level.Item2]),
                ($"bbox_{level.Item1}", $"1,{level.Item2},4", new float[level.Item2 * 4]),
                ($"kps_{level.Item1}", $"1,{level.Item2},10", [.. Enumerable.Range(0, level.Item2 * 10).Select(static v => v % 10 / 4f)]),
            }),
        ];
        // Cell (1, 1) of stride 16.
        foreach ((string name, _, float[] content) in outputs)
        {
            if (name is "cls_16" or "obj_16") content[3] = 1;
        }

        using FaceDetector detector = FaceDetector.Load(TinyDetector.Constant("1,3,32,32", outputs).ToArray(), "yunet", TinyFaces.Options);
        using ImageBuffer image = SolidPicture.Black(32, 32);

        Face face = Assert.Single(detector.Detect(image, Cancel));
        Assert.Equal(new BoundingBox(8, 8, 24, 24), face.Box);
        Assert.Equal(Enumerable.Range(0, 5).Select(static k => new Keypoint(16 + 8 * k, 20 + 8 * k)), face.Landmarks);
    }

    [Fact]
    public void Landmarks_that_are_no_points_are_left_out()
    {
        TestModelOutputs(float.NaN);
        TestModelOutputs(1e30f);

        static void TestModelOutputs(float value)
        {
            byte[] model = TinyDetector.Constant("1,3,32,32",
                [.. new[] { ("score", 1, 1f), ("bbox", 4, 0.5f), ("kps", 10, value) }.SelectMany(static kind => new[] { 8, 16, 32 }.Select(stride =>
                    ($"{kind.Item1}_{stride}", $"{2 * (32 / stride) * (32 / stride)},{kind.Item2}",
                    Enumerable.Repeat(kind.Item3, 2 * (32 / stride) * (32 / stride) * kind.Item2).ToArray())))]).ToArray();
            using FaceDetector detector = FaceDetector.Load(model, "broken", TinyFaces.Options);
            using ImageBuffer image = SolidPicture.Black(32, 32);
            IReadOnlyList<Face> faces = detector.Detect(image, Cancel);
            Assert.NotEmpty(faces);
            Assert.All(faces, static f => Assert.Empty(f.Landmarks));
        }
    }

    [Theory]
    // As InsightFace exports it: sizes free, but those of 640 × 640 left in the outputs.
    [InlineData("1,3,?,?", 12800, 640)]
    [InlineData("?,3,h,w", 3200, 320)]
    // No square has as many anchors.
    [InlineData("1,3,?,?", 9600, 640)]
    public void Scrfd_of_free_size_takes_the_size_it_was_traced_with(string input, int anchors, int side)
    {
        TestModel model = new TestModel().Input("input.1", TensorElementType.Float32, input);
        int number = 448;
        foreach (int values in (int[])[1, 4, 10])
        {
            foreach (int share in (int[])[1, 4, 16])
            {
                (string name, int rows) = ($"{number++}", anchors / share);
                model.Constant($"{name}_content", $"{rows},{values}", new float[rows * values])
                    .Node("Identity", [$"{name}_content"], [name])
                    .Output(name, TensorElementType.Float32, $"{rows},{values}");
            }
        }

        using ModelSession session = ModelSession.Load(model.ToArray(), "scrfd", TinyDetector.OneThread);
        ModelManifest manifest = ModelManifest.Find(session)!.Manifest;
        Assert.Equal((DecoderFamily.Scrfd, side, side), (manifest.Decoder, manifest.Input.Width, manifest.Input.Height));
        Assert.Equal([127.5f], manifest.Input.Mean);
        Assert.Equal([128f], manifest.Input.Std);
    }

    [Fact]
    public void Models_that_only_look_alike_are_not_recognised()
    {
        // RetinaFace with other priors, and one of free size, which may have them.
        AssertUnknown(TinyDetector.Constant("1,3,64,64", ("a", "1,100,4", new float[400]), ("b", "1,100,2", new float[200]), ("c", "1,100,10", new float[1000])));
        AssertUnknown(TinyDetector.Constant("1,3,h,w", ("a", "1,168,4", new float[672]), ("b", "1,168,2", new float[336]), ("c", "1,168,10", new float[1680])));
        // SCRFD's numbers of outputs with one anchor a cell, or of unknown meaning.
        AssertUnknown(TinyFaces.Scrfd(input: "1,3,32,32"));
        AssertUnknown(TinyDetector.Constant("1,3,?,?", [.. Enumerable.Range(0, 6).Select(static i => ($"o{i}", i < 3 ? "7,1" : "7,4", new float[i < 3 ? 7 : 28]))]));

        static void AssertUnknown(TestModel model)
        {
            using ModelSession session = ModelSession.Load(model.ToArray(), "unknown", TinyDetector.OneThread);
            Assert.Null(ModelManifest.Find(session));
        }
    }

    [Theory]
    [InlineData(DecoderFamily.Scrfd, "has 32 anchors, two a cell; the model gave 128 scores")]
    [InlineData(DecoderFamily.RetinaFace, "RetinaFace has 42 priors on a 32×32 input; the model gave 168 boxes")]
    public void Outputs_that_do_not_fit_the_input_are_told_before_a_wrong_face_comes_out(DecoderFamily family, string message)
    {
        TestModel model = family == DecoderFamily.Scrfd
            ? TinyFaces.Scrfd(input: "1,3,32,32")
            : TinyDetector.Constant("1,3,32,32", ("a", "1,168,4", new float[672]), ("b", "1,168,2", new float[336]), ("c", "1,168,10", new float[1680]));
        using FaceDetector detector = FaceDetector.Load(model.ToArray(), "odd", TinyFaces.Options with { Manifest = TinyDetector.Manifest(family, "face") });
        using ImageBuffer image = SolidPicture.Black(32, 32);
        Assert.Contains(message, Assert.Throws<ModelMismatchException>(() => detector.Detect(image, Cancel)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DecoderFamily.Scrfd, "its decoder reads 6 outputs, or 9 with landmarks")]
    [InlineData(DecoderFamily.RetinaFace, "its decoder reads 3 outputs")]
    public void A_manifest_of_another_family_is_refused(DecoderFamily family, string message)
    {
        var error = Assert.Throws<ModelMismatchException>(() => FaceDetector.Load(
            TinyDetector.SeesWhite(), "yolo", TinyFaces.Options with { Manifest = TinyDetector.Manifest(family, "face") }));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static void AssertClose(float score, BoundingBox box, Face face)
    {
        Assert.Equal(score, face.Score);
        Assert.Equal(box.X1, face.Box.X1, 1e-3f);
        Assert.Equal(box.Y1, face.Box.Y1, 1e-3f);
        Assert.Equal(box.X2, face.Box.X2, 1e-3f);
        Assert.Equal(box.Y2, face.Box.Y2, 1e-3f);
    }
}
