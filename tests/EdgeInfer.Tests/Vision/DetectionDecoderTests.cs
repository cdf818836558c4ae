using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

/// <summary>Decoders on outputs whose meaning is worked out by hand. The input is 32 × 32: grids of 4 × 4, 2 × 2 and 1 cell.</summary>
public sealed class DetectionDecoderTests
{
    private const int Cells = TinyDetector.Cells;

    [Fact]
    public void Ultralytics_takes_the_best_class_of_each_column()
    {
        float[] output = new float[7 * Cells];
        Column(output, 0, 10, 12, 4, 6, 0.1f, 0.8f, 0.3f);
        Column(output, 7, 20, 20, 40, 2, 0.5f, 0.5f, 0.2f);
        Column(output, 8, 1, 1, 1, 1, 0.24f, 0.1f, 0.2f);
        Column(output, 9, 1, 1, 1, 1, float.NaN, float.NaN, float.NaN);
        Column(output, 10, 5, 5, 2, 2, float.NaN, 0.6f, 0.3f);
        Column(output, 20, 16, 16, 32, 32, 0, 0, 1);

        Assert.Equal(
            [new(8, 9, 12, 15, 0.8f, 1), new(0, 19, 40, 21, 0.5f, 0), new(4, 4, 6, 6, 0.6f, 1), new(0, 0, 32, 32, 1, 2)],
            Decode(DecoderFamily.Ultralytics, 3, ("output0", $"1,7,{Cells}", output)));

        static void Column(float[] rows, int box, params ReadOnlySpan<float> values)
        {
            for (int i = 0; i < values.Length; i++) rows[i * Cells + box] = values[i];
        }
    }

    [Fact]
    public void Yolox_decodes_offsets_on_three_grids()
    {
        const int values = 7;
        float[] output = new float[Cells * values];
        // Stride 8, cell (1, 2): centre (8 × 1.5, 8 × 2.25), size 8 e⁰ × 8 e^ln 2; score 0.8 × 0.5.
        Box(output, 2 * 4 + 1, 0.5f, 0.25f, 0, MathF.Log(2), 0.8f, 0.1f, 0.5f);
        // Stride 16, cell (0, 1); stride 32, its only cell.
        Box(output, 16 + 2, 0.5f, 0.5f, 0, 0, 1, 0.9f, 0.2f);
        Box(output, 20, 0.5f, 0.5f, -1, 1, 0.5f, 1, 1);
        // Objectness or product too low.
        Box(output, 3, 0, 0, 0, 0, 0.2f, 1, 1);
        Box(output, 4, 0, 0, 0, 0, 0.5f, 0.4f, 0.4f);
        Box(output, 5, 0, 0, 0, 0, float.NaN, 1, 1);

        ScoredBox[] boxes = Decode(DecoderFamily.Yolox, 2, ("output", $"1,{Cells},{values}", output));

        Assert.Equal(3, boxes.Length);
        AssertClose(new(8, 10, 16, 26, 0.4f, 1), boxes[0]);
        AssertClose(new(0, 16, 16, 32, 0.9f, 0), boxes[1]);
        AssertClose(new(16 - 16 / MathF.E, 16 - 16 * MathF.E, 16 + 16 / MathF.E, 16 + 16 * MathF.E, 0.5f, 0), boxes[2]);

        static void Box(float[] output, int cell, params ReadOnlySpan<float> box) => box.CopyTo(output.AsSpan(cell * values));
    }

    [Fact]
    public void Ssd_reads_corners_relative_to_the_input_and_skips_the_background()
    {
        float[] scores = [0.9f, 0.1f, 0, 0.2f, 0.5f, 0.3f, 1, 0, 0, 0, float.NaN, 0.25f];
        float[] boxes = [0, 0, 1, 1, 0.25f, 0.5f, 0.75f, 1, 0, 0, 1, 1, -0.5f, 0, 0.5f, 2];

        Assert.Equal(
            [new(8, 16, 24, 32, 0.5f, 1), new(8, 16, 24, 32, 0.3f, 2), new(-16, 0, 16, 64, 0.25f, 2)],
            Decode(DecoderFamily.Ssd, 3, ("boxes", "1,4,4", boxes), ("scores", "1,4,3", scores)));
    }

    [Fact]
    public void Ssd_outputs_can_have_other_names()
    {
        ModelManifest manifest = TinyDetector.Manifest(DecoderFamily.Ssd, "background", "thing") with { Outputs = new() { Scores = "p", Boxes = "q" } };
        byte[] model = TinyDetector.Constant("1,3,32,32", ("p", "1,1,2", [0.1f, 0.9f]), ("q", "1,1,4", [0, 0, 0.5f, 0.5f])).ToArray();
        using ObjectDetector detector = Load(model, manifest);
        using var image = SolidPicture.Black(64, 64);

        Detection detection = Assert.Single(detector.Detect(image, TestContext.Current.CancellationToken));
        Assert.Equal(new Detection(1, "thing", 0.9f, new(0, 0, 32, 32)), detection);
    }

    [Fact]
    public void YuNet_multiplies_class_score_and_objectness()
    {
        (string, string, float[])[] outputs = YuNetOutputs();
        Set(outputs, "cls_8", 6, 0.9f);
        Set(outputs, "obj_8", 6, 0.5f);
        // Cell (2, 1) of stride 8: centre (8 × 2.5, 8 × 1), size 8 × 8 e.
        Set(outputs, "bbox_8", 6 * 4, 0.5f, 0, 0, 1);
        Set(outputs, "cls_32", 0, 1);
        Set(outputs, "obj_32", 0, 1);
        Set(outputs, "bbox_32", 0, 0.5f, 0.5f, 0, 0);
        Set(outputs, "cls_16", 3, 1);
        Set(outputs, "obj_16", 3, 0.2f);

        ScoredBox[] boxes = Decode(DecoderFamily.YuNet, 1, outputs);

        Assert.Equal(2, boxes.Length);
        AssertClose(new(16, 8 - 4 * MathF.E, 24, 8 + 4 * MathF.E, 0.45f, 0), boxes[0]);
        AssertClose(new(0, 0, 32, 32, 1, 0), boxes[1]);
    }

    [Fact]
    public void Grids_that_do_not_fit_the_input_are_told_before_a_wrong_box_comes_out()
    {
        Mismatch(DecoderFamily.Yolox, 2, "20 boxes; grids of strides 8, 16 and 32 on a 32×32 input have 21", ("output", "1,20,7", new float[140]));
        (string Name, string Shape, float[] Content)[] outputs = YuNetOutputs();
        outputs[0] = ("cls_8", "1,15,1", new float[15]);
        Mismatch(DecoderFamily.YuNet, 1, "stride 8 on a 32×32 input has 16 cells", outputs);
        outputs[0] = ("cls_8", "1,16,1", new float[16]);
        outputs[1] = ("obj_8", "1,15,1", new float[15]);
        Mismatch(DecoderFamily.YuNet, 1, "15 objectness scores", outputs);
        Mismatch(DecoderFamily.Ssd, 2, "4 boxes need 8 scores for 2 classes; the model gave 6", ("boxes", "1,4,4", new float[16]), ("scores", "1,3,2", new float[6]));

        static void Mismatch(DecoderFamily family, int classes, string message, params ReadOnlySpan<(string, string, float[])> outputs)
        {
            (string, string, float[])[] copy = [.. outputs];
            var error = Assert.Throws<ModelMismatchException>(() => Decode(family, classes, copy));
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
        }
    }

    private static (string, string, float[])[] YuNetOutputs() =>
    [
        .. new[] { (8, 16), (16, 4), (32, 1) }.SelectMany(static level => new (string, string, float[])[]
        {
            ($"cls_{level.Item1}", $"1,{level.Item2},1", new float[level.Item2]),
            ($"obj_{level.Item1}", $"1,{level.Item2},1", new float[level.Item2]),
            ($"bbox_{level.Item1}", $"1,{level.Item2},4", new float[level.Item2 * 4]),
            ($"kps_{level.Item1}", $"1,{level.Item2},10", new float[level.Item2 * 10]),
        }),
    ];

    private static void Set((string Name, string, float[] Content)[] outputs, string name, int at, params ReadOnlySpan<float> values) =>
        values.CopyTo(outputs.Single(o => o.Name == name).Content.AsSpan(at));

    private static ScoredBox[] Decode(DecoderFamily family, int classes, params ReadOnlySpan<(string, string, float[])> outputs)
    {
        using ModelSession session = ModelSession.Load(TinyDetector.Constant("1,3,32,32", outputs).ToArray(), "constant", TinyDetector.OneThread);
        string[] labels = [.. Enumerable.Range(0, classes).Select(static c => $"label {c}")];
        var decoder = DetectionDecoder.Create(session, new ResolvedManifest(TinyDetector.Manifest(family, labels), "a test"));
        Assert.Equal(classes, decoder.ClassCount);
        using IoBinding io = session.Rent();
        io.Run(TestContext.Current.CancellationToken);
        using CandidateBuffer candidates = CandidateBuffer.Rent();
        using var run = new ModelOutputs(session, io);
        decoder.Decode(in run, 32, 32, 0.25f, candidates);
        return [.. candidates.Boxes.ToArray().Select(static box => box with { Source = 0 })];
    }

    private static ObjectDetector Load(byte[] model, ModelManifest manifest) =>
        ObjectDetector.Load(model, "constant", new ObjectDetectorOptions { Manifest = manifest, Session = TinyDetector.OneThread });

    private static void AssertClose(ScoredBox expected, ScoredBox actual)
    {
        Assert.Equal(expected.ClassId, actual.ClassId);
        Assert.Equal(expected.Score, actual.Score, 1e-6f);
        Assert.Equal(expected.X1, actual.X1, 1e-4f);
        Assert.Equal(expected.Y1, actual.Y1, 1e-4f);
        Assert.Equal(expected.X2, actual.X2, 1e-4f);
        Assert.Equal(expected.Y2, actual.Y2, 1e-4f);
    }
}
