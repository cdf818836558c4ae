using System.Buffers;
using System.Numerics.Tensors;

namespace EdgeInfer.Kernels;

internal static partial class ImageToTensor
{
    /// <summary>OpenCV's 8-bit <c>INTER_AREA</c>: columns first (<see cref="AreaRow"/>), then rows, summed up in float, and rounded once.</summary>
    /// <remarks>
    /// Whole shrink factors go without weights, in integers. Blocks of more than 257 rows are summed up in float as well: exact up to 65,793 pixels, and
    /// beyond that possibly one level off OpenCV's.
    /// </remarks>
    private static void WriteArea(in Pass pass)
    {
        double scaleX = AreaTaps.Scale(pass.Source.Width, pass.Plan.ResizedWidth), scaleY = AreaTaps.Scale(pass.Source.Height, pass.Plan.ResizedHeight);
        if (scaleX < 1 || scaleY < 1)
        {
            WriteBilinear(in pass, overlap: true);
            return;
        }

        bool whole = IsWhole(scaleX) && IsWhole(scaleY);
        int blockWidth = (int)Math.Round(scaleX), blockHeight = (int)Math.Round(scaleY);
        if (whole && blockWidth == 2 && blockHeight == 2)
        {
            // Four pixels, half a level rounded up: what bilinear makes of a half as well.
            WriteBilinear(in pass, overlap: false);
            return;
        }

        if (whole && blockHeight <= BlockSum.MaxRows)
        {
            WriteBlocks(in pass, blockWidth, blockHeight);
            return;
        }

        using var columns = new AreaTaps(whole, pass.Source.Width, pass.Plan.ResizedWidth, pass.FirstColumn, pass.Count);
        using var rows = new AreaTaps(whole, pass.Source.Height, pass.Plan.ResizedHeight, pass.Y0 - pass.Plan.Top, pass.Y1 - pass.Y0);
        using var pixels = new PixelRows(pass.Simd, pass.Source, 0, pass.Source.Width, rows: 1);
        float factor = whole ? 1 / ((float)blockWidth * blockHeight) : 1;
        int lanes = AreaRow.Lanes(pass.PixelBytes), length = checked(pass.PlaneStride * lanes);
        float[] floats = ArrayPool<float>.Shared.Rent(checked(2 * length));
        byte[] levels = ArrayPool<byte>.Shared.Rent(pass.RowLength);
        try
        {
            Span<float> row = floats.AsSpan(0, length), sums = floats.AsSpan(length, length);
            // The last row of one block is often the first of the next.
            int resized = -1;
            for (int y = pass.Y0; y < pass.Y1; y++)
            {
                int from = rows.Starts[y - pass.Y0];
                ReadOnlySpan<float> weights = rows.Weights(y - pass.Y0);
                for (int i = 0; i < weights.Length; i++)
                {
                    if (from + i != resized) AreaRow.Run(pass.Simd, pixels.ReadRow(from + i), pass.PixelBytes, columns, row);
                    resized = from + i;
                    if (i == 0) TensorPrimitives.Multiply(row, weights[i], sums);
                    else TensorPrimitives.MultiplyAdd(row, weights[i], sums, sums);
                }

                SumsToLevels.Run(pass.Simd, sums, lanes, factor, levels.AsSpan(0, pass.RowLength), pass.PlaneStride);
                pass.Store(y, levels);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(levels);
            ArrayPool<float>.Shared.Return(floats);
        }

        // As OpenCV asks, by a bound that a quotient one rounding error off misses.
        static bool IsWhole(double scale) => Math.Abs(scale - Math.Round(scale)) < Math.BitIncrement(1.0) - 1;
    }

    /// <summary>Whole shrink factors: rows first, since a row of bytes is added faster than pixels side by side.</summary>
    private static void WriteBlocks(in Pass pass, int blockWidth, int blockHeight)
    {
        int lanes = AreaRow.Lanes(pass.PixelBytes), length = checked(pass.PlaneStride * lanes);
        int start = pass.FirstColumn * blockWidth * pass.PixelBytes, bytes = pass.Count * blockWidth * pass.PixelBytes;
        float factor = 1 / ((float)blockWidth * blockHeight);
        using var pixels = new PixelRows(pass.Simd, pass.Source, pass.FirstColumn * blockWidth, (pass.FirstColumn + pass.Count) * blockWidth, rows: 1);
        ushort[] columns = ArrayPool<ushort>.Shared.Rent(bytes + BlockSum.Slack);
        float[] sums = ArrayPool<float>.Shared.Rent(length);
        byte[] levels = ArrayPool<byte>.Shared.Rent(pass.RowLength);
        try
        {
            for (int y = pass.Y0; y < pass.Y1; y++)
            {
                columns.AsSpan(0, bytes).Clear();
                int top = (y - pass.Plan.Top) * blockHeight;
                for (int row = top; row < top + blockHeight; row++)
                    BlockSum.AddRow(pass.Simd, pixels.ReadRow(row).Slice(start, bytes), columns.AsSpan(0, bytes));
                BlockSum.Columns(pass.Simd, columns.AsSpan(0, bytes + BlockSum.Slack), pass.PixelBytes, blockWidth, pass.Count, sums);
                SumsToLevels.Run(pass.Simd, sums.AsSpan(0, length), lanes, factor, levels.AsSpan(0, pass.RowLength), pass.PlaneStride);
                pass.Store(y, levels);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(levels);
            ArrayPool<float>.Shared.Return(sums);
            ArrayPool<ushort>.Shared.Return(columns);
        }
    }
}
