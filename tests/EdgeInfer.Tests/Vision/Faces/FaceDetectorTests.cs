using EdgeInfer.Imaging;
using EdgeInfer.Models;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Faces;

public sealed class FaceDetectorTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Only_faces_are_reported()
    {
        // Class 1 is found in (16, 16) – (32, 24) of 32 × 32, class 0 elsewhere and surer.
        using FaceDetector detector = Load("person", "Face");
        using ImageBuffer image = SolidPicture.White(64, 64);
        Face face = Assert.Single(detector.Detect(image, Cancel));
        Assert.Equal(new BoundingBox(32, 32, 64, 48), face.Box);
        Assert.Empty(face.Landmarks);
        Assert.Null(face.Embedding);
        Assert.False(detector.GivesLandmarks);
        Assert.Equal("face 0.60 (32, 32) – (64, 48)", face.ToString());
    }

    [Fact]
    public void Detectors_of_other_things_are_refused()
    {
        Assert.Contains("finds no class called 'face' (person, dog, according to", Assert.Throws<ModelMismatchException>(() => Load("person", "dog")).Message, StringComparison.Ordinal);
        Assert.Contains("2 classes without names", Assert.Throws<ModelMismatchException>(() => Load()).Message, StringComparison.Ordinal);
        Assert.Contains("use ImageClassifier", Assert.Throws<ModelMismatchException>(
            () => FaceDetector.Load(TestData.Path("models/mnist.onnx"), TinyFaces.Options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_replace_the_manifests_thresholds()
    {
        using ImageBuffer image = SolidPicture.Black(128, 128);
        byte[] model = TinyFaces.Scrfd().ToArray();
        Assert.Equal([0.9f], Scores(TinyFaces.Options with { Confidence = 0.7f }));
        // The two faces overlap by a fifth.
        Assert.Equal([0.9f], Scores(TinyFaces.Options with { Iou = 0.1f }));
        Assert.Equal([0.9f], Scores(TinyFaces.Options with { MaxFaces = 1 }));
        Assert.Equal([0.9f, 0.6f], Scores(TinyFaces.Options with { Iou = 0.3f, Confidence = 0.6f }));
        foreach (FaceDetectorOptions wrong in (FaceDetectorOptions[])[new() { Confidence = 1.1f }, new() { Iou = float.NaN }, new() { MaxFaces = 0 }])
            Assert.Throws<ArgumentOutOfRangeException>(() => FaceDetector.Load(model, "scrfd", wrong));

        IEnumerable<float> Scores(FaceDetectorOptions options)
        {
            using FaceDetector detector = FaceDetector.Load(model, "scrfd", options);
            return [.. detector.Detect(image, Cancel).Select(static f => f.Score)];
        }
    }

    [Theory]
    [InlineData("yunet_n_dynamic")]
    [InlineData("ultraface_rfb_320")]
    public async Task Every_way_to_call_it_says_the_same(string model)
    {
        using FaceDetector detector = FaceDetector.Load(TestData.Path($"models/{model}.onnx"), TinyFaces.Options);
        ImageBuffer[] images = [.. new[] { "faces_cafe.jpg", "goldfish.jpg", "faces_family.jpg", "astronaut.png", "faces_cafe.jpg" }.Select(static n => GoldenFaces.Decode($"images/{n}"))];
        IReadOnlyList<Face>[] expected = [.. images.Select(i => detector.Detect(i, Cancel))];
        AssertSame(expected, detector.Detect(images, Cancel));
        AssertSame(expected, await detector.DetectAsync(images, Cancel));
        AssertSame([expected[2]], [await detector.DetectAsync(images[2], Cancel)]);
        AssertSame([expected[2]], [detector.Detect(images[2], out StageTimings timings, Cancel)]);
        Assert.True(timings.Total > TimeSpan.Zero);
        foreach (ImageBuffer image in images) image.Dispose();
    }

    [Fact]
    public void Calls_that_make_no_sense_are_refused()
    {
        FaceDetector detector = FaceDetector.Load(TinyFaces.Scrfd().ToArray(), "scrfd", TinyFaces.Options);
        using ImageBuffer image = SolidPicture.Black(64, 64);
        Assert.Throws<ArgumentException>(() => detector.Detect(default(ImageView), Cancel));
        Assert.Throws<ArgumentException>(() => detector.Detect([image, null!], Cancel));
        Assert.Empty(detector.Detect((IReadOnlyList<ImageBuffer>)[], Cancel));
        Assert.ThrowsAny<OperationCanceledException>(() => detector.Detect(image, new CancellationToken(true)));
        detector.Dispose();
        detector.Dispose();
        Assert.Throws<ObjectDisposedException>(() => detector.Detect(image, Cancel));
    }

    private static FaceDetector Load(params string[] labels) =>
        FaceDetector.Load(TinyDetector.SeesWhite(), "tiny", TinyFaces.Options with { Manifest = TinyDetector.Manifest(DecoderFamily.Ultralytics, labels) });

    private static void AssertSame(IReadOnlyList<Face>[] expected, IReadOnlyList<IReadOnlyList<Face>> found)
    {
        Assert.Equal(expected.Length, found.Count);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].Select(static f => (f.Score, f.Box)), found[i].Select(static f => (f.Score, f.Box)));
            Assert.Equal(expected[i].SelectMany(static f => f.Landmarks), found[i].SelectMany(static f => f.Landmarks));
        }
    }
}
