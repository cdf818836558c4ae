using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>From a model's outputs to the objects of one picture: upright boxes or turned ones.</summary>
internal interface IDetectionFinder
{
    float Confidence { get; }

    float Iou { get; }

    bool ReadsBatches { get; }

    /// <returns>The objects in pixels of the picture, best first; at most as many as were asked for.</returns>
    Detection[] Find(in ModelOutputs outputs, in ResizePlan plan, int width, int height);
}
