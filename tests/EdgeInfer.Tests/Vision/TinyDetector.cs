using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Providers;
using EdgeInfer.Sessions;
using EdgeInfer.Tests.Sessions;

namespace EdgeInfer.Tests.Vision;

/// <summary>Detection models of a few nodes that say what a test wants them to say.</summary>
internal static class TinyDetector
{
    /// <summary>Side of the input in pixels; its three grids have 16 + 4 + 1 = 21 cells.</summary>
    public const int Side = 32;

    public const int Cells = 21;

    /// <summary>Loads on one thread, as a test that measures wants it.</summary>
    public static readonly ModelSessionOptions OneThread = new() { Providers = ProviderSelection.Cpu, Threads = 1 };

    /// <summary>
    /// Ultralytics' layout, two classes. Two boxes whose scores follow the picture's mean brightness: nothing on black; on
    /// white class 0 scores 0.9 in (2, 4) – (10, 12) and class 1 scores 0.6 in (16, 16) – (32, 24), input pixels.
    /// </summary>
    public static byte[] SeesWhite(string batch = "1")
    {
        float[] geometry = new float[6 * Cells], scores = new float[6 * Cells];
        Set(geometry, 0, 6, 8, 8, 8);
        Set(geometry, 5, 24, 20, 16, 8);
        scores[4 * Cells] = 0.9f;
        scores[5 * Cells + 5] = 0.6f;
        return new TestModel()
            .Input("images", TensorElementType.Float32, $"{batch},3,{Side},{Side}")
            .Constant("geometry", $"1,6,{Cells}", geometry)
            .Constant("scores", $"1,6,{Cells}", scores)
            .Node("ReduceMean", ["images"], ["brightness"], ("keepdims", 0))
            .Node("Mul", ["scores", "brightness"], ["lit"])
            .Node("Add", ["geometry", "lit"], ["output0"])
            .Output("output0", TensorElementType.Float32, $"1,6,{Cells}")
            .ToArray();

        static void Set(float[] rows, int box, params ReadOnlySpan<float> values)
        {
            for (int i = 0; i < values.Length; i++) rows[i * Cells + box] = values[i];
        }
    }

    /// <summary>Gives the same outputs whatever the picture.</summary>
    /// <param name="input">Shape of the picture input.</param>
    /// <param name="outputs">Name, shape and content of each.</param>
    public static TestModel Constant(string input, params ReadOnlySpan<(string Name, string Shape, float[] Content)> outputs)
    {
        TestModel model = new TestModel().Input("images", TensorElementType.Float32, input);
        foreach ((string name, string shape, float[] content) in outputs)
        {
            model.Constant($"{name}_content", shape, content)
                .Node("Identity", [$"{name}_content"], [name])
                .Output(name, TensorElementType.Float32, shape);
        }

        return model;
    }

    /// <summary>A stretched picture in 0 … 1, so that input pixels map to the picture by a plain factor.</summary>
    public static ModelManifest Manifest(DecoderFamily decoder, params string[] labels) => new()
    {
        Task = ModelTask.Detect,
        Decoder = decoder,
        Input = new ImageInputSpec { Resize = ResizeMode.Stretch, Scale = 1 / 255f },
        Labels = labels,
    };
}
