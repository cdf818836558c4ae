namespace EdgeInfer.Kernels;

/// <summary>A candidate of a detector of turned boxes.</summary>
internal readonly record struct ScoredRotatedBox(RotatedBox Box, float Score, int ClassId) : IRankedBox<ScoredRotatedBox>
{
    /// <summary>Falling scores; ties by class, centre, size and angle.</summary>
    public static int Compare(ScoredRotatedBox a, ScoredRotatedBox b)
    {
        int order = b.Score.CompareTo(a.Score);
        if (order == 0) order = a.ClassId.CompareTo(b.ClassId);
        if (order == 0) order = a.Box.CenterY.CompareTo(b.Box.CenterY);
        if (order == 0) order = a.Box.CenterX.CompareTo(b.Box.CenterX);
        if (order == 0) order = a.Box.Height.CompareTo(b.Box.Height);
        if (order == 0) order = a.Box.Width.CompareTo(b.Box.Width);
        return order == 0 ? a.Box.Angle.CompareTo(b.Box.Angle) : order;
    }
}
