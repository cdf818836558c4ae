using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>Faces of one picture, with landmarks where the model gives them.</summary>
internal readonly struct FaceReader(BoxFinder finder, int faceClass) : IOutputReader<IReadOnlyList<Face>>
{
    /// <summary>Farther out than any picture's point: a model that says so says nothing.</summary>
    private const float Farthest = 1e7f;

    public bool ReadsBatches => finder.Decoder.ReadsBatches;

    public IReadOnlyList<Face> Read(in ModelOutputs outputs, in ResizePlan plan, int width, int height)
    {
        using CandidateBuffer candidates = CandidateBuffer.Rent();
        Span<ScoredBox> boxes = finder.Find(in outputs, in plan, width, height, candidates);
        int count = 0;
        foreach (ref ScoredBox box in boxes)
        {
            if (box.ClassId == faceClass) boxes[count++] = box;
        }

        if (count == 0) return [];
        var faces = new Face[count];
        for (int i = 0; i < count; i++)
        {
            ref readonly ScoredBox box = ref boxes[i];
            faces[i] = new Face(box.Score, new BoundingBox(box.X1, box.Y1, box.X2, box.Y2), Landmarks(in outputs, in box, in plan));
        }

        return faces;
    }

    private Keypoint[] Landmarks(in ModelOutputs outputs, in ScoredBox box, in ResizePlan plan)
    {
        if (finder.Decoder.KeypointCount == 0) return [];
        var points = new Keypoint[finder.Decoder.KeypointCount];
        finder.ReadKeypoints(in outputs, in box, in plan, points);
        // NaN is not close either.
        foreach (Keypoint point in points)
        {
            if (!(Math.Abs(point.X) <= Farthest && Math.Abs(point.Y) <= Farthest)) return [];
        }

        return points;
    }
}
