using System.Buffers;

namespace EdgeInfer.Kernels;

/// <summary>Greedy non-maximum suppression of turned boxes.</summary>
/// <remarks>
/// As <see cref="Nms"/>, with another measure. Each box gets an upright one around it such that two boxes whose upright
/// ones are disjoint overlap by no more than the threshold: for <see cref="RotatedOverlap.Polygon"/> its bounds, for
/// <see cref="RotatedOverlap.Gaussian"/> its reach at that threshold. Those are searched through a
/// <see cref="KeptBoxGrid"/>, and only near pairs are measured: the result is that of <see cref="Pairwise"/>, exactly.
/// Memory is pooled. Thread-safe. Ultralytics' <c>nms_rotated</c> also lets boxes suppress others that are themselves
/// suppressed, and so keeps fewer.
/// </remarks>
internal static class RotatedNms
{
    /// <summary>Up to as many kept boxes, comparing with each is about as cheap as looking up cells.</summary>
    private const int PairwiseLimit = 32;

    /// <summary>Sorts the boxes best first and moves those that survive to the front.</summary>
    /// <param name="boxes">Reordered in place.</param>
    /// <param name="threshold">Overlap above which the lower-scored box goes, 0 … 1.</param>
    /// <param name="overlap">How it is measured.</param>
    /// <param name="acrossClasses">True lets boxes of different classes suppress each other.</param>
    /// <param name="maxKept">Stops once this many are kept.</param>
    /// <returns>How many survive; they are <c>boxes[..n]</c>, best first.</returns>
    public static int Run(Span<ScoredRotatedBox> boxes, float threshold, RotatedOverlap overlap, bool acrossClasses, int maxKept)
    {
        // At 0, Gaussians reach everywhere; below, so does everything; at 1 nothing overlaps enough.
        if (!(threshold < 1) || !(overlap == RotatedOverlap.Polygon ? threshold >= 0 : threshold > 0))
            return Pairwise(boxes, threshold, overlap, acrossClasses, maxKept);

        BestFirst.Sort(boxes);
        maxKept = Math.Min(maxKept, boxes.Length);
        if (maxKept <= 0) return 0;
        var suppression = new Suppression(threshold, overlap, acrossClasses, ArrayPool<RotatedShape>.Shared.Rent(maxKept));
        ScoredBox[] around = ArrayPool<ScoredBox>.Shared.Rent(maxKept);
        var grid = new KeptBoxGrid((float)suppression.SideRatio, acrossClasses, maxKept);
        try
        {
            int kept = 0;
            for (int i = 0; i < boxes.Length && kept < maxKept; i++)
            {
                ScoredBox candidate = suppression.Take(in boxes[i]);
                bool suppressed = false;
                if (kept > PairwiseLimit) suppressed = grid.Visit(around.AsSpan(0, kept), in candidate, ref suppression);
                else for (int k = 0; k < kept && !suppressed; k++) suppressed = suppression.Visit(around, k, in candidate);
                if (suppressed) continue;

                // kept ≤ i, so what is overwritten has already been looked at.
                boxes[kept] = boxes[i];
                around[kept] = candidate;
                suppression.Keep(kept);
                grid.Add(around, kept++);
            }

            return kept;
        }
        finally
        {
            grid.Dispose();
            ArrayPool<ScoredBox>.Shared.Return(around);
            ArrayPool<RotatedShape>.Shared.Return(suppression.Shapes);
        }
    }

    /// <summary>The definition: every candidate against every kept box; same contract as <see cref="Run"/>.</summary>
    public static int Pairwise(Span<ScoredRotatedBox> boxes, float threshold, RotatedOverlap overlap, bool acrossClasses, int maxKept)
    {
        BestFirst.Sort(boxes);
        int kept = 0;
        for (int i = 0; i < boxes.Length && kept < maxKept; i++)
        {
            ScoredRotatedBox candidate = boxes[i];
            var shape = new RotatedShape(candidate.Box);
            bool suppressed = false;
            for (int k = 0; k < kept && !suppressed; k++)
            {
                if (!acrossClasses && boxes[k].ClassId != candidate.ClassId) continue;
                var better = new RotatedShape(boxes[k].Box);
                suppressed = Measure(overlap, in better, in shape) > threshold;
            }

            if (!suppressed) boxes[kept++] = candidate;
        }

        return kept;
    }

    private static double Measure(RotatedOverlap overlap, in RotatedShape a, in RotatedShape b) =>
        overlap == RotatedOverlap.Polygon ? RotatedShape.IoU(in a, in b) : RotatedShape.ProbIoU(in a, in b);

    /// <summary>Ends the search at the first kept box that overlaps the candidate too much.</summary>
    private struct Suppression : IKeptBoxVisitor
    {
        private readonly double _threshold, _deviations, _sideRatio;
        private readonly RotatedOverlap _overlap;
        private readonly bool _acrossClasses;
        private RotatedShape _candidate;

        public Suppression(double threshold, RotatedOverlap overlap, bool acrossClasses, RotatedShape[] shapes)
        {
            (_threshold, _overlap, _acrossClasses, Shapes) = (threshold, overlap, acrossClasses, shapes);
            if (overlap == RotatedOverlap.Polygon)
            {
                // Of a turned box, the width of its bounds being 1, a slab of width r holds at most 2r − r², the share of a
                // rhombus. The other box lies in such a slab, if its bounds are r times as wide.
                _sideRatio = 1 - Math.Sqrt(1 - threshold);
            }
            else
            {
                // The largest B of the formula at this threshold. Its first term is at least dx² / (4 (σ₁² + σ₂²)) with σ² the
                // variances along x, so that dx ≤ 2 √B (σ₁ + σ₂); and likewise along y.
                double mostB = -Math.Log(threshold * (2 - threshold)) * (1 + 1e-6) + 1e-12;
                // Further is as right, and beside a far corner too small a reach would be lost in rounding.
                _deviations = Math.Max(0.5, 2 * Math.Sqrt(mostB));

                // Seen along any axis the Gaussians are at least as alike, and cosh(ln(σ₁ / σ₂)) ≤ exp(2B).
                _sideRatio = Math.Exp(-Math.Acosh(Math.Exp(2 * mostB)));
            }
        }

        /// <summary>Boxes whose surrounding ones differ more in their longer sides overlap by no more than the threshold.</summary>
        public double SideRatio => _sideRatio * (1 - 2 * RotatedShape.SideSlack);

        /// <summary>Those of the kept boxes.</summary>
        public RotatedShape[] Shapes { get; }

        /// <summary>Makes a box the candidate.</summary>
        /// <returns>The upright box around it.</returns>
        public ScoredBox Take(in ScoredRotatedBox box)
        {
            _candidate = new RotatedShape(box.Box);
            return _overlap == RotatedOverlap.Polygon ? _candidate.Bounds(box.ClassId) : _candidate.Reach(_deviations, box.ClassId);
        }

        public readonly void Keep(int place) => Shapes[place] = _candidate;

        public readonly bool Visit(ReadOnlySpan<ScoredBox> kept, int index, in ScoredBox candidate)
        {
            ref readonly ScoredBox better = ref kept[index];
            if (!(_acrossClasses || better.ClassId == candidate.ClassId)) return false;
            if (better.X1 > candidate.X2 || candidate.X1 > better.X2 || better.Y1 > candidate.Y2 || candidate.Y1 > better.Y2) return false;
            ref readonly RotatedShape shape = ref Shapes[index];
            if (_overlap == RotatedOverlap.Gaussian) return RotatedShape.ProbIoU(in shape, in _candidate) > _threshold;

            // IoU is at most the ratio of the areas; the slack is for rounding.
            double area = shape.Area, other = _candidate.Area;
            return Math.Min(area, other) >= Math.Max(area, other) * _threshold * (1 - 1e-9) && RotatedShape.IoU(in shape, in _candidate) > _threshold;
        }
    }
}
