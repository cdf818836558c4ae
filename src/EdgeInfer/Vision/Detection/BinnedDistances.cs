using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>
/// One grid of a detector that gives each of a box's four distances from its cell as a distribution over bins: generalised
/// focal loss (X. Li et al., 2020), NanoDet and PicoDet.
/// </summary>
/// <param name="Columns">Cells in a row.</param>
/// <param name="Rows">Rows of cells.</param>
/// <param name="Stride">Pixels of the input from cell to cell; a bin is one stride wide.</param>
/// <param name="Center">Where in its cell a box is measured from, in strides: 0 the corner, 0.5 the centre.</param>
internal readonly record struct BinnedDistances(int Columns, int Rows, int Stride, float Center)
{
    public int Cells => Columns * Rows;

    /// <summary>Adds the box of each cell whose best class reaches the threshold.</summary>
    /// <param name="scores">Probabilities, the first class of cell k at <c>k · step</c>.</param>
    /// <param name="distances">Logits, the first bin of cell k at <c>k · step</c>: left, top, right, bottom.</param>
    /// <param name="classes">Classes a cell.</param>
    /// <param name="bins">Bins a side.</param>
    /// <param name="scoreStep">From one cell's scores to the next one's.</param>
    /// <param name="distanceStep">From one cell's distances to the next one's.</param>
    /// <param name="confidence">Lowest score wanted.</param>
    /// <param name="source">Number of the grid's first cell among all.</param>
    /// <param name="candidates">Receives the boxes, corners in input pixels.</param>
    public void Decode(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> distances, int classes, int bins, int scoreStep, int distanceStep, float confidence, int source,
        CandidateBuffer candidates)
    {
        ReadOnlySpan<int> only = [0];
        Span<float> sides = stackalloc float[DistributionFocal.Sides];
        for (int cell = 0; cell < Cells; cell++)
        {
            float best = ClassMax.OfBox(scores.Slice(cell * scoreStep, classes), out int classId);
            if (!(best >= confidence)) continue;
            DistributionFocal.Interleaved(distances.Slice(cell * distanceStep, DistributionFocal.Sides * bins), bins, only, sides);
            (int row, int column) = Math.DivRem(cell, Columns);
            float x = (column + Center) * Stride, y = (row + Center) * Stride;
            candidates.Add(new ScoredBox(
                x - sides[0] * Stride, y - sides[1] * Stride, x + sides[2] * Stride, y + sides[3] * Stride, best, classId, source + cell));
        }
    }

    /// <summary>The grid of a stride on an input of this size; what does not fill a cell makes one, too.</summary>
    public static BinnedDistances Over(int width, int height, int stride, float center) =>
        new((width + stride - 1) / stride, (height + stride - 1) / stride, stride, center);
}
