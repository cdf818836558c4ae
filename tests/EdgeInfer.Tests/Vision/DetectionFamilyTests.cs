using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

/// <summary>
/// Families without a public model at hand: each test builds a model with the family's exact output layout and works out by
/// hand what must come out. Input 32 × 32, a picture of 64 × 64 stretched into it: coordinates double.
/// </summary>
public sealed class DetectionFamilyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void YoloV5_multiplies_objectness_and_class()
    {
        float[] rows = [8, 8, 4, 6, 0.8f, 0.5f, 0.1f, /**/ 20, 20, 8, 8, 0.5f, 0.1f, 0.9f, /**/ 5, 5, 2, 2, 0.2f, 1, 1];
        AssertFound(Detect(DecoderFamily.YoloV5, 2, ("output0", "1,3,7", rows)), (1, 0.45f, 32, 32, 48, 48), (0, 0.4f, 12, 10, 20, 22));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void YoloV5_heads_are_decoded_with_the_manifests_anchors(bool planar)
    {
        // Logit 0 everywhere in the cell: centre in the middle of the cell, size = anchor, score = σ(4) · σ(4).
        const int classes = 1, values = 5 + classes;
        (string, string, float[])[] outputs = new (string, string, float[])[3];
        int[] cells = [4, 2, 1];
        for (int level = 0; level < 3; level++)
        {
            int side = cells[level];
            float[] logits = new float[3 * values * side * side];
            for (int anchor = 0; anchor < 3; anchor++)
            {
                for (int cell = 0; cell < side * side; cell++)
                {
                    bool hit = level == 1 && anchor == 2 && cell == 1;
                    for (int v = 4; v < values; v++) logits[At(anchor, cell, v, side)] = hit ? 4 : -20;
                }
            }

            outputs[level] = ($"o{level}", planar ? $"1,{3 * values},{side},{side}" : $"1,3,{side},{side},{values}", logits);
        }

        ModelManifest manifest = TinyDetector.Manifest(DecoderFamily.YoloV5Heads, "it") with { Anchors = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 8, 12, 1, 1, 1, 1, 1, 1] };
        float score = 1 / (1 + MathF.Exp(-4));
        // Stride 16, cell (1, 0): centre (24, 8) in the input.
        AssertFound(Detect(manifest, outputs), (0, score * score, 40, 4, 56, 28));

        int At(int anchor, int cell, int value, int side) => planar
            ? ((anchor * values) + value) * side * side + cell
            : (anchor * side * side + cell) * values + value;
    }

    [Fact]
    public void End_to_end_boxes_are_taken_as_they_are()
    {
        // Two boxes that overlap wholly: nothing may be suppressed.
        float[] rows = [4, 4, 12, 12, 0.9f, 1, /**/ 4, 4, 12, 13, 0.6f, 1, /**/ 0, 0, 9, 9, 0.1f, 0, /**/ 0, 0, 9, 9, float.NaN, 0, /**/ 0, 0, 1, 1, 0.9f, -1];
        AssertFound(Detect(DecoderFamily.YoloEndToEnd, 2, ("output0", "1,5,6", rows)), (1, 0.9f, 8, 8, 24, 24), (1, 0.6f, 8, 8, 24, 26));
    }

    [Fact]
    public void NanoDet_adds_up_bins_from_the_cells_corner()
    {
        const int step = 2 + 32;
        float[] rows = new float[(16 + 4 + 1 + 1) * step];
        // Stride 8, cell (2, 1): corner (16, 8). All weight on bins 1, 0, 0 and 2.
        int at = (1 * 4 + 2) * step;
        rows[at + 1] = 0.7f;
        (rows[at + 2 + 1], rows[at + 2 + 8], rows[at + 2 + 16], rows[at + 2 + 24 + 2]) = (60, 60, 60, 60);
        AssertFound(Detect(DecoderFamily.NanoDet, 2, ("output", $"1,22,{step}", rows)), (1, 0.7f, 16, 16, 32, 48));
    }

    [Fact]
    public void PicoDet_adds_up_bins_from_the_cells_centre()
    {
        List<(string, string, float[])> outputs = [];
        foreach (int cells in (int[])[16, 4, 1, 1])
        {
            float[] scores = new float[cells * 2];
            if (cells == 4) scores[3 * 2] = 0.8f;
            outputs.Add(($"scores{outputs.Count}", $"1,{cells},2", scores));
        }

        foreach (int cells in (int[])[16, 4, 1, 1])
        {
            float[] distances = new float[cells * 32];
            // Stride 16, cell (1, 1): centre (24, 24). One bin left, none up, half a bin right (0 and 1 alike), none down.
            if (cells == 4)
            {
                int at = 3 * 32;
                (distances[at + 1], distances[at + 8], distances[at + 16], distances[at + 17], distances[at + 24]) = (60, 60, 60, 60, 60);
            }

            outputs.Add(($"distances{outputs.Count}", $"1,{cells},32", distances));
        }

        // No height: (24 − 16, 24) – (24 + 8, 24); a box without area is none, so one bin up as well.
        outputs[5].Item3[3 * 32 + 8] = 0;
        outputs[5].Item3[3 * 32 + 9] = 60;
        AssertFound(Detect(DecoderFamily.PicoDet, 2, [.. outputs]), (0, 0.8f, 16, 16, 64, 48));
    }

    [Fact]
    public void Detr_leaves_out_what_is_no_object()
    {
        // Softmax over class 0, class 1, nothing.
        float ln2 = MathF.Log(2), ln3 = MathF.Log(3), ln6 = MathF.Log(6);
        float[] logits = [0, ln6, ln3, /**/ 0, 1, 20, /**/ ln2, 0, 0];
        float[] boxes = [0.5f, 0.5f, 0.25f, 0.5f, /**/ 0.5f, 0.5f, 1, 1, /**/ 0.25f, 0.25f, 0.5f, 0.5f];
        AssertFound(
            Detect(DecoderFamily.Detr, 2, ("logits", "1,3,3", logits), ("pred_boxes", "1,3,4", boxes)),
            (1, 0.6f, 24, 16, 40, 48), (0, 0.5f, 0, 0, 32, 32));
    }

    [Fact]
    public void RtDetr_takes_a_sigmoid_of_each_class()
    {
        float[] logits = [MathF.Log(4), 0, /**/ -3, -3];
        float[] boxes = [0.5f, 0.5f, 0.25f, 0.5f, /**/ 0.5f, 0.5f, 1, 1];
        AssertFound(Detect(DecoderFamily.RtDetr, 2, ("logits", "1,2,2", logits), ("pred_boxes", "1,2,4", boxes)), (0, 0.8f, 24, 16, 40, 48));
    }

    [Fact]
    public void RtDetr_as_Ultralytics_exports_it_has_boxes_and_probabilities_side_by_side()
    {
        float[] rows = [0.5f, 0.5f, 0.25f, 0.5f, 0.1f, 0.7f, /**/ 0.5f, 0.5f, 1, 1, 0.1f, 0.2f];
        AssertFound(Detect(DecoderFamily.RtDetr, 2, ("output0", "1,2,6", rows)), (1, 0.7f, 24, 16, 40, 48));
    }

    [Fact]
    public void FastestDet_weighs_objectness_and_class()
    {
        // Two cells by two, planes: objectness, x, y, width, height, one class.
        float[] planes = new float[6 * 4];
        planes[2] = 0.9f;
        planes[5 * 4 + 2] = 0.8f;
        float score = MathF.Pow(0.9f, 0.6f) * MathF.Pow(0.8f, 0.4f);
        // Cell (0, 1), tanh 0: its corner (0, 16). Size σ(0) = half the input.
        AssertFound(Detect(DecoderFamily.FastestDet, 1, ("output", "1,6,2,2", planes)), (0, score, 0, 16, 16, 48));
    }

    [Fact]
    public void EfficientNms_reads_as_many_as_the_model_counts()
    {
        byte[] model = Model(("det_boxes", "1,3,4", [2, 2, 6, 8, 0, 0, 9, 9, 1, 1, 3, 3]), ("det_scores", "1,3", [0.9f, 0.8f, 0.7f]))
            .Integers("num_dets", "1,1", 2).Integers("det_classes", "1,3", 1, 0, 0).ToArray();
        AssertFound(Detect(model, TinyDetector.Manifest(DecoderFamily.NmsInGraph, "a", "b")), (1, 0.9f, 4, 4, 12, 16), (0, 0.8f, 0, 0, 18, 18));
    }

    [Fact]
    public void YoloV7_with_nms_gives_class_before_score()
    {
        float[] rows = [0, 2, 2, 6, 8, 1, 0.9f, /**/ 0, 0, 0, 9, 9, 0, 0.1f];
        AssertFound(Detect(DecoderFamily.NmsInGraph, 2, ("output", "2,7", rows)), (1, 0.9f, 4, 4, 12, 16));
    }

    [Fact]
    public void Paddle_with_nms_is_told_that_the_input_is_the_picture()
    {
        // The model multiplies its boxes by scale_factor and adds im_shape's height to the second row's class: 32 − 31 = 1.
        byte[] model = new TestModel()
            .Input("image", TensorElementType.Float32, "1,3,32,32")
            .Input("scale_factor", TensorElementType.Float32, "1,2")
            .Constant("rows", "2,6", 0, 0.9f, 2, 2, 6, 8, 0, 0.8f, 0, 0, 9, 9)
            .Constant("ones", "2,1", 1, 1)
            .Node("ReduceMax", ["scale_factor"], ["factor"])
            .Node("Mul", ["rows", "factor"], ["out"])
            .Output("out", TensorElementType.Float32, "?,6")
            .ToArray();
        AssertFound(Detect(model, TinyDetector.Manifest(DecoderFamily.NmsInGraph, "a", "b")), (0, 0.9f, 4, 4, 12, 16), (0, 0.8f, 0, 0, 18, 18));
    }

    [Fact]
    public void TensorFlow_gives_top_before_left()
    {
        AssertFound(
            Detect(DecoderFamily.NmsInGraph, 3, ("detection_boxes", "1,2,4", [0, 0.25f, 0.5f, 1, 0, 0, 1, 1]), ("detection_scores", "1,2", [0.9f, 0]), ("detection_classes", "1,2", [2, 1])),
            (2, 0.9f, 16, 0, 64, 32));
    }

    [Theory]
    [InlineData("2,4", "2")]
    [InlineData("1,2,4", "1,2")]
    public void Boxes_labels_and_scores_with_and_without_a_batch(string boxes, string scores)
    {
        byte[] model = Model(("boxes", boxes, [2, 2, 6, 8, 0, 0, 9, 9]), ("scores", scores, [0.2f, 0.9f])).Integers("labels", scores, 1, 2).ToArray();
        AssertFound(Detect(model, TinyDetector.Manifest(DecoderFamily.NmsInGraph, "background", "a", "b")), (2, 0.9f, 0, 0, 18, 18));
    }

    [Fact]
    public void Original_sizes_are_given_as_width_and_height()
    {
        // RT-DETR's own exporter multiplies relative boxes by orig_target_sizes; the input is 32 wide and 16 high.
        byte[] model = new TestModel()
            .Input("images", TensorElementType.Float32, "1,3,16,32")
            .Input("orig_target_sizes", TensorElementType.Int64, "1,2")
            .Node("Cast", ["orig_target_sizes"], ["size"], ("to", 1))
            .Node("Concat", ["size", "size"], ["sizes"], ("axis", 1))
            .Constant("relative", "1,1,4", 0.25f, 0.5f, 0.5f, 1)
            .Node("Mul", ["relative", "sizes"], ["boxes"])
            .Output("boxes", TensorElementType.Float32, "1,1,4")
            .Constant("s", "1,1", 0.9f).Node("Identity", ["s"], ["scores"]).Output("scores", TensorElementType.Float32, "1,1")
            .Integers("labels", "1,1", 0)
            .ToArray();
        using ModelSession session = ModelSession.Load(model, "rt-detr", TinyDetector.OneThread);
        Assert.Equal(DecoderFamily.NmsInGraph, ModelManifest.Find(session)!.Manifest.Decoder);

        AssertFound(Detect(model, null), (0, 0.9f, 16, 32, 32, 64));
    }

    [Fact]
    public void Turned_boxes_keep_their_angle_and_have_bounds()
    {
        // Two columns: one box turned by 90°, one upright; rows: x, y, width, height, two classes, angle.
        float[] rows = [16, 8, /**/ 16, 8, /**/ 16, 4, /**/ 8, 4, /**/ 0.9f, 0, /**/ 0, 0.6f, /**/ MathF.PI / 2, 0];
        IReadOnlyList<Detection> found = Detect(DecoderFamily.UltralyticsObb, 2, ("output0", "1,7,2", rows));

        AssertFound(found, (0, 0.9f, 24, 16, 40, 48), (1, 0.6f, 12, 12, 20, 20));
        OrientedBox turned = found[0].Oriented!.Value;
        Assert.Equal((32, 32, 32, 16), (turned.CenterX, turned.CenterY, turned.Width, turned.Height));
        Assert.Equal(90, Math.Abs(turned.AngleDegrees), 1e-3f);
        Assert.Equal(0, found[1].Oriented!.Value.Angle, 1e-6f);
        Assert.Contains("32 × 16 at", found[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Turned_boxes_can_come_thinned_out()
    {
        float[] rows = [16, 16, 16, 8, 0.9f, 1, MathF.PI / 4, /**/ 16, 16, 16, 8, 0.1f, 1, 0];
        Detection found = Assert.Single(Detect(DecoderFamily.YoloEndToEnd, 2, ("output0", "1,2,7", rows)));
        Assert.Equal((1, 0.9f), (found.ClassId, found.Score));
        Assert.Equal(45, found.Oriented!.Value.AngleDegrees, 1e-3f);
    }

    [Fact]
    public void Outputs_in_half_precision_are_read_too()
    {
        byte[] model = new TestModel()
            .Input("images", TensorElementType.Float32, "1,3,32,32")
            .Constant("rows", "1,1,6", 4, 4, 12, 12, 0.5f, 1)
            .Node("Cast", ["rows"], ["output0"], ("to", 10))
            .Output("output0", TensorElementType.Float16, "1,1,6")
            .ToArray();
        AssertFound(Detect(model, TinyDetector.Manifest(DecoderFamily.YoloEndToEnd, "a", "b")), (1, 0.5f, 8, 8, 24, 24));
    }

    [Fact]
    public void Classes_can_be_chosen_and_have_thresholds_of_their_own()
    {
        // The second box hides the third unless its class is left out.
        float[] rows = [8, 8, 4, 4, 1, 0.3f, 0, 0, /**/ 20, 20, 8, 8, 1, 0, 0.9f, 0, /**/ 20, 20, 8, 8, 1, 0, 0, 0.8f];
        (string, string, float[]) output = ("output0", "1,3,8", rows);
        ModelManifest manifest = TinyDetector.Manifest(DecoderFamily.YoloV5, "ant", "bee", "cow") with { ClassAgnosticNms = true };
        byte[] model = TinyDetector.Constant("1,3,32,32", output).ToArray();

        Assert.Equal(["bee", "ant"], Labels(new()));
        Assert.Equal(["cow", "ant"], Labels(new() { Classes = ["ANT", "2"] }));
        Assert.Equal(["bee"], Labels(new() { ClassConfidence = new Dictionary<string, float> { ["ant"] = 0.4f } }));
        Assert.Equal(["bee", "ant"], Labels(new() { Confidence = 0.85f, ClassConfidence = new Dictionary<string, float> { ["ant"] = 0.2f } }));
        Assert.Equal(["bee"], Labels(new() { MaxDetections = 1 }));

        var unknown = Assert.Throws<ArgumentException>(() => Labels(new() { Classes = ["dog"] }));
        Assert.Contains("no class 'dog'; known are ant, bee, cow", unknown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Labels(new() { ClassConfidence = new Dictionary<string, float> { ["ant"] = 1.5f } }));

        IEnumerable<string> Labels(ObjectDetectorOptions options) => Detect(model, manifest, options).Select(static d => d.Label);
    }

    [Theory]
    [InlineData(DecoderFamily.YoloV5, "1,3,7", 3, "2 classes")]
    [InlineData(DecoderFamily.YoloV5, "1,3", 2, "3 axes")]
    [InlineData(DecoderFamily.YoloEndToEnd, "1,3,5", 2, "6 values")]
    [InlineData(DecoderFamily.NanoDet, "1,22,32", 1, "at least one class")]
    [InlineData(DecoderFamily.NanoDet, "1,20,33", 1, "need 22")]
    [InlineData(DecoderFamily.PicoDet, "1,22,33", 1, "8 outputs")]
    [InlineData(DecoderFamily.Detr, "1,3,3", 2, "'logits'")]
    [InlineData(DecoderFamily.FastestDet, "1,5,2,2", 1, "at least one class")]
    [InlineData(DecoderFamily.UltralyticsObb, "1,5,3", 1, "at least one class")]
    [InlineData(DecoderFamily.NmsInGraph, "1,3,3", 1, "'boxes'")]
    [InlineData(DecoderFamily.YoloV5Heads, "1,18,4,4", 1, "three in all")]
    public void A_family_that_the_outputs_are_not_of_is_told(DecoderFamily family, string shape, int labels, string message)
    {
        int count = shape.Split(',').Select(int.Parse).Aggregate(1, static (a, b) => a * b);
        var error = Assert.Throws<ModelMismatchException>(() => Detect(family, labels, ("out", shape, new float[count])));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static TestModel Model(params ReadOnlySpan<(string, string, float[])> outputs) => TinyDetector.Constant("1,3,32,32", outputs);

    private static IReadOnlyList<Detection> Detect(DecoderFamily family, int labels, params ReadOnlySpan<(string, string, float[])> outputs) =>
        Detect(TinyDetector.Manifest(family, [.. Enumerable.Range(0, labels).Select(static i => $"label {i}")]), outputs);

    private static IReadOnlyList<Detection> Detect(ModelManifest manifest, params ReadOnlySpan<(string, string, float[])> outputs) =>
        Detect(Model(outputs).ToArray(), manifest);

    private static IReadOnlyList<Detection> Detect(byte[] model, ModelManifest? manifest, ObjectDetectorOptions? options = null)
    {
        using ObjectDetector detector = ObjectDetector.Load(model, "constant", (options ?? new()) with { Manifest = manifest, Session = TinyDetector.OneThread });
        using ImageBuffer image = SolidPicture.Black(64, 64);
        return detector.Detect(image, Cancel);
    }

    private static void AssertFound(IReadOnlyList<Detection> found, params ReadOnlySpan<(int Class, float Score, float X1, float Y1, float X2, float Y2)> expected)
    {
        Assert.Equal(expected.Length, found.Count);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].Class, found[i].ClassId);
            Assert.Equal(expected[i].Score, found[i].Score, 1e-4f);
            BoundingBox box = found[i].Box;
            Assert.Equal(expected[i].X1, box.X1, 1e-3f);
            Assert.Equal(expected[i].Y1, box.Y1, 1e-3f);
            Assert.Equal(expected[i].X2, box.X2, 1e-3f);
            Assert.Equal(expected[i].Y2, box.Y2, 1e-3f);
        }
    }
}
