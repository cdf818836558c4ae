using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;

namespace EdgeInfer.Tests.Vision;

/// <summary>Pose models of a few nodes that say what a test wants them to say.</summary>
internal static class TinyPose
{
    public static ModelManifest Manifest(DecoderFamily decoder, params string[] keypoints) => new()
    {
        Task = ModelTask.Pose,
        Decoder = decoder,
        Input = new ImageInputSpec { Resize = ResizeMode.Stretch, Scale = 1 / 255f },
        Keypoints = keypoints,
    };

    /// <summary>One person in (4, 8) – (20, 28) of 32 × 32 whatever the picture, a joint in two corners of the box, of two or three values.</summary>
    public static TestModel FindsPeople(int values)
    {
        float[] joints = values == 3 ? [4, 8, 0.7f, 20, 28, 0.6f] : [4, 8, 20, 28];
        float[] person = [12, 18, 16, 20, 0.8f, .. joints];
        float[] output = new float[person.Length * TinyDetector.Cells];
        for (int row = 0; row < person.Length; row++) output[row * TinyDetector.Cells + 2] = person[row];
        return TinyDetector.Constant("1,3,32,32", ("output0", $"1,{person.Length},{TinyDetector.Cells}", output));
    }

    /// <summary>The same person, as YOLO26 says it.</summary>
    public static TestModel FindsPeopleAtOnce(int values)
    {
        float[] person = [4, 8, 20, 28, 0.8f, 0, .. values == 3 ? (float[])[4, 8, 0.7f, 20, 28, 0.6f] : [4, 8, 20, 28]];
        float[] output = new float[person.Length * 5];
        person.CopyTo(output.AsSpan(person.Length * 3));
        return TinyDetector.Constant("1,3,32,32", ("output0", $"1,5,{person.Length}", output));
    }

    /// <summary>One joint, at the brightest place of an input of 36 × 48 pixels.</summary>
    public static byte[] SeesBrightness(DecoderFamily family)
    {
        TestModel model = new TestModel()
            .Input("images", TensorElementType.Float32, "n,3,48,36")
            .Constant("third", "1,3,1,1", 1 / 3f, 1 / 3f, 1 / 3f)
            .Node("Conv", ["images", "third"], ["grey"]);
        if (family == DecoderFamily.Heatmap)
        {
            // Sums of 4 × 4 pixels.
            return model.Node("SpaceToDepth", ["grey"], ["blocks"], ("blocksize", 4))
                .Constant("channels", TensorElementType.Int64, "1", BitConverter.GetBytes(1L))
                .Node("ReduceSum", ["blocks", "channels"], ["maps"], ("keepdims", 1))
                .Output("maps", TensorElementType.Float32, "n,1,12,9")
                .ToArray();
        }

        // Sums of rows and columns, two bins a pixel.
        return model
            .Constant("rows", TensorElementType.Int64, "1", BitConverter.GetBytes(2L))
            .Constant("columns", TensorElementType.Int64, "1", BitConverter.GetBytes(3L))
            .Constant("twice", "3", 1, 1, 2)
            .Node("ReduceSum", ["grey", "rows"], ["across"], ("keepdims", 0))
            .Node("ReduceSum", ["grey", "columns"], ["down"], ("keepdims", 0))
            .Node("Resize", ["across", "", "twice"], ["simcc_x"])
            .Node("Resize", ["down", "", "twice"], ["simcc_y"])
            .Output("simcc_x", TensorElementType.Float32, "n,1,72")
            .Output("simcc_y", TensorElementType.Float32, "n,1,96")
            .ToArray();
    }
}
