using EdgeInfer.Kernels;
using EdgeInfer.Models;
using EdgeInfer.Sessions;

namespace EdgeInfer.Vision;

/// <summary>Reads one kind of output tensor as the class of every pixel of the picture. Immutable and thread-safe.</summary>
internal abstract class PixelDecoder
{
    /// <summary>Classes that pixels can have; checked against the labels.</summary>
    public abstract int ClassCount { get; }

    /// <param name="outputs">What the model said of one picture.</param>
    /// <param name="plan">How the picture was fitted into the input.</param>
    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="height">The picture's height in pixels.</param>
    /// <param name="classIds">Receives the class of each pixel, row by row.</param>
    public abstract void Decode(in ModelOutputs outputs, in ResizePlan plan, int width, int height, Span<byte> classIds);

    /// <summary>Chooses by the output's type and channels: whole numbers are classes, one channel is a foreground, more are scores.</summary>
    /// <exception cref="ModelMismatchException">The output is no map of classes.</exception>
    public static PixelDecoder Create(ModelSession session, ResolvedManifest manifest, KernelParallelism parallelism)
    {
        var output = MapOutput.Find(session, manifest);
        if (output.IsInteger) return new ClassMapDecoder(output);
        if (output.Rank == 4 && output.ChannelCount() is > 1 or null) return new ScoreMapDecoder(output, parallelism);
        return new ForegroundDecoder(output);
    }
}
