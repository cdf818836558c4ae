namespace EdgeInfer.Kernels;

/// <summary>Greedy non-maximum suppression.</summary>
/// <remarks>
/// Takes boxes best first and drops every later one that overlaps a kept one by more than the threshold. Equal scores
/// are ordered by class and place, so that results do not depend on the sort. Reference: torchvision's <c>nms</c> and,
/// with classes apart, <c>batched_nms</c>.
/// </remarks>
internal static class Nms
{
    /// <summary>Sorts the boxes best first and moves those that survive to the front.</summary>
    /// <param name="boxes">Reordered in place.</param>
    /// <param name="iouThreshold">Overlap above which the lower-scored box goes, 0 … 1.</param>
    /// <param name="acrossClasses">True lets boxes of different classes suppress each other.</param>
    /// <param name="maxKept">Stops once this many are kept.</param>
    /// <returns>How many survive; they are <c>boxes[..n]</c>, best first.</returns>
    public static int Run(Span<ScoredBox> boxes, float iouThreshold, bool acrossClasses, int maxKept)
    {
        SortByScore(boxes);
        int kept = 0;
        for (int i = 0; i < boxes.Length && kept < maxKept; i++)
        {
            ScoredBox candidate = boxes[i];
            bool suppressed = false;
            for (int k = 0; k < kept && !suppressed; k++)
            {
                ref readonly ScoredBox better = ref boxes[k];
                suppressed = (acrossClasses || better.ClassId == candidate.ClassId) && ScoredBox.IoU(in better, in candidate) > iouThreshold;
            }

            // kept ≤ i, so what is overwritten has already been looked at.
            if (!suppressed) boxes[kept++] = candidate;
        }

        return kept;
    }

    /// <summary>Best first; span sorting is not stable, so ties are broken by class and place.</summary>
    private static void SortByScore(Span<ScoredBox> boxes) => boxes.Sort(static (a, b) =>
    {
        int order = b.Score.CompareTo(a.Score);
        if (order == 0) order = a.ClassId.CompareTo(b.ClassId);
        if (order == 0) order = a.Y1.CompareTo(b.Y1);
        if (order == 0) order = a.X1.CompareTo(b.X1);
        if (order == 0) order = a.Y2.CompareTo(b.Y2);
        return order == 0 ? a.X2.CompareTo(b.X2) : order;
    });
}
