using System.Buffers;

namespace EdgeInfer.Kernels;

internal static partial class ImageToTensor
{
    private static void WriteNearest(in Pass pass, bool floor)
    {
        int[] offsets = ArrayPool<int>.Shared.Rent(pass.Count);
        byte[] levels = ArrayPool<byte>.Shared.Rent(pass.RowLength);
        try
        {
            int pixelBytes = pass.IsYuv ? 1 : pass.PixelBytes;
            for (int i = 0; i < pass.Count; i++)
                offsets[i] = NearestPosition(floor, pass.FirstColumn + i, pass.Plan.ResizedWidth, pass.Source.Width) * pixelBytes;

            using PixelPicks pixels = pass.PicksOf(offsets.AsSpan(0, pass.Count));
            using YuvColumns columns = pass.IsYuv ? new YuvColumns(pass.Simd, pass.Source.YuvPlanes, offsets.AsSpan(0, pass.Count)) : default;
            int levelsOf = -1;
            for (int y = pass.Y0; y < pass.Y1; y++)
            {
                int row = NearestPosition(floor, y - pass.Plan.Top, pass.Plan.ResizedHeight, pass.Source.Height);
                if (row != levelsOf) PickRow(in pass, row, pixels, columns, levels);
                levelsOf = row;
                pass.Store(y, levels);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(levels);
            ArrayPool<int>.Shared.Return(offsets);
        }
    }

    /// <param name="pass">The picture.</param>
    /// <param name="row">Its row.</param>
    /// <param name="pixels">The wanted pixels, unless all are.</param>
    /// <param name="columns">The same, of a YUV picture.</param>
    /// <param name="levels">Where to.</param>
    private static void PickRow(in Pass pass, int row, PixelPicks pixels, YuvColumns columns, Span<byte> levels)
    {
        if (pass.IsYuv) columns.Run(row, levels, pass.PlaneStride);
        else if (pass.KeepsWidth) Planes.Run(pass.Simd, pass.WantedPixels(row), pass.PixelBytes, levels, pass.PlaneStride);
        else pixels.Run(pass.Source.GetRow(row), levels, pass.PlaneStride);
    }

    // In integers: a product that falls short of a whole number by a rounding error would pick the pixel before. OpenCV has
    // that error, so there it belongs to the definition.
    private static int NearestPosition(bool floor, int position, int resized, int original) => floor
        ? Math.Min(original - 1, (int)(position * (1 / ((double)resized / original))))
        : (int)((2L * position + 1) * original / (2L * resized));
}
