using EdgeInfer.Imaging;
using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;
using EdgeInfer.Vision;

namespace EdgeInfer.Tests.Vision;

/// <summary>Segmentation models of a few nodes that see colours: background where nothing is brighter than 0.3, else red, green or blue.</summary>
public static class TinySegmenter
{
    public const int Side = 16;

    internal static readonly string[] Labels = ["background", "red", "green", "blue"];

    private static readonly float[] Weights = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1];

    private static readonly float[] Bias = [0.3f, 0, 0, 0];

    public enum Output
    {
        Scores,
        HalfScores,
        Ids64,
        Ids32,
        Ids8,
        IdsWithChannel,
    }

    /// <param name="output">What it gives.</param>
    /// <param name="size">The input's height and width, as text.</param>
    /// <param name="batch">The batch axis, as text.</param>
    public static byte[] Planar(Output output = Output.Scores, string size = "16,16", string batch = "1")
    {
        TestModel model = new TestModel()
            .Input("images", TensorElementType.Float32, $"{batch},3,{size}")
            .Constant("weights", "4,3,1,1", Weights)
            .Constant("bias", "4", Bias)
            .Node("Conv", ["images", "weights", "bias"], ["scores"]);
        if (output == Output.Scores) return model.Output("scores", TensorElementType.Float32, $"{batch},4,{size}").ToArray();
        if (output == Output.HalfScores)
            return model.Node("Cast", ["scores"], ["half"], ("to", 10)).Output("half", TensorElementType.Float16, $"{batch},4,{size}").ToArray();
        model.Node("ArgMax", ["scores"], ["ids"], ("axis", 1), ("keepdims", output == Output.IdsWithChannel ? 1 : 0));
        return output switch
        {
            Output.IdsWithChannel => model.Output("ids", TensorElementType.Int64, $"{batch},1,{size}").ToArray(),
            Output.Ids64 => model.Output("ids", TensorElementType.Int64, $"{batch},{size}").ToArray(),
            Output.Ids32 => model.Node("Cast", ["ids"], ["small"], ("to", 6)).Output("small", TensorElementType.Int32, $"{batch},{size}").ToArray(),
            _ => model.Node("Cast", ["ids"], ["small"], ("to", 2)).Output("small", TensorElementType.UInt8, $"{batch},{size}").ToArray(),
        };
    }

    /// <summary>The same with channels last, in and out.</summary>
    public static byte[] Interleaved() => new TestModel()
        .Input("images", TensorElementType.Float32, "1,16,16,3")
        .Constant("weights", "3,4", 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)
        .Constant("bias", "4", Bias)
        .Node("MatMul", ["images", "weights"], ["seen"])
        .Node("Add", ["seen", "bias"], ["scores"])
        .Output("scores", TensorElementType.Float32, "1,16,16,4")
        .ToArray();

    /// <summary>One channel: how red, in 0 … 1; or its logit, 10 × (red − 0.5).</summary>
    public static byte[] Foreground(bool logit, bool channelAxis = true)
    {
        TestModel model = new TestModel()
            .Input("images", TensorElementType.Float32, "1,3,16,16")
            .Constant("weights", "1,3,1,1", logit ? 10 : 1, 0, 0)
            .Constant("bias", "1", logit ? -5 : 0)
            .Node("Conv", ["images", "weights", "bias"], [channelAxis ? "red" : "map"]);
        if (channelAxis) return model.Output("red", TensorElementType.Float32, "1,1,16,16").ToArray();
        return model.Node("Squeeze", ["map", "axis"], ["red"])
            .Constant("axis", TensorElementType.Int64, "1", BitConverter.GetBytes(1L))
            .Output("red", TensorElementType.Float32, "1,16,16")
            .ToArray();
    }

    public static ModelManifest Manifest(ResizeMode resize = ResizeMode.Stretch, params string[] labels) => new()
    {
        Task = ModelTask.Segment,
        Input = new ImageInputSpec { Resize = resize, Scale = 1 / 255f, MultipleOf = 8, Interpolation = Interpolation.Bilinear },
        Labels = labels.Length == 0 ? Labels : labels,
    };

    public static SemanticSegmenter Load(byte[] model, ModelManifest? manifest = null) => SemanticSegmenter.Load(
        model, "tiny", new SemanticSegmenterOptions { Session = TinyDetector.OneThread, Manifest = manifest ?? Manifest() });

    /// <summary>A picture whose quarters are black, red, green and blue.</summary>
    public static ImageBuffer Quarters(int width = Side, int height = Side, PixelFormat format = PixelFormat.Rgb24)
    {
        var image = new ImageBuffer(width, height, format);
        image.Pixels.Fill(255);
        int bytes = format.BytesPerPixel();
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int quarter = (y >= height / 2 ? 2 : 0) + (x >= width / 2 ? 1 : 0);
                Span<byte> pixel = image.GetRow(y).Slice(x * bytes, bytes);
                pixel[..Math.Min(3, bytes)].Clear();
                if (quarter > 0 && bytes >= 3) pixel[format is PixelFormat.Bgr24 or PixelFormat.Bgra32 ? 3 - quarter : quarter - 1] = 255;
            }
        }

        return image;
    }
}
