using System.Buffers;

namespace EdgeInfer.Kernels;

/// <summary>Soft non-maximum suppression: overlapped boxes lose score instead of going.</summary>
/// <remarks>
/// Takes the best box, multiplies the score of every other one by <see cref="SoftNmsDecay.Factor"/> of their overlap, and
/// goes on with what is best then, until that scores too little. Equal scores are ordered as <see cref="BestFirst"/> does.
/// <para>
/// A box that is taken finds those it overlaps through an <see cref="OverlapSweep"/>. Since scores only fall, a box that
/// lost score moves in the order no sooner than it comes to the top. Every score is multiplied by the same factors in the
/// same order as in <see cref="Eager"/>: the results are equal, exactly. Time is O(n log n) and, for each box taken, a sweep
/// over the boxes in the same columns of the picture, many at a time; at worst n² / 2 where all overlap each other slightly
/// and stay. Memory is pooled. Thread-safe.
/// </para>
/// Reference: N. Bodla, B. Singh, R. Chellappa, L. S. Davis, Soft-NMS – Improving Object Detection With One Line of Code, 2017.
/// </remarks>
internal static class SoftNms
{
    /// <summary>In place of the score of a box that is taken or fell below the least.</summary>
    private const float Gone = -1;

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

        int count = boxes.Length;
        ScoredBox[] sorted = ArrayPool<ScoredBox>.Shared.Rent(count);
        float[] scores = ArrayPool<float>.Shared.Rent(count);
        int[] found = ArrayPool<int>.Shared.Rent(count);
        Fallen[] fallen = ArrayPool<Fallen>.Shared.Rent(count);
        boxes.CopyTo(sorted);
        for (int i = 0; i < count; i++) scores[i] = boxes[i].Score;
        var sweep = new OverlapSweep(boxes);
        try
        {
            var heap = new FallenHeap(sorted, fallen);
            int kept = 0, next = 0;
            while (kept < maxKept)
            {
                while (next < count && scores[next] == Gone) next++;
                bool untouched = heap.Count == 0 || (next < count && heap.TopComesAfter(next));
                if (untouched && next == count) break;
                Fallen top = untouched ? new(sorted[next].Score, next++) : heap.Top;

                // Its score is the most that any other can have.
                if (!(top.Score >= leastScore)) break;
                float left = scores[top.Place];
                if (left == Gone)
                {
                    heap.RemoveTop();
                    continue;
                }

                if (left != top.Score)
                {
                    if (untouched) heap.Add(top with { Score = left });
                    else heap.ReplaceTop(top with { Score = left });
                    continue;
                }

                if (!untouched) heap.RemoveTop();
                scores[top.Place] = Gone;
                ScoredBox taken = sorted[top.Place] with { Score = left };
                boxes[kept++] = taken;
                foreach (int other in found.AsSpan(0, sweep.Find(in taken, found)))
                {
                    float score = scores[other];
                    if (!(score >= leastScore) || !(acrossClasses || sorted[other].ClassId == taken.ClassId)) continue;
                    score *= decay.Factor(ScoredBox.IoU(in taken, in sorted[other]));
                    scores[other] = score >= leastScore ? score : Gone;
                }
            }

            return kept;
        }
        finally
        {
            sweep.Dispose();
            ArrayPool<Fallen>.Shared.Return(fallen);
            ArrayPool<int>.Shared.Return(found);
            ArrayPool<float>.Shared.Return(scores);
            ArrayPool<ScoredBox>.Shared.Return(sorted);
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

    /// <summary>A box that lost score and waits to come to the top.</summary>
    /// <param name="Score">What was left when it was put here; at least what is left now.</param>
    /// <param name="Place">Where it is in the sorted boxes.</param>
    private readonly record struct Fallen(float Score, int Place);

    /// <summary>A binary heap, best on top in the order of <see cref="BestFirst"/>.</summary>
    private ref struct FallenHeap(ReadOnlySpan<ScoredBox> boxes, Span<Fallen> heap)
    {
        private readonly ReadOnlySpan<ScoredBox> _boxes = boxes;
        private readonly Span<Fallen> _heap = heap;

        public int Count { get; private set; }

        public readonly Fallen Top => _heap[0];

        /// <summary>Whether a box that lost nothing comes before the top.</summary>
        public readonly bool TopComesAfter(int place) => IsBefore(new(_boxes[place].Score, place), _heap[0]);

        public void Add(Fallen rising)
        {
            int place = Count++;
            for (int parent; place > 0 && IsBefore(rising, _heap[parent = (place - 1) / 2]); place = parent) _heap[place] = _heap[parent];
            _heap[place] = rising;
        }

        public readonly void ReplaceTop(Fallen sinking)
        {
            int place = 0;
            for (int child; (child = 2 * place + 1) < Count; place = child)
            {
                if (child + 1 < Count && IsBefore(_heap[child + 1], _heap[child])) child++;
                if (!IsBefore(_heap[child], sinking)) break;
                _heap[place] = _heap[child];
            }

            _heap[place] = sinking;
        }

        public void RemoveTop()
        {
            if (--Count > 0) ReplaceTop(_heap[Count]);
        }

        private readonly bool IsBefore(Fallen a, Fallen b) =>
            a.Score > b.Score || (a.Score == b.Score && BestFirst.CompareWithoutScore(in _boxes[a.Place], in _boxes[b.Place]) < 0);
    }
}
