using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>What a model that gives a picture makes of one: its channels, their place in the output, and how much larger it gets.</summary>
internal sealed record PictureShape(MapOutput Output, int Channels, int Scale)
{
    /// <summary>Pixels of the picture with which a model is asked for its scale where its shapes are free.</summary>
    private const int ProbeSide = 64;

    /// <summary>Asks the model's shapes, and where they are free the model itself, with a black picture.</summary>
    /// <exception cref="ModelMismatchException">The output is no picture, or no whole multiple of the input.</exception>
    public static PictureShape Find(VisionModel model)
    {
        MapOutput output = MapOutput.Find(model.Session, model.Resolved);
        if (output.Rank != 4 || output.IsInteger) throw output.Contradiction("a picture is read as float32 or float16 with 4 axes");
        int channels = model.Manifest.Input.Channels;
        if (output.ChannelCount() is { } given && given != channels)
        {
            throw output.Contradiction(given == 1
                ? $"a picture of {channels} channels becomes one channel, which is no picture but an alpha or a map; use ImageMatter or SemanticSegmenter"
                : $"a picture of {channels} channel(s) becomes one of as many, not of {given}");
        }

        ResizePlan plan = model.Preprocessor.Plan(ProbeSide, ProbeSide);
        // Only an input of one size makes an output of one.
        bool isFree = model.Manifest.Input.Resize == ResizeMode.Pad;
        (int width, int height) = (isFree ? null : output.FixedSize()) ?? Probe(model, output, channels, in plan);
        int scale = width / plan.InputWidth;
        if (scale < 1 || width != scale * plan.InputWidth || height != scale * plan.InputHeight)
            throw output.Contradiction($"a picture of {plan.InputWidth}×{plan.InputHeight} becomes one of {width}×{height}, which is no whole multiple");
        return new PictureShape(output, channels, scale);
    }

    private static (int Width, int Height) Probe(VisionModel model, MapOutput output, int channels, in ResizePlan plan)
    {
        using var probe = new ImageBuffer(plan.InputWidth, plan.InputHeight, PixelFormat.Rgb24);
        probe.Pixels.Clear();
        return model.Run<Reader, (int, int)>(probe, new(output, channels), out _, CancellationToken.None);
    }

    private readonly struct Reader(MapOutput output, int channels) : IOutputReader<(int, int)>
    {
        public bool ReadsBatches => false;

        public (int, int) Read(in ModelOutputs outputs, in ResizePlan plan, int width, int height) => output.Measure(in outputs, channels);
    }
}
