using System.Buffers;

namespace EdgeInfer.Kernels;

/// <summary>Soft non-maximum suppression: overlapped boxes lose score instead of going.</summary>
/// <remarks>
/// Takes the best box, multiplies the score of every other one by <see cref="SoftNmsDecay.Factor"/> of their overlap, and
/// goes on with what is best then, until that scores too little. Equal scores are ordered as <see cref="BestFirst"/> does.
/// <para>
/// Since scores only fall, a box is brought up to date no sooner than it comes to the top: it then meets, oldest first, the
/// boxes taken since it was last looked at, and is taken or falls back. Every score is multiplied by the same factors in
/// the same order as in <see cref="Eager"/>: the results are equal, exactly. Where many boxes were taken since, a
/// <see cref="KeptBoxGrid"/> leaves out those that cannot overlap. Time is O(n log n + d log n), d being the number of
/// times that a box meets one it overlaps: few where decay soon takes scores below the least, n² / 2 where all boxes
/// overlap each other slightly and all stay. Memory is pooled. Thread-safe.
/// </para>
/// Reference: N. Bodla, B. Singh, R. Chellappa, L. S. Davis, Soft-NMS – Improving Object Detection With One Line of Code, 2017.
/// </remarks>
internal static class SoftNms
{
    /// <summary>Up to as many boxes taken since, comparing with each is about as cheap as looking up cells.</summary>
    private const int PairwiseLimit = 64;

    /// <summary>Sorts the boxes best first by what is left of their scores and moves those that survive to the front.</summary>
    /// <param name="boxes">Reordered in place; those that survive carry what is left of their scores.</param>
    /// <param name="decay">How scores fall.</param>
    /// <param name="acrossClasses">True lets boxes of different classes lower each other's scores.</param>
    /// <param name="leastScore">Boxes left with less go, and so does NaN; from 0. The paper's implementation uses 0.001.</param>
    /// <param name="maxKept">Stops once this many are kept.</param>
    /// <returns>How many survive; they are <c>boxes[..n]</c>, best first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The least score is below 0 or NaN.</exception>
    public static int Run(Span<ScoredBox> boxes, SoftNmsDecay decay, bool acrossClasses, float leastScore, int maxKept)
    {
        Check(leastScore);
        BestFirst.Sort(boxes);
        maxKept = Math.Min(maxKept, boxes.Length);
        if (maxKept <= 0) return 0;

        Fallen[] heap = ArrayPool<Fallen>.Shared.Rent(boxes.Length);
        int[] found = ArrayPool<int>.Shared.Rent(boxes.Length);
        int[] foundFor = ArrayPool<int>.Shared.Rent(maxKept);
        foundFor.AsSpan(0, maxKept).Clear();
        var overlaps = new Overlaps(found, foundFor, decay.LeastIoU, acrossClasses);
        var grid = new KeptBoxGrid(decay.LeastIoU, acrossClasses, maxKept);
        try
        {
            int kept = 0, inGrid = 0, fallen = 0, next = 0;
            while (kept < maxKept && (next < boxes.Length || fallen > 0))
            {
                bool untouched = fallen == 0 || (next < boxes.Length && BestFirst.Compare(boxes[next], heap[0].Box) <= 0);
                (ScoredBox top, int met) = untouched ? new(boxes[next++], 0) : heap[0];

                // What it scores is the most that any other can.
                if (!(top.Score >= leastScore)) break;

                float score;
                if (kept - met <= PairwiseLimit)
                {
                    score = Meet(boxes, met, kept, in top, decay, acrossClasses, leastScore);
                }
                else
                {
                    for (; inGrid < kept; inGrid++) grid.Add(boxes, inGrid);
                    overlaps.Restart();
                    grid.Visit(boxes[..kept], in top, met, ref overlaps);
                    score = Meet(boxes, overlaps.OldestFirst(), in top, decay, leastScore);
                }

                bool stays = score == top.Score;
                if (stays || !(score >= leastScore))
                {
                    if (!untouched) fallen = RemoveTop(heap, fallen);
                    // kept < next, so what is overwritten has been taken out.
                    if (stays) boxes[kept++] = top;
                    continue;
                }

                Fallen lower = new(top with { Score = score }, kept);
                if (untouched) SiftUp(heap, fallen++, in lower);
                else SiftDown(heap.AsSpan(0, fallen), in lower);
            }

            return kept;
        }
        finally
        {
            grid.Dispose();
            ArrayPool<int>.Shared.Return(found);
            ArrayPool<int>.Shared.Return(foundFor);
            ArrayPool<Fallen>.Shared.Return(heap);
        }
    }

    /// <summary>The definition: every box taken lowers every other one at once; same contract as <see cref="Run"/>.</summary>
    public static int Eager(Span<ScoredBox> boxes, SoftNmsDecay decay, bool acrossClasses, float leastScore, int maxKept)
    {
        Check(leastScore);
        int kept = 0;
        for (; kept < boxes.Length && kept < maxKept; kept++)
        {
            int best = kept;
            for (int i = kept + 1; i < boxes.Length; i++)
            {
                if (BestFirst.Compare(boxes[i], boxes[best]) < 0) best = i;
            }

            if (!(boxes[best].Score >= leastScore)) break;
            (boxes[kept], boxes[best]) = (boxes[best], boxes[kept]);
            for (int i = kept + 1; i < boxes.Length; i++)
            {
                // Negative scores would rise.
                if (!(boxes[i].Score >= leastScore) || (!acrossClasses && boxes[i].ClassId != boxes[kept].ClassId)) continue;
                boxes[i] = boxes[i] with { Score = boxes[i].Score * decay.Factor(ScoredBox.IoU(in boxes[kept], in boxes[i])) };
            }
        }

        return kept;
    }

    private static void Check(float leastScore)
    {
        // A negative score would rise when multiplied.
        if (!(leastScore >= 0)) throw new ArgumentOutOfRangeException(nameof(leastScore), leastScore, "The least score is 0 or more.");
    }

    private static float Meet(ReadOnlySpan<ScoredBox> taken, int from, int to, in ScoredBox box, SoftNmsDecay decay, bool acrossClasses, float leastScore)
    {
        float score = box.Score;
        for (int k = from; k < to && score >= leastScore; k++)
        {
            if (acrossClasses || taken[k].ClassId == box.ClassId) score *= decay.Factor(ScoredBox.IoU(in taken[k], in box));
        }

        return score;
    }

    private static float Meet(ReadOnlySpan<ScoredBox> taken, ReadOnlySpan<int> places, in ScoredBox box, SoftNmsDecay decay, float leastScore)
    {
        float score = box.Score;
        foreach (int k in places)
        {
            if (!(score >= leastScore)) break;
            score *= decay.Factor(ScoredBox.IoU(in taken[k], in box));
        }

        return score;
    }

    private static void SiftUp(Span<Fallen> heap, int place, in Fallen rising)
    {
        for (int parent; place > 0 && BestFirst.Compare(rising.Box, heap[parent = (place - 1) / 2].Box) < 0; place = parent) heap[place] = heap[parent];
        heap[place] = rising;
    }

    /// <summary>Puts a box in the place of the top, then where it belongs.</summary>
    private static void SiftDown(Span<Fallen> heap, in Fallen sinking)
    {
        int place = 0;
        for (int child; (child = 2 * place + 1) < heap.Length; place = child)
        {
            if (child + 1 < heap.Length && BestFirst.Compare(heap[child + 1].Box, heap[child].Box) < 0) child++;
            if (BestFirst.Compare(heap[child].Box, sinking.Box) >= 0) break;
            heap[place] = heap[child];
        }

        heap[place] = sinking;
    }

    /// <returns>How many remain.</returns>
    private static int RemoveTop(Span<Fallen> heap, int count)
    {
        Fallen last = heap[--count];
        if (count > 0) SiftDown(heap[..count], in last);
        return count;
    }

    /// <summary>A box that lost score and waits to come to the top.</summary>
    /// <param name="Box">With what was left of its score then.</param>
    /// <param name="Met">How many of the boxes taken it has met.</param>
    private readonly record struct Fallen(ScoredBox Box, int Met);

    /// <summary>Collects the places of the boxes that overlap a candidate, each once.</summary>
    private struct Overlaps(int[] found, int[] foundFor, float leastIoU, bool acrossClasses) : IKeptBoxVisitor
    {
        private int _candidate;
        private int _count;

        public void Restart()
        {
            _candidate++;
            _count = 0;
        }

        public readonly ReadOnlySpan<int> OldestFirst()
        {
            Span<int> places = found.AsSpan(0, _count);
            places.Sort();
            return places;
        }

        public bool Visit(ReadOnlySpan<ScoredBox> kept, int index, in ScoredBox candidate)
        {
            ref readonly ScoredBox better = ref kept[index];
            if (foundFor[index] == _candidate || !(acrossClasses || better.ClassId == candidate.ClassId)) return false;
            if (!(ScoredBox.IoU(in better, in candidate) > leastIoU)) return false;
            foundFor[index] = _candidate;
            found[_count++] = index;
            return false;
        }
    }
}
