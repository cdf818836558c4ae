using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Faces;

public sealed class FaceEmbedderTests
{
    private static readonly FaceEmbedderOptions Options = new() { Session = TinyDetector.OneThread, Manifest = TinyFaces.EmbedManifest };

    private static readonly Keypoint[] InPlace = [.. AffineTransform.ArcFaceLandmarks.ToArray().Select(static p => new Keypoint(p.X, p.Y))];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(112)]
    [InlineData(128)]
    [InlineData(224)]
    public void The_aligned_face_is_embedded_with_length_1(int side)
    {
        using FaceEmbedder embedder = FaceEmbedder.Load(TinyFaces.Embedder(side: side), "tiny", Options);
        using ImageBuffer image = Colored(400, 400, 60, 0, 80);
        Embedding embedding = embedder.Embed(image, [.. InPlace.Select(static p => new Keypoint(p.X + 100, p.Y + 100))], Cancel);

        Assert.Equal((3, 3, 64), (embedder.Dimension, embedding.Dimension, embedder.ModelSha256.Length));
        Assert.Equal(embedder.ModelSha256, embedding.Model);
        // The model sums up to 50,176 values in float32.
        Assert.Equal([0.6, 0, 0.8], embedding.ToArray().Select(static v => Math.Round(v, 3)));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("n")]
    public async Task Several_faces_are_embedded_as_each_alone(string batch)
    {
        using FaceEmbedder embedder = FaceEmbedder.Load(TinyFaces.Embedder(batch), "tiny", Options);
        using var image = new ImageBuffer(300, 300, PixelFormat.Bgra32);
        new Random(4).NextBytes(image.Pixels);
        Face[] faces = [.. Enumerable.Range(0, 11).Select(static i => new Face(1, default, [.. InPlace.Select(p => new Keypoint(p.X * 0.3f + 20 * i, p.Y * 0.4f + 10 * i))]))];

        IReadOnlyList<Embedding> together = embedder.Embed(image, faces, Cancel);

        Assert.Equal(faces.Length, together.Count);
        for (int i = 0; i < faces.Length; i++) Assert.Equal(embedder.Embed(image, faces[i].Landmarks, Cancel).ToArray(), together[i].ToArray());
        Assert.Equal(together.Select(static e => e.ToArray()), (await embedder.EmbedAsync(image, faces, Cancel)).Select(static e => e.ToArray()));
        Assert.Equal(together[3].ToArray(), (await embedder.EmbedAsync(image, faces[3].Landmarks, Cancel)).ToArray());
        Assert.Equal(together[3].ToArray(), embedder.Embed(image, faces[3].Landmarks, out StageTimings timings, Cancel).ToArray());
        Assert.True(timings.Preprocess > TimeSpan.Zero && timings.Inference > TimeSpan.Zero);
        Assert.Empty(embedder.Embed(image, (IReadOnlyList<Face>)[], Cancel));
    }

    [Fact]
    public void The_threshold_is_the_options_else_the_manifests_else_the_usual_one()
    {
        Assert.Equal(0.4f, Threshold(Options));
        Assert.Equal(0.3f, Threshold(Options with { Manifest = TinyFaces.EmbedManifest with { Similarity = 0.3f } }));
        Assert.Equal(0.6f, Threshold(Options with { Manifest = TinyFaces.EmbedManifest with { Similarity = 0.3f }, Threshold = 0.6f }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Threshold(Options with { Threshold = 2 }));

        static float Threshold(FaceEmbedderOptions options)
        {
            using FaceEmbedder embedder = FaceEmbedder.Load(TinyFaces.Embedder(), "tiny", options);
            return embedder.Threshold;
        }
    }

    [Fact]
    public void Faces_are_verified_and_galleries_made_for_the_model()
    {
        using FaceEmbedder embedder = FaceEmbedder.Load(TinyFaces.Embedder(), "tiny", Options);
        using ImageBuffer red = Colored(112, 112, 200, 0, 0), reddish = Colored(112, 112, 200, 100, 0), blue = Colored(112, 112, 0, 0, 200);
        Embedding a = embedder.Embed(red, InPlace, Cancel), b = embedder.Embed(reddish, InPlace, Cancel), c = embedder.Embed(blue, InPlace, Cancel);
        Assert.True(embedder.Verify(a, b).IsSamePerson);
        Assert.False(embedder.Verify(a, c).IsSamePerson);
        Assert.False(embedder.Verify(a, b, threshold: 0.95f).IsSamePerson);

        FaceGallery gallery = embedder.CreateGallery();
        gallery.Enrol("red", a);
        gallery.Enrol("blue", c);
        Assert.Equal("red", Assert.Single(gallery.Identify(b, embedder.Threshold)).Name);
        using FaceEmbedder other = FaceEmbedder.Load(TinyFaces.Embedder("n"), "tiny", Options);
        Assert.NotEqual(embedder.ModelSha256, other.ModelSha256);
        Assert.Throws<ArgumentException>(() => gallery.Identify(other.Embed(red, InPlace, Cancel), 0));
        Assert.Throws<ArgumentException>(() => embedder.Verify(a, other.Embed(red, InPlace, Cancel)));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(160)]
    public void Inputs_that_faces_are_not_aligned_to_are_refused(int side)
    {
        var error = Assert.Throws<ModelMismatchException>(() => FaceEmbedder.Load(TinyFaces.Embedder(side: side), "tiny", Options));
        Assert.Contains($"takes {side}×{side}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Vectors_without_direction_are_told()
    {
        using FaceEmbedder embedder = FaceEmbedder.Load(TinyFaces.Embedder(), "tiny", Options);
        using ImageBuffer black = SolidPicture.Black(112, 112);
        Assert.Contains("tiny gave a vector that cannot be compared: The vector is all zeros", Assert.Throws<InferenceException>(() => embedder.Embed(black, InPlace, Cancel)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Landmarks_and_pictures_that_are_none_are_refused()
    {
        using FaceEmbedder embedder = FaceEmbedder.Load(TinyFaces.Embedder(), "tiny", Options);
        using ImageBuffer image = SolidPicture.White(112, 112);
        Assert.Throws<ArgumentException>(() => embedder.Embed(default, InPlace, Cancel));
        Assert.Throws<ArgumentException>(() => embedder.Embed(image, InPlace[..3], Cancel));
        Assert.Throws<ArgumentException>(() => embedder.Embed(image, [new Face(1, default, [])], Cancel));
        Assert.ThrowsAny<OperationCanceledException>(() => embedder.Embed(image, InPlace, new CancellationToken(true)));
        embedder.Dispose();
        Assert.Throws<ObjectDisposedException>(() => embedder.Embed(image, InPlace, Cancel));
    }

    /// <summary>A copy elsewhere, or weights that lie in a file beside the model: the hash follows the contents.</summary>
    [Fact]
    public void Models_are_told_apart_by_all_their_weights()
    {
        using var folder = new TemporaryFolder();
        string[] hashes = [Hash("a", 1), Hash("b", 1), Hash("c", 2)];
        Assert.Equal(hashes[0], hashes[1]);
        Assert.NotEqual(hashes[0], hashes[2]);

        string Hash(string name, float weight)
        {
            string own = Directory.CreateDirectory(folder.File(name)).FullName;
            byte[] model = new TestModel()
                .Input("face", TensorElementType.Float32, "1,3,112,112")
                .Node("GlobalAveragePool", ["face"], ["means"])
                .Node("Flatten", ["means"], ["rgb"])
                .ExternalConstant("weights", "3", "weights.bin", 12)
                .Node("Mul", ["rgb", "weights"], ["vector"])
                .Output("vector", TensorElementType.Float32, "1,3")
                .ToArray();
            File.WriteAllBytes(Path.Combine(own, "model.onnx"), model);
            File.WriteAllBytes(Path.Combine(own, "weights.bin"), [.. BitConverter.GetBytes(weight), .. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(1f)]);
            using FaceEmbedder embedder = FaceEmbedder.Load(Path.Combine(own, "model.onnx"), Options);
            return embedder.ModelSha256;
        }
    }

    private static ImageBuffer Colored(int width, int height, byte red, byte green, byte blue)
    {
        var image = new ImageBuffer(width, height, PixelFormat.Rgb24);
        for (int i = 0; i < image.Pixels.Length; i += 3) (image.Pixels[i], image.Pixels[i + 1], image.Pixels[i + 2]) = (red, green, blue);
        return image;
    }
}
