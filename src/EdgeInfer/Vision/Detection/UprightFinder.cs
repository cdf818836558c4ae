using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>Objects with upright boxes.</summary>
internal sealed class UprightFinder(VisionModel model, BoxFinder finder, ClassFilter filter) : IDetectionFinder
{
    public float Confidence => finder.Confidence;

    public float Iou => finder.Iou;

    public bool ReadsBatches => finder.Decoder.ReadsBatches;

    public Detection[] Find(in ModelOutputs outputs, in ResizePlan plan, int width, int height)
    {
        using CandidateBuffer candidates = CandidateBuffer.Rent();
        Span<ScoredBox> boxes = finder.Find(in outputs, in plan, width, height, candidates, filter);
        if (boxes.IsEmpty) return [];

        var detections = new Detection[boxes.Length];
        for (int i = 0; i < boxes.Length; i++)
        {
            ref readonly ScoredBox box = ref boxes[i];
            detections[i] = new Detection(box.ClassId, model.Label(box.ClassId), box.Score, new BoundingBox(box.X1, box.Y1, box.X2, box.Y2));
        }

        return detections;
    }
}
