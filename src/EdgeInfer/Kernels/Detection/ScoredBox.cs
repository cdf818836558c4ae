namespace EdgeInfer.Kernels;

/// <summary>A detection candidate: corners, score and class. What decoders write and NMS thins out.</summary>
/// <param name="X1">Left edge.</param>
/// <param name="Y1">Top edge.</param>
/// <param name="X2">Right edge.</param>
/// <param name="Y2">Bottom edge.</param>
/// <param name="Score">Confidence, 0 … 1.</param>
/// <param name="ClassId">Number of its class.</param>
/// <param name="Source">The anchor it was read from, where more is to be read for the boxes that stay: joints, a mask.</param>
internal readonly record struct ScoredBox(float X1, float Y1, float X2, float Y2, float Score, int ClassId, int Source = 0) : IRankedBox<ScoredBox>
{
    public float Area => Math.Max(0, X2 - X1) * Math.Max(0, Y2 - Y1);

    static int IRankedBox<ScoredBox>.Compare(ScoredBox a, ScoredBox b) => BestFirst.Compare(a, b);

    /// <summary>Intersection over union, 0 … 1; 0 where both boxes are empty.</summary>
    public static float IoU(in ScoredBox a, in ScoredBox b)
    {
        float width = Math.Min(a.X2, b.X2) - Math.Max(a.X1, b.X1);
        float height = Math.Min(a.Y2, b.Y2) - Math.Max(a.Y1, b.Y1);
        if (width <= 0 || height <= 0) return 0;
        float intersection = width * height;
        return intersection / (a.Area + b.Area - intersection);
    }
}
