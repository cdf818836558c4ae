namespace EdgeInfer.Kernels;

/// <summary>
/// The squares that RetinaFace predicts faces from: on every cell of stride 8 one of 16 and one of 32 pixels, of stride 16 of 64
/// and 128, of stride 32 of 256 and 512, in this order, row by row, their middle that of the cell. A cell that
/// reaches over the input's edge counts.
/// </summary>
/// <remarks>Reference: <c>PriorBox</c> of biubug6's Pytorch_Retinaface with <c>cfg_mnet</c> or <c>cfg_re50</c>.</remarks>
internal static class RetinaFacePriors
{
    private const int PerCell = 2;
    private const int SmallestSide = 16;

    /// <summary>How many there are on an input of this many pixels.</summary>
    public static long Count(int width, int height)
    {
        long cells = 0;
        foreach (int stride in DetectionGrid.Strides) cells += (long)Cells(width, stride) * Cells(height, stride);
        return cells * PerCell;
    }

    /// <summary>A prior's centre and side, in pixels of the input.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such prior.</exception>
    public static (float X, float Y, float Side) At(int index, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        int side = SmallestSide, rest = index;
        foreach (int stride in DetectionGrid.Strides)
        {
            int columns = Cells(width, stride), here = columns * Cells(height, stride) * PerCell;
            if (rest < here)
            {
                (int row, int column) = Math.DivRem(rest / PerCell, columns);
                return ((column + 0.5f) * stride, (row + 0.5f) * stride, rest % PerCell == 0 ? side : 2 * side);
            }

            rest -= here;
            side *= 4;
        }

        throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count(width, height)} priors.");
    }

    private static int Cells(int pixels, int stride) => (pixels + stride - 1) / stride;
}
