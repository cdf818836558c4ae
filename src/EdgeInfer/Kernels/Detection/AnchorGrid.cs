namespace EdgeInfer.Kernels;

/// <summary>One output of an anchor-based detector: a grid of cells, each with a few boxes.</summary>
/// <param name="Columns">Cells in a row.</param>
/// <param name="Rows">Rows of cells.</param>
/// <param name="Stride">Pixels of the input from cell to cell.</param>
internal readonly record struct AnchorGrid(int Columns, int Rows, int Stride)
{
    public long Cells => (long)Columns * Rows;
}
