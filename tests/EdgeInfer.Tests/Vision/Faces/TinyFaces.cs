using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision.Faces;

/// <summary>Face models of a few nodes whose outputs are laid out as the real ones', with known contents.</summary>
internal static class TinyFaces
{
    /// <summary>Side of the detectors' inputs in pixels.</summary>
    public const int Side = 64;

    public static readonly FaceDetectorOptions Options = new() { Session = TinyDetector.OneThread };

    /// <summary>
    /// SCRFD's layout. Two faces, in input pixels: 0.9 in (16, 0) – (48, 48) from the second anchor of cell (3, 2) of stride 8,
    /// 0.6 in (0, 16) – (32, 64) from the first anchor of cell (0, 1) of stride 32. Landmark k of the first lies at
    /// (24 + 4k, 16 + 2k), of the second at (8k, 32 − 8k).
    /// </summary>
    /// <param name="landmarks">Whether there are nine outputs.</param>
    /// <param name="batchAxis">Whether outputs have a first axis of 1.</param>
    /// <param name="named">Whether outputs are called as the exporter calls them, else by numbers.</param>
    /// <param name="input">Shape of the input.</param>
    public static TestModel Scrfd(bool landmarks = true, bool batchAxis = false, bool named = true, string input = "1,3,64,64")
    {
        (string Kind, int Values)[] kinds = [("score", 1), ("bbox", 4), ("kps", 10)];
        var outputs = new List<(string, string, float[])>();
        foreach ((string kind, int values) in kinds.AsSpan(0, landmarks ? 3 : 2))
        {
            foreach (int stride in (int[])[8, 16, 32])
            {
                int anchors = Side / stride * (Side / stride) * 2;
                float[] content = new float[anchors * values];
                int anchor = stride switch { 8 => (2 * 8 + 3) * 2 + 1, 32 => (1 * 2 + 0) * 2, _ => -1 };
                if (anchor >= 0)
                {
                    float[] own = (kind, stride) switch
                    {
                        ("score", 8) => [0.9f],
                        ("score", _) => [0.6f],
                        ("bbox", 8) => [1, 2, 3, 4],
                        ("bbox", _) => [0, 0.5f, 1, 1],
                        (_, 8) => [0, 0, 0.5f, 0.25f, 1, 0.5f, 1.5f, 0.75f, 2, 1],
                        _ => [0, 0, 0.25f, -0.25f, 0.5f, -0.5f, 0.75f, -0.75f, 1, -1],
                    };
                    own.CopyTo(content.AsSpan(anchor * values));
                }

                string name = named ? $"{kind}_{stride}" : $"{400 + outputs.Count}";
                outputs.Add((name, batchAxis ? $"1,{anchors},{values}" : $"{anchors},{values}", content));
            }
        }

        return TinyDetector.Constant(input, [.. outputs]);
    }

    /// <summary>
    /// RetinaFace's layout. Two faces, in input pixels: 0.8 in (20, −4) – (52, 12) from the prior of 32 pixels on cell (2, 1) of
    /// stride 8, 0.7 in (24, 24) – (56, 56) from the prior of 256 pixels on cell (1, 1) of stride 32. Landmark k of the first lies at
    /// (20 + 3.2k, 12 − 3.2k), all of the second at (48, 48).
    /// </summary>
    /// <param name="order">Which outputs, in which order: l, c and m for boxes, scores and landmarks.</param>
    public static TestModel RetinaFace(string order = "lcm")
    {
        const int Priors = 2 * (64 + 16 + 4), First = (1 * 8 + 2) * 2 + 1, Second = 2 * (64 + 16) + (1 * 2 + 1) * 2;
        float[] boxes = new float[4 * Priors], scores = new float[2 * Priors], landmarks = new float[10 * Priors];
        for (int i = 0; i < Priors; i++) scores[2 * i] = 1;
        (scores[2 * First], scores[2 * First + 1], scores[2 * Second], scores[2 * Second + 1]) = (0.2f, 0.8f, 0.3f, 0.7f);
        // Centre (36, 4) from (20, 12), 32 × 16 from 32 × 32; centre (40, 40) from (48, 48), 32 × 32 from 256 × 256.
        ((float[])[5, -2.5f, 0, 5 * MathF.Log(0.5f)]).CopyTo(boxes, 4 * First);
        ((float[])[-0.3125f, -0.3125f, 5 * MathF.Log(0.125f), 5 * MathF.Log(0.125f)]).CopyTo(boxes, 4 * Second);
        for (int k = 0; k < 5; k++) (landmarks[10 * First + 2 * k], landmarks[10 * First + 2 * k + 1]) = (k, -k);
        return TinyDetector.Constant("1,3,64,64", [.. order.Select(o => o switch
        {
            'l' => ("output", $"1,{Priors},4", boxes),
            'c' => ("outputt", $"1,{Priors},2", scores),
            _ => ("outputtt", $"1,{Priors},10", landmarks),
        })]);
    }

    /// <summary>A landmark model that says the same of every face: two numbers a point.</summary>
    public static byte[] Landmarks(string batch, string shape, params float[] points) => new TestModel()
        .Input("crop", TensorElementType.Float32, $"{batch},3,8,8")
        .Constant("points", shape, points)
        // Adds nothing, but gives the output as many parts as the input has.
        .Node("ReduceMean", ["crop"], ["mean"], ("keepdims", 0))
        .Constant("nothing", "", 0)
        .Node("Mul", ["mean", "nothing"], ["zero"])
        .Node("Add", ["points", "zero"], ["landmarks"])
        .Output("landmarks", TensorElementType.Float32, shape)
        .ToArray();

    public static ModelManifest LandmarkManifest { get; } = new() { Task = ModelTask.FaceLandmarks, Input = new ImageInputSpec { Scale = 1 / 255f } };

    /// <summary>The means of red, green and blue of an aligned face are its vector.</summary>
    public static byte[] Embedder(string batch = "1", int side = 112) => new TestModel()
        .Input("face", TensorElementType.Float32, $"{batch},3,{side},{side}")
        .Node("GlobalAveragePool", ["face"], ["means"])
        .Node("Flatten", ["means"], ["vector"])
        .Output("vector", TensorElementType.Float32, $"{batch},3")
        .ToArray();

    public static ModelManifest EmbedManifest { get; } = new() { Task = ModelTask.Embed, Input = new ImageInputSpec { Scale = 1 / 255f } };
}
