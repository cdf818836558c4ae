namespace EdgeInfer.Kernels;

/// <summary>The three grids that anchor-free detectors predict on, one box a cell: strides 8, 16 and 32 pixels, in this order, row by row.</summary>
internal static class DetectionGrid
{
    // An array, because unoptimised code allocates for a span of constants each time it is asked for one.
    private static readonly int[] AllStrides = [8, 16, 32];

    public static ReadOnlySpan<int> Strides => AllStrides;

    /// <summary>Cells, and so boxes, for an input of this many pixels.</summary>
    public static long CellCount(int width, int height)
    {
        long cells = 0;
        foreach (int stride in Strides) cells += (long)(width / stride) * (height / stride);
        return cells;
    }
}
