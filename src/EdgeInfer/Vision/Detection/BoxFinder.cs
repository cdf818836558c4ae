using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>From a model's outputs to boxes in the picture's pixels: decode, thin out, map back. Shared by all tasks that find boxes.</summary>
/// <remarks>Immutable and thread-safe. Allocates nothing.</remarks>
internal sealed class BoxFinder
{
    private readonly bool _classAgnostic;
    private readonly int _maxDetections;

    /// <param name="model">The model; its labels are checked against the decoder's classes.</param>
    /// <param name="decoder">Reads its outputs.</param>
    /// <param name="confidence">Lowest score reported; null for the manifest's.</param>
    /// <param name="iou">Overlap above which the weaker box goes; null for the manifest's.</param>
    /// <param name="maxDetections">Most boxes a picture.</param>
    /// <exception cref="ModelMismatchException">The manifest's labels are not as many as the decoder's classes.</exception>
    public BoxFinder(VisionModel model, DetectionDecoder decoder, float? confidence, float? iou, int maxDetections)
    {
        model.RequireLabels(decoder.ClassCount);
        Decoder = decoder;
        Confidence = confidence ?? model.Manifest.Confidence;
        Iou = iou ?? model.Manifest.Iou;
        _classAgnostic = model.Manifest.ClassAgnosticNms;
        _maxDetections = maxDetections;
    }

    public DetectionDecoder Decoder { get; }

    /// <summary>Lowest score reported.</summary>
    public float Confidence { get; }

    /// <summary>Overlap (IoU) above which the lower-scored of two boxes goes.</summary>
    public float Iou { get; }

    /// <param name="outputs">What the model said of one picture.</param>
    /// <param name="plan">How the picture was fitted into the input.</param>
    /// <param name="width">The picture's width in pixels.</param>
    /// <param name="height">The picture's height in pixels.</param>
    /// <param name="candidates">Empty; holds the boxes that are returned.</param>
    /// <returns>Boxes in pixels of the picture, clipped to it, best first; those outside it altogether are left out.</returns>
    public Span<ScoredBox> Find(in ModelOutputs outputs, in ResizePlan plan, int width, int height, CandidateBuffer candidates)
    {
        Decoder.Decode(in outputs, plan.InputWidth, plan.InputHeight, Confidence, candidates);
        Span<ScoredBox> boxes = candidates.Boxes;
        // An IoU never exceeds 1: nothing is suppressed, but the best are kept, sorted.
        int kept = Nms.Run(boxes, Decoder.NeedsNms ? Iou : 1, _classAgnostic, _maxDetections);
        return boxes[..MapToOriginal(boxes[..kept], plan.Transform, width, height)];
    }

    /// <summary>Reads the points of a box that <see cref="Find"/> returned, in pixels of the picture; they may lie outside it.</summary>
    public void ReadKeypoints(in ModelOutputs outputs, in ScoredBox box, in ResizePlan plan, Span<Keypoint> keypoints)
    {
        Decoder.ReadKeypoints(in outputs, box.Source, plan.InputWidth, plan.InputHeight, keypoints);
        ImageTransform transform = plan.Transform;
        foreach (ref Keypoint point in keypoints)
            point = point with { X = transform.ToOriginalX(point.X), Y = transform.ToOriginalY(point.Y) };
    }

    private static int MapToOriginal(Span<ScoredBox> boxes, ImageTransform transform, int width, int height)
    {
        int kept = 0;
        foreach (ScoredBox box in boxes)
        {
            float x1 = Math.Clamp(transform.ToOriginalX(box.X1), 0, width), x2 = Math.Clamp(transform.ToOriginalX(box.X2), 0, width);
            float y1 = Math.Clamp(transform.ToOriginalY(box.Y1), 0, height), y2 = Math.Clamp(transform.ToOriginalY(box.Y2), 0, height);
            // Written so that NaN goes too.
            if (!(x2 > x1 && y2 > y1)) continue;
            boxes[kept++] = box with { X1 = x1, Y1 = y1, X2 = x2, Y2 = y2 };
        }

        return kept;
    }
}
