using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>The last third of every task: what the model said of a picture as results in the picture's own pixels.</summary>
/// <remarks>A struct with what one call asks for; used by several threads at once where a caller gives many pictures.</remarks>
internal interface IOutputReader<out TResult>
{
    /// <summary>Whether each output has one part a picture, so that several pictures can be given at once.</summary>
    bool ReadsBatches { get; }

    /// <param name="outputs">What the model said of this picture.</param>
    /// <param name="plan">How the picture was fitted into the input.</param>
    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="height">The picture's height in pixels.</param>
    TResult Read(in ModelOutputs outputs, in ResizePlan plan, int width, int height);
}
