namespace EdgeInfer.Kernels;

/// <summary>Greedy non-maximum suppression.</summary>
/// <remarks>
/// Takes boxes best first and drops every later one that overlaps a kept one by more than the threshold. Equal scores
/// are ordered by class and place, so that results do not depend on the sort. Many kept boxes are searched through a
/// <see cref="KeptBoxGrid"/>, which only leaves out pairs that cannot overlap enough: the result is that of
/// <see cref="Pairwise"/>, exactly. Reference: torchvision's <c>nms</c> and, with classes apart, <c>batched_nms</c>.
/// </remarks>
internal static class Nms
{
    /// <summary>Up to as many kept boxes, comparing with each is about as cheap as looking up cells.</summary>
    private const int PairwiseLimit = 64;

    /// <summary>Sorts the boxes best first and moves those that survive to the front.</summary>
    /// <param name="boxes">Reordered in place.</param>
    /// <param name="iouThreshold">Overlap above which the lower-scored box goes, 0 … 1.</param>
    /// <param name="acrossClasses">True lets boxes of different classes suppress each other.</param>
    /// <param name="maxKept">Stops once this many are kept.</param>
    /// <returns>How many survive; they are <c>boxes[..n]</c>, best first.</returns>
    public static int Run(Span<ScoredBox> boxes, float iouThreshold, bool acrossClasses, int maxKept)
    {
        BestFirst.Sort(boxes);
        int i = 0;
        int kept = Continue(boxes, iouThreshold, acrossClasses, Math.Min(maxKept, PairwiseLimit), ref i);
        if (kept == maxKept || i == boxes.Length) return kept;

        // The grid leaves out disjoint pairs, which only a negative threshold would suppress.
        if (!(iouThreshold >= 0)) return Continue(boxes, iouThreshold, acrossClasses, maxKept, ref i, kept);

        using var grid = new KeptBoxGrid(iouThreshold, acrossClasses, Math.Min(maxKept, boxes.Length));
        var suppression = new Suppression(iouThreshold, acrossClasses);
        for (int k = 0; k < kept; k++) grid.Add(boxes, k);
        for (; i < boxes.Length && kept < maxKept; i++)
        {
            if (grid.Visit(boxes[..kept], in boxes[i], ref suppression)) continue;
            boxes[kept] = boxes[i];
            grid.Add(boxes, kept++);
        }

        return kept;
    }

    /// <summary>The definition: every candidate against every kept box; same contract as <see cref="Run"/>.</summary>
    public static int Pairwise(Span<ScoredBox> boxes, float iouThreshold, bool acrossClasses, int maxKept)
    {
        BestFirst.Sort(boxes);
        int i = 0;
        return Continue(boxes, iouThreshold, acrossClasses, maxKept, ref i);
    }

    /// <summary>Goes on from candidate <paramref name="i"/>, with the first <paramref name="kept"/> boxes kept.</summary>
    private static int Continue(Span<ScoredBox> boxes, float iouThreshold, bool acrossClasses, int maxKept, ref int i, int kept = 0)
    {
        var suppression = new Suppression(iouThreshold, acrossClasses);
        for (; i < boxes.Length && kept < maxKept; i++)
        {
            ScoredBox candidate = boxes[i];
            bool suppressed = false;
            for (int k = 0; k < kept && !suppressed; k++) suppressed = suppression.Visit(boxes, k, in candidate);

            // kept ≤ i, so what is overwritten has already been looked at.
            if (!suppressed) boxes[kept++] = candidate;
        }

        return kept;
    }

    /// <summary>Ends the search at the first kept box that overlaps the candidate too much.</summary>
    private readonly struct Suppression(float iouThreshold, bool acrossClasses) : IKeptBoxVisitor
    {
        public bool Visit(ReadOnlySpan<ScoredBox> kept, int index, in ScoredBox candidate)
        {
            ref readonly ScoredBox better = ref kept[index];
            return (acrossClasses || better.ClassId == candidate.ClassId) && ScoredBox.IoU(in better, in candidate) > iouThreshold;
        }
    }
}
