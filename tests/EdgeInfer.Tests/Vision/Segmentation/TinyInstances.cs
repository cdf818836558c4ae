using EdgeInfer.Models;
using EdgeInfer.Tests.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

/// <summary>
/// Instance segmentation models that see the same whatever the picture: "half", 0.9, the whole input, the left half of it; and
/// "part", 0.6, the input's middle (8, 8) – (24, 24), the upper half of that.
/// </summary>
internal static class TinyInstances
{
    public const int Coefficients = 4;

    private const int MapSide = 8;

    /// <summary>The boxes' values: centre, size, two class scores, four coefficients.</summary>
    private static readonly float[][] Boxes =
    [
        [16, 16, 32, 32, 0.9f, 0, 1, 0, 0, 0],
        [16, 16, 16, 16, 0, 0.6f, 0, 1, 0, 0],
        // The first one again, weaker: suppressed.
        [16, 16, 31, 32, 0.8f, 0, 0, 0, 1, 0],
        // Too weak.
        [4, 4, 8, 8, 0.1f, 0, 0, 0, 0, 1],
    ];

    public static TestModel Ultralytics()
    {
        float[] output = new float[10 * TinyDetector.Cells];
        for (int box = 0; box < Boxes.Length; box++)
        {
            for (int row = 0; row < 10; row++) output[row * TinyDetector.Cells + 3 * box] = Boxes[box][row];
        }

        return TinyDetector.Constant("1,3,32,32", ("output0", $"1,10,{TinyDetector.Cells}", output), ("output1", "1,4,8,8", Prototypes()));
    }

    public static TestModel YoloV5()
    {
        const int count = 3 * TinyDetector.Cells;
        float[] output = new float[11 * count];
        for (int box = 0; box < Boxes.Length; box++)
        {
            Span<float> row = output.AsSpan(11 * (5 * box + 2), 11);
            Boxes[box].AsSpan(0, 4).CopyTo(row);
            // Objectness halves what the classes say twice.
            row[4] = 0.9f;
            for (int i = 4; i < 10; i++) row[i + 1] = Boxes[box][i];
            row[5] /= 0.9f;
            row[6] /= 0.9f;
        }

        return TinyDetector.Constant("1,3,32,32", ("output0", $"1,{count},11", output), ("output1", "1,4,8,8", Prototypes()));
    }

    /// <summary>YOLO26: corners, score, class, and what scores 0 for the rest.</summary>
    public static TestModel EndToEnd()
    {
        const int count = 8;
        float[] output = new float[10 * count];
        foreach ((int row, int box) in ((int, int)[])[(1, 0), (4, 1)])
        {
            float[] b = Boxes[box];
            float[] values = [b[0] - b[2] / 2, b[1] - b[3] / 2, b[0] + b[2] / 2, b[1] + b[3] / 2, Math.Max(b[4], b[5]), box, .. b[6..]];
            values.CopyTo(output.AsSpan(10 * row));
        }

        return TinyDetector.Constant("1,3,32,32", ("output0", $"1,{count},10", output), ("output1", "1,4,8,8", Prototypes()));
    }

    public static ModelManifest Manifest(DecoderFamily decoder) => TinyDetector.Manifest(decoder, "half", "part") with { Task = ModelTask.SegmentInstances };

    public static InstanceSegmenter Load(byte[] model, ModelManifest? manifest = null) => InstanceSegmenter.Load(
        model, "tiny", new InstanceSegmenterOptions { Session = TinyDetector.OneThread, Manifest = manifest });

    /// <summary>Left, top, right, bottom: 10 there, −10 elsewhere.</summary>
    private static float[] Prototypes()
    {
        float[] maps = new float[Coefficients * MapSide * MapSide];
        for (int y = 0; y < MapSide; y++)
        {
            for (int x = 0; x < MapSide; x++)
            {
                bool[] inside = [x < MapSide / 2, y < MapSide / 2, x >= MapSide / 2, y >= MapSide / 2];
                for (int k = 0; k < Coefficients; k++) maps[(k * MapSide + y) * MapSide + x] = inside[k] ? 10 : -10;
            }
        }

        return maps;
    }
}
