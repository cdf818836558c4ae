namespace EdgeInfer.Kernels;

/// <summary>Boxes of detectors that give objectness and classes apart, YOLOv5 and YOLOv7.</summary>
/// <remarks>
/// A box is centre x, centre y, width, height, objectness, then one value a class. Its score is objectness × its best
/// class; it is a candidate where objectness and score reach the threshold. Objectness comes first: classes are
/// probabilities, so that where it is too low the rest is not read, most of the memory that is. NaN in objectness, or in
/// all classes, is no candidate; NaN in a coordinate is passed on. Allocates nothing but what the candidates grow by.
/// Thread-safe, the candidates apart.
/// <para>
/// In logits, with σ the sigmoid: centre = (2σ(x) − 0.5 + cell) · stride, size = (2σ(width))² · anchor, score = σ(objectness)
/// · σ(best class). Objectness is compared as a logit, and only what passes goes through a sigmoid; the best class is the
/// one with the highest logit.
/// </para>
/// Reference: <c>Detect.forward</c> and <c>non_max_suppression</c> of YOLOv5, best class only.
/// </remarks>
internal static class AnchorDecode
{
    private const int CenterX = 0, CenterY = 1, Width = 2, Height = 3, ObjectnessAt = 4, BoxValues = 5;

    /// <summary>Boxes that the graph has decoded: corners in pixels of the input, probabilities.</summary>
    /// <param name="values">float32 <c>[boxes, 5 + classes]</c>.</param>
    /// <param name="classes">From 1.</param>
    /// <param name="threshold">Lowest score wanted.</param>
    /// <param name="candidates">Receives the boxes, in order.</param>
    /// <exception cref="ArgumentException">The values are not a whole number of boxes.</exception>
    public static void Rows(ReadOnlySpan<float> values, int classes, float threshold, CandidateBuffer candidates)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        int step = checked(BoxValues + classes);
        if (values.Length % step != 0)
            throw new ArgumentException($"{values.Length} values are not a whole number of boxes of 5 + {classes} values.", nameof(values));

        for (int skip; !values.IsEmpty && (skip = Objectness.IndexOfAtLeast(values[ObjectnessAt..], step, threshold)) >= 0;)
        {
            ReadOnlySpan<float> box = values.Slice(skip * step, step);
            values = values[((skip + 1) * step)..];
            float best = ClassMax.OfBox(box[BoxValues..], out int classId), score = box[ObjectnessAt] * best;
            if (best == float.NegativeInfinity || !(score >= threshold)) continue;
            Add(candidates, box[CenterX], box[CenterY], box[Width], box[Height], score, classId);
        }
    }

    /// <summary>A head as the network's last convolution gives it, logits, channel by channel.</summary>
    /// <param name="values">float32 <c>[anchors · (5 + classes), rows, columns]</c>.</param>
    /// <param name="grid">The head's cells.</param>
    /// <param name="anchors">Width and height of each anchor in pixels of the input, in turn.</param>
    /// <param name="classes">From 1.</param>
    /// <param name="threshold">Lowest score wanted, as a probability.</param>
    /// <param name="candidates">Receives the boxes, in order, corners in pixels of the input.</param>
    /// <exception cref="ArgumentException">The sizes contradict each other.</exception>
    public static void Planar(
        ReadOnlySpan<float> values, AnchorGrid grid, ReadOnlySpan<float> anchors, int classes, float threshold, CandidateBuffer candidates)
    {
        int cells = Check(values, grid, anchors, classes), step = BoxValues + classes;
        float leastLogit = Objectness.LeastLogit(threshold);
        for (int a = 0; a < anchors.Length / 2; a++, values = values[(step * cells)..])
        {
            ReadOnlySpan<float> objectness = values.Slice(ObjectnessAt * cells, cells);
            for (int cell = 0, skip; (skip = ClassMax.IndexOfAtLeast(objectness[cell..], leastLogit)) >= 0; cell++)
            {
                cell += skip;
                float found = Objectness.Sigmoid(objectness[cell]);
                if (!(found >= threshold)) continue;
                float best = float.NegativeInfinity;
                int classId = 0;
                for (int c = 0, at = BoxValues * cells + cell; c < classes; c++, at += cells)
                {
                    if (values[at] > best) (best, classId) = (values[at], c);
                }

                AddLogits(
                    candidates, grid, cell, anchors.Slice(2 * a, 2), found, best, classId, threshold,
                    values[cell], values[cells + cell], values[2 * cells + cell], values[3 * cells + cell]);
            }
        }
    }

    /// <summary>A head as YOLOv5 brings it into order before decoding: logits, the values of a box side by side.</summary>
    /// <param name="values">float32 <c>[anchors, rows, columns, 5 + classes]</c>.</param>
    /// <param name="grid">The head's cells.</param>
    /// <param name="anchors">Width and height of each anchor in pixels of the input, in turn.</param>
    /// <param name="classes">From 1.</param>
    /// <param name="threshold">Lowest score wanted, as a probability.</param>
    /// <param name="candidates">Receives the boxes, in order, corners in pixels of the input.</param>
    /// <exception cref="ArgumentException">The sizes contradict each other.</exception>
    public static void Interleaved(
        ReadOnlySpan<float> values, AnchorGrid grid, ReadOnlySpan<float> anchors, int classes, float threshold, CandidateBuffer candidates)
    {
        int cells = Check(values, grid, anchors, classes), step = BoxValues + classes;
        float leastLogit = Objectness.LeastLogit(threshold);
        for (int a = 0; a < anchors.Length / 2; a++, values = values[(step * cells)..])
        {
            for (int cell = 0, skip; cell < cells; cell++)
            {
                // The slice ends with this anchor's last objectness.
                skip = Objectness.IndexOfAtLeast(values[(cell * step + ObjectnessAt)..(cells * step)], step, leastLogit);
                if (skip < 0) break;
                cell += skip;
                ReadOnlySpan<float> box = values.Slice(cell * step, step);
                float found = Objectness.Sigmoid(box[ObjectnessAt]);
                if (!(found >= threshold)) continue;
                float best = ClassMax.OfBox(box[BoxValues..], out int classId);
                AddLogits(
                    candidates, grid, cell, anchors.Slice(2 * a, 2), found, best, classId, threshold,
                    box[CenterX], box[CenterY], box[Width], box[Height]);
            }
        }
    }

    private static int Check(ReadOnlySpan<float> values, AnchorGrid grid, ReadOnlySpan<float> anchors, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        ArgumentOutOfRangeException.ThrowIfNegative(grid.Columns, nameof(grid));
        ArgumentOutOfRangeException.ThrowIfNegative(grid.Rows, nameof(grid));
        if (anchors.Length % 2 != 0)
            throw new ArgumentException($"An anchor has 2 sizes, width and height; {anchors.Length} sizes are not a whole number of anchors.", nameof(anchors));
        Int128 needed = (Int128)grid.Cells * (anchors.Length / 2) * (BoxValues + (long)classes);
        if (values.Length != needed)
        {
            throw new ArgumentException(
                $"{grid.Rows} × {grid.Columns} cells with {anchors.Length / 2} anchors of 5 + {classes} values are {needed} values, not {values.Length}.", nameof(values));
        }

        return (int)(anchors.IsEmpty ? 0 : grid.Cells);
    }

    private static void AddLogits(
        CandidateBuffer candidates, AnchorGrid grid, int cell, ReadOnlySpan<float> anchor, float objectness, float bestLogit, int classId, float threshold,
        float x, float y, float width, float height)
    {
        float score = objectness * Objectness.Sigmoid(bestLogit);
        if (bestLogit == float.NegativeInfinity || !(score >= threshold)) return;
        (int row, int column) = Math.DivRem(cell, grid.Columns);
        float across = 2 * Objectness.Sigmoid(width), down = 2 * Objectness.Sigmoid(height);
        Add(
            candidates, (2 * Objectness.Sigmoid(x) - 0.5f + column) * grid.Stride, (2 * Objectness.Sigmoid(y) - 0.5f + row) * grid.Stride,
            across * across * anchor[0], down * down * anchor[1], score, classId);
    }

    private static void Add(CandidateBuffer candidates, float centerX, float centerY, float width, float height, float score, int classId)
    {
        float halfWidth = width / 2, halfHeight = height / 2;
        candidates.Add(new ScoredBox(centerX - halfWidth, centerY - halfHeight, centerX + halfWidth, centerY + halfHeight, score, classId));
    }
}
