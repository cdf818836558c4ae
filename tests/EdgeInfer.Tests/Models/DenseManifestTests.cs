using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;
using EdgeInfer.Tests.Vision;

namespace EdgeInfer.Tests.Models;

/// <summary>What manifests say of masks, joints and pictures, and what models say of them by themselves.</summary>
public sealed class DenseManifestTests
{
    [Fact]
    public void Every_property_comes_back_from_json()
    {
        var manifest = new ModelManifest
        {
            Task = ModelTask.Pose,
            Decoder = DecoderFamily.SimCc,
            MaskThreshold = 0.4f,
            Sigmoid = true,
            Keypoints = ["nose", "tail"],
            OutputRange = [-1, 1],
            LabelSet = "voc-21",
        };
        string json = manifest.ToJson();
        Assert.Contains("\"simCc\"", json);
        ModelManifest read = ModelManifest.Parse(json);
        Assert.Equal((0.4f, true), (read.MaskThreshold, read.Sigmoid));
        Assert.Equal(["nose", "tail"], read.Keypoints);
        Assert.Equal([-1, 1], read.OutputRange);
        Assert.Equal(21, read.Labels.Count);
        Assert.Equal(("background", "tvmonitor"), (read.Labels[0], read.Labels[20]));

        string plain = new ModelManifest { Task = ModelTask.Segment }.ToJson();
        Assert.All((string[])["maskThreshold", "sigmoid", "keypoints", "outputRange"], name => Assert.DoesNotContain(name, plain));
    }

    [Theory]
    [InlineData("""{ "task": "segment", "maskThreshold": 1.5 }""", "maskThreshold")]
    [InlineData("""{ "task": "imageToImage", "outputRange": [0] }""", "outputRange")]
    [InlineData("""{ "task": "imageToImage", "outputRange": [1, 1] }""", "outputRange")]
    [InlineData("""{ "task": "pose" }""", "decoder")]
    [InlineData("""{ "task": "segmentInstances" }""", "decoder")]
    public void Values_out_of_range_are_named(string json, string property) =>
        Assert.Contains(property, Assert.Throws<ManifestException>(() => ModelManifest.Parse(json)).Message);

    [Fact]
    public void Rtmpose_is_recognised_by_its_outputs()
    {
        using ModelSession session = ModelSession.Load(TinyPose.SeesBrightness(DecoderFamily.SimCc), "rtm", TinyDetector.OneThread);
        ResolvedManifest found = ModelManifest.Find(session)!;
        Assert.Contains("signature", found.Origin);
        Assert.Equal((ModelTask.Pose, DecoderFamily.SimCc), (found.Manifest.Task, found.Manifest.Decoder));
        Assert.Equal([123.675f, 116.28f, 103.53f], found.Manifest.Input.Mean);
        Assert.Equal(ColorOrder.Rgb, found.Manifest.Input.Color);
    }

    [Fact]
    public void A_pose_model_of_seventeen_joints_has_cocos_names()
    {
        float[] output = new float[56 * TinyDetector.Cells];
        byte[] model = TinyDetector.Constant("1,3,32,32", ("output0", $"1,56,{TinyDetector.Cells}", output))
            .Metadata("task", "pose").Metadata("names", "{0: 'person'}").Metadata("kpt_shape", "[17, 3]").ToArray();
        using ModelSession session = ModelSession.Load(model, "pose", TinyDetector.OneThread);
        ModelManifest found = ModelManifest.Find(session)!.Manifest;
        Assert.Equal(ModelTask.Pose, found.Task);
        Assert.Equal(17, found.Keypoints.Count);
        Assert.Equal(("nose", "right ankle"), (found.Keypoints[0], found.Keypoints[16]));
        Assert.Equal(ResizeMode.Letterbox, found.Input.Resize);
    }

    [Fact]
    public void Metadata_that_does_not_fit_the_outputs_is_not_believed()
    {
        float[] output = new float[11 * TinyDetector.Cells];
        byte[] model = TinyDetector.Constant("1,3,32,32", ("output0", $"1,11,{TinyDetector.Cells}", output))
            .Metadata("task", "pose").Metadata("names", "{0: 'person'}").Metadata("kpt_shape", "[17, 3]").ToArray();
        using ModelSession session = ModelSession.Load(model, "pose", TinyDetector.OneThread);
        Assert.NotEqual(ModelTask.Pose, ModelManifest.Find(session)?.Manifest.Task);
    }

    [Fact]
    public void A_model_that_gives_a_map_and_says_nothing_gets_a_skeleton_for_segmentation()
    {
        ManifestException error = Assert.Throws<ManifestException>(() => EdgeInfer.Vision.SemanticSegmenter.Load(TinySegmenter.Planar(), "unknown"));
        Assert.Contains("\"segment\"", error.Skeleton);
    }

    [Theory]
    [InlineData("deeplabv3_mnv2_257", ModelTask.Segment, 21)]
    [InlineData("super_resolution_x3", ModelTask.ImageToImage, 0)]
    public void Known_models_are_in_the_catalogue(string model, ModelTask task, int labels)
    {
        using ModelSession session = ModelSession.Load(TestData.Path($"models/{model}.onnx"), TinyDetector.OneThread);
        ResolvedManifest found = ModelManifest.Find(session)!;
        Assert.Contains("catalogue", found.Origin);
        Assert.Equal((task, labels), (found.Manifest.Task, found.Manifest.Labels.Count));
    }
}
