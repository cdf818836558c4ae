using System.Text.Json;
using EdgeInfer.Imaging;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Faces;

/// <summary>Known face models on photographs, with nothing but the model file named, against their reference implementations.</summary>
public sealed class FaceGoldenTests
{
    private const float MinIoU = 0.9f;
    private const float ScoreTolerance = 0.05f;

    /// <summary>Of the longer side of the face's box.</summary>
    private const float LandmarkTolerance = 0.02f;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Pictures => DetectionGoldenTests.FacePictures;

    [Theory]
    [MemberData(nameof(Pictures))]
    public void UltraFace_finds_the_reference_faces(string picture) => CheckFaces($"ultraface_rfb_320__{picture}", landmarks: 0);

    [Theory]
    [MemberData(nameof(Pictures))]
    public void YuNet_finds_the_reference_faces_and_landmarks(string picture) => CheckFaces($"yunet_n_dynamic__{picture}", landmarks: 5);

    [Theory]
    [InlineData("astronaut")]
    [InlineData("face_glasses")]
    [InlineData("face_helmet")]
    [InlineData("faces_cafe")]
    [InlineData("faces_couple_baby")]
    [InlineData("id_dad1")]
    public void Pfld_gives_the_reference_landmarks(string picture)
    {
        GoldenCase golden = GoldenCase.Read($"pfld_ghostone_112__{picture}");
        using FaceLandmarker landmarker = FaceLandmarker.Load(golden.ModelPath);
        using ImageBuffer image = golden.DecodeImage();
        Assert.Equal(98, landmarker.Count);

        JsonElement[] faces = [.. golden.Result.GetProperty("faces").EnumerateArray()];
        BoundingBox[] boxes = [.. faces.Select(static f => GoldenFaces.Box(f.GetProperty("face_box")))];
        IReadOnlyList<IReadOnlyList<Keypoint>> together = landmarker.Locate(image, boxes, Cancel);
        for (int i = 0; i < faces.Length; i++)
        {
            Keypoint[] expected = GoldenFaces.Points(faces[i].GetProperty("landmarks98"));
            IReadOnlyList<Keypoint> found = landmarker.Locate(image, boxes[i], Cancel);
            // One face at a time or several: the same.
            Assert.Equal(found, together[i]);
            GoldenFaces.AssertClose(expected, found, LandmarkTolerance * boxes[i].Width, $"{golden}, face {i}");
        }
    }

    [Fact]
    public void MobileFaceNet_gives_the_reference_vectors()
    {
        GoldenCase golden = GoldenCase.Read("mobilefacenet_112__id_family1");
        using FaceEmbedder embedder = FaceEmbedder.Load(golden.ModelPath);
        Assert.Equal((128, 0.45f, "b7120c095d60094f28a4a54ba6a8bf51b297a6273fb40ef6350dfec1f63d9507"), (embedder.Dimension, embedder.Threshold, embedder.ModelSha256));
        foreach (JsonElement face in golden.Result.GetProperty("faces").EnumerateArray())
        {
            using ImageBuffer image = GoldenFaces.Decode(face.GetProperty("image").GetString()!);
            Embedding embedding = embedder.Embed(image, GoldenFaces.Points(face.GetProperty("landmarks5")), Cancel);

            var expected = new Embedding([.. face.GetProperty("embedding").EnumerateArray().Select(static v => v.GetSingle())]);
            Assert.Equal(1, embedding.Norm, 1e-5);
            Assert.True(embedding.Similarity(expected) > 0.999f, $"{face.GetProperty("image")}: {embedding.Similarity(expected)}");
        }
    }

    /// <summary>Detector, alignment and recognition in one: one person told from another, whatever gives the landmarks.</summary>
    [Theory]
    [InlineData("yunet_n_dynamic", null)]
    [InlineData("yunet_n_dynamic", "pfld_ghostone_112")]
    [InlineData("ultraface_rfb_320", "pfld_ghostone_112")]
    public void The_same_person_is_told_from_others(string detector, string? landmarks)
    {
        GoldenCase golden = GoldenCase.Read("mobilefacenet_112__id_family1");
        using FaceAnalyzer analyzer = FaceAnalyzer.Load(
            TestData.Path($"models/{detector}.onnx"), landmarks is null ? null : TestData.Path($"models/{landmarks}.onnx"), golden.ModelPath);
        Dictionary<string, Embedding> vectors = golden.Result.GetProperty("faces").EnumerateArray()
            .Select(static f => f.GetProperty("image").GetString()!)
            .ToDictionary(static name => Path.GetFileName(name), name => Largest(analyzer, name));

        foreach (JsonElement pair in golden.Result.GetProperty("pairs").EnumerateArray())
        {
            string a = pair.GetProperty("a").GetString()!, b = pair.GetProperty("b").GetString()!;
            FaceVerification found = analyzer.Embedder!.Verify(vectors[a], vectors[b]);
            Assert.True(pair.GetProperty("same_person").GetBoolean() == found.IsSamePerson, $"{a} and {b}: {found}");
            // Other landmarks make other crops and other numbers.
            if (landmarks is null) Assert.Equal(pair.GetProperty("cosine").GetSingle(), found.Similarity, 0.01f);
        }

        static Embedding Largest(FaceAnalyzer analyzer, string name)
        {
            using ImageBuffer image = GoldenFaces.Decode(name);
            IReadOnlyList<Face> faces = analyzer.Analyze(image, Cancel);
            Assert.NotEmpty(faces);
            return faces.MaxBy(static f => f.Box.Width * f.Box.Height).Embedding!;
        }
    }

    private static void CheckFaces(string name, int landmarks)
    {
        GoldenCase golden = GoldenCase.Read(name);
        using FaceDetector detector = FaceDetector.Load(golden.ModelPath);
        using ImageBuffer image = golden.DecodeImage();
        Assert.Equal((golden.ScoreThreshold, landmarks > 0), (detector.Confidence, detector.GivesLandmarks));

        List<Face> unmatched = [.. detector.Detect(image, Cancel)];
        Assert.Equal(unmatched.Select(static f => f.Score).OrderDescending(), unmatched.Select(static f => f.Score));
        Assert.All(unmatched, face => Assert.Equal(landmarks, face.Landmarks.Count));
        foreach (JsonElement expected in golden.Result.GetProperty("faces").EnumerateArray())
        {
            BoundingBox box = GoldenFaces.Box(expected.GetProperty("box"));
            bool stable = expected.GetProperty("stable").GetBoolean();
            int match = unmatched.FindIndex(f => f.Box.IoU(box) >= MinIoU);
            if (match < 0)
            {
                Assert.False(stable, $"{name}: {box} is missing; found {string.Join("; ", unmatched)}");
                continue;
            }

            Face face = unmatched[match];
            unmatched.RemoveAt(match);
            Assert.Equal(expected.GetProperty("score").GetSingle(), face.Score, ScoreTolerance);
            if (landmarks > 0)
                GoldenFaces.AssertClose(GoldenFaces.Points(expected.GetProperty("landmarks5")), face.Landmarks, LandmarkTolerance * Math.Max(box.Width, box.Height), name);
        }

        Assert.All(unmatched, extra => Assert.True(extra.Score < golden.ScoreThreshold + ScoreTolerance, $"{name}: the reference reports nothing like {extra}"));
    }
}
