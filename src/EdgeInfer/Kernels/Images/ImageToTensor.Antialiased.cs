using System.Buffers;

namespace EdgeInfer.Kernels;

internal static partial class ImageToTensor
{
    /// <summary>PIL's 8-bit <c>BILINEAR</c> or <c>BICUBIC</c>: columns first (<see cref="RowFilter"/>), then rows (<see cref="ColumnFilter"/>), each rounded to levels.</summary>
    private static void WriteAntialiased(in Pass pass, bool cubic)
    {
        using var columns = new AntialiasedTaps(cubic, pass.Source.Width, pass.Plan.ResizedWidth, pass.FirstColumn, pass.Count);
        using var rows = new AntialiasedTaps(cubic, pass.Source.Height, pass.Plan.ResizedHeight, pass.Y0 - pass.Plan.Top, pass.Y1 - pass.Y0);
        using var filter = new RowFilter(columns, pass.PixelBytes, pass.Source.Width * pass.PixelBytes);
        // Rows are resized in groups, up to some too many, into consecutive slots of a ring; a row stays in its slot until no
        // output row needs it any more.
        int group = RowFilter.RowsAtOnce(pass.Simd), length = pass.RowLength;
        using var pixels = new PixelRows(pass.Simd, pass.Source, columns.Starts[0], columns.End, group);
        int slots = (rows.Stride + 2 * (group - 1)) / group * group;
        int first = rows.Starts[0], ready = first;
        byte[] ring = ArrayPool<byte>.Shared.Rent(checked(slots * length));
        byte[] levels = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            for (int y = pass.Y0; y < pass.Y1; y++)
            {
                int start = rows.Starts[y - pass.Y0], end = start + rows.Counts[y - pass.Y0];
                while (ready < end)
                {
                    int count = ready + group <= pass.Source.Height ? group : 1;
                    Span<byte> target = ring.AsSpan((ready - first) % slots * length, count * length);
                    ResizeRows(in pass, filter, pixels, ready, count, target);
                    ready += count;
                }

                ColumnFilter.Run(pass.Simd, ring.AsSpan(0, slots * length), (start - first) % slots, rows.Weights(y - pass.Y0), levels.AsSpan(0, length));
                pass.Store(y, levels);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(levels);
            ArrayPool<byte>.Shared.Return(ring);
        }

        static void ResizeRows(in Pass pass, RowFilter filter, PixelRows pixels, int row, int count, Span<byte> target)
        {
            ReadOnlySpan<byte> source = pixels.Read(row, count, out int stride);
            if (!pass.KeepsWidth)
            {
                filter.Run(pass.Simd, source, count, stride, target, pass.PlaneStride);
                return;
            }

            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> wanted = source.Slice(i * stride + pass.FirstColumn * pass.PixelBytes, pass.Count * pass.PixelBytes);
                Planes.Run(pass.Simd, wanted, pass.PixelBytes, target.Slice(i * pass.RowLength, pass.RowLength), pass.PlaneStride);
            }
        }
    }
}
