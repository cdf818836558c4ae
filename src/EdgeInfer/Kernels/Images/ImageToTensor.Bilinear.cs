using System.Buffers;

namespace EdgeInfer.Kernels;

internal static partial class ImageToTensor
{
    /// <summary>Rows of the tensor between asking for a row of the picture and reading it.</summary>
    private const int PrefetchDistance = 2;

    /// <summary>
    /// OpenCV's 8-bit <c>INTER_LINEAR</c>, or the enlarging half of <c>INTER_AREA</c>: columns first (<see cref="RowLerp"/>,
    /// <see cref="YuvPairs"/>), then rows (<see cref="RowBlend"/>).
    /// </summary>
    private static void WriteBilinear(in Pass pass, bool overlap)
    {
        int height = pass.Source.Height;
        using var taps = new LinearTaps(overlap, pass.Source.Width, pass.Plan.ResizedWidth, pass.FirstColumn, pass.Count, pass.IsYuv ? 1 : pass.PixelBytes);
        using YuvPairs pairs = pass.IsYuv ? new YuvPairs(pass.Simd, pass.Source.YuvPlanes, taps) : default;
        using PixelPicks picks = taps.IsPick ? pass.PicksOf(taps.Picks) : default;
        short[] rows = ArrayPool<short>.Shared.Rent(checked(2 * pass.RowLength));
        byte[] levels = ArrayPool<byte>.Shared.Rent(pass.RowLength);
        try
        {
            // What lies behind the last column of a plane is blended with it and never used.
            Span<short> slot = rows.AsSpan(0, pass.RowLength), other = rows.AsSpan(pass.RowLength, pass.RowLength);
            int slotRow = -1, otherRow = -1, prefetched = -1;
            for (int y = pass.Y0; y < pass.Y1; y++)
            {
                if (!pass.IsYuv && y + PrefetchDistance < pass.Y1) prefetched = PrefetchRows(in pass, overlap, y + PrefetchDistance, prefetched);
                LinearTap tap = LinearTap.At(overlap, y - pass.Plan.Top, pass.Plan.ResizedHeight, height);
                (int top, int bottom) = RowsOf(in tap, height);
                if (top == bottom && taps.IsPick && tap.FirstWeight + tap.SecondWeight == LinearTap.One && (tap.FirstWeight == 0 || tap.SecondWeight == 0))
                {
                    PickRow(in pass, top, picks, pairs.Picks, levels);
                    pass.Store(y, levels);
                    continue;
                }

                // Going down, the bottom row of one output row is often the top row of the next.
                if (slotRow != top)
                {
                    Span<short> free = slot;
                    slot = other;
                    other = free;
                    (slotRow, otherRow) = (otherRow, -1);
                }

                if (slotRow != top) Resize(in pass, taps, pairs, slotRow = top, slot);
                if (bottom != top && otherRow != bottom) Resize(in pass, taps, pairs, otherRow = bottom, other);
                RowBlend.Run(
                    pass.Simd, slot, bottom == top ? slot : other, tap.FirstWeight, tap.SecondWeight, levels.AsSpan(0, pass.RowLength));
                pass.Store(y, levels);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(levels);
            ArrayPool<short>.Shared.Return(rows);
        }

        // A row that weighs nothing need not be read.
        static (int Top, int Bottom) RowsOf(in LinearTap tap, int height)
        {
            int top = Math.Clamp(tap.First, 0, height - 1), bottom = Math.Clamp(tap.First + 1, 0, height - 1);
            return tap.FirstWeight == 0 ? (bottom, bottom) : tap.SecondWeight == 0 ? (top, top) : (top, bottom);
        }

        static int PrefetchRows(in Pass pass, bool overlap, int y, int last)
        {
            int height = pass.Source.Height;
            LinearTap tap = LinearTap.At(overlap, y - pass.Plan.Top, pass.Plan.ResizedHeight, height);
            (int top, int bottom) = RowsOf(in tap, height);
            if (top > last) Prefetch.Read(pass.Source.GetRow(top));
            if (bottom > last && bottom != top) Prefetch.Read(pass.Source.GetRow(bottom));
            return Math.Max(last, bottom);
        }

        static void Resize(in Pass pass, LinearTaps taps, YuvPairs pairs, int row, Span<short> resized)
        {
            if (pass.IsYuv) pairs.Run(row, taps.Weights, resized, pass.PlaneStride);
            else RowLerp.Run(pass.Simd, pass.Source.GetRow(row), pass.PixelBytes, taps, resized, pass.PlaneStride);
        }
    }
}
