using System.Buffers;

namespace EdgeInfer.Kernels;

internal static partial class ImageToTensor
{
    /// <summary>PIL's 8-bit <c>BILINEAR</c>: columns first (<see cref="RowFilter"/>), then rows (<see cref="ColumnFilter"/>), each rounded to levels.</summary>
    private static void WriteAntialiased(in Pass pass)
    {
        using var columns = new TriangleTaps(pass.Source.Width, pass.Plan.ResizedWidth, pass.FirstColumn, pass.Count);
        using var rows = new TriangleTaps(pass.Source.Height, pass.Plan.ResizedHeight, pass.Y0 - pass.Plan.Top, pass.Y1 - pass.Y0);
        using var filter = new RowFilter(columns, pass.PixelBytes, pass.Source.Width * pass.PixelBytes);
        // Source row r, resized horizontally, stays in slot r mod slots until no output row needs it any more.
        int slots = rows.Stride, length = pass.RowLength, ready = rows.Starts[0];
        byte[] ring = ArrayPool<byte>.Shared.Rent(checked(slots * length));
        byte[] levels = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            for (int y = pass.Y0; y < pass.Y1; y++)
            {
                int start = rows.Starts[y - pass.Y0], end = start + rows.Counts[y - pass.Y0];
                for (ready = Math.Max(ready, start); ready < end; ready++)
                {
                    Span<byte> slot = ring.AsSpan(ready % slots * length, length);
                    if (pass.KeepsWidth) Planes.Run(pass.Simd, pass.WantedPixels(ready), pass.PixelBytes, slot, pass.PlaneStride);
                    else filter.Run(pass.Simd, pass.Source.GetRow(ready), slot, pass.PlaneStride);
                }

                ColumnFilter.Run(pass.Simd, ring.AsSpan(0, slots * length), start % slots, rows.Weights(y - pass.Y0), levels.AsSpan(0, length));
                pass.Store(y, levels);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(levels);
            ArrayPool<byte>.Shared.Return(ring);
        }
    }
}
