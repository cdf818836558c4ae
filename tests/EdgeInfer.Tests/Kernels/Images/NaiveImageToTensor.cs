using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Tests.Kernels;

/// <summary>
/// Picture to tensor as its definition reads: each element on its own, in double precision, without any rounding to 8 bits.
/// </summary>
internal static class NaiveImageToTensor
{
    /// <summary>An element of the tensor before normalisation, 0 … 255.</summary>
    public static double Value(
        ImageView source, in ResizePlan plan, Interpolation interpolation, ColorOrder order, ReadOnlySpan<byte> pad, int channel, int x, int y)
    {
        int column = x - plan.Left, row = y - plan.Top;
        bool outside = column < 0 || row < 0 || column >= plan.ResizedWidth || row >= plan.ResizedHeight;
        if (order == ColorOrder.Gray)
        {
            return source.Format == PixelFormat.Gray8 && !outside
                ? Resized(source, in plan, interpolation, 0, column, row)
                : 0.299 * Color(source, in plan, 0, pad) + 0.587 * Color(source, in plan, 1, pad) + 0.114 * Color(source, in plan, 2, pad);
        }

        return Color(source, in plan, order == ColorOrder.Rgb ? channel : 2 - channel, pad);

        // 0 red, 1 green, 2 blue.
        double Color(ImageView source, in ResizePlan plan, int color, ReadOnlySpan<byte> pad) => outside
            ? pad[color]
            : Resized(source, in plan, interpolation, color, column, row);
    }

    private static double Resized(ImageView source, in ResizePlan plan, Interpolation interpolation, int color, int column, int row)
    {
        if (interpolation == Interpolation.Nearest)
        {
            // Exact: floor of (position + 1/2) × original / resized.
            int nearestX = (int)((2L * column + 1) * source.Width / (2L * plan.ResizedWidth));
            int nearestY = (int)((2L * row + 1) * source.Height / (2L * plan.ResizedHeight));
            return Pixel(source, color, nearestX, nearestY);
        }

        bool widens = interpolation == Interpolation.AntialiasedBilinear;
        double sum = 0, weights = 0;
        for (int y = 0; y < source.Height; y++)
        {
            double vertical = Weight(row, plan.ResizedHeight, source.Height, y, widens);
            if (vertical == 0) continue;
            for (int x = 0; x < source.Width; x++)
            {
                double weight = vertical * Weight(column, plan.ResizedWidth, source.Width, x, widens);
                if (weight == 0) continue;
                sum += weight * Pixel(source, color, x, y);
                weights += weight;
            }
        }

        return sum / weights;
    }

    /// <summary>What a source pixel counts: a triangle around the sample point, as wide as the shrink factor where that is asked for.</summary>
    private static double Weight(int position, int resized, int original, int pixel, bool widens)
    {
        double scale = (double)original / resized;
        double half = widens ? Math.Max(1, scale) : 1;
        double center = (position + 0.5) * scale - 0.5;
        // Without widening, a point beyond the last pixel's centre takes the last pixel.
        if (!widens) center = Math.Clamp(center, 0, original - 1);
        return Math.Max(0, 1 - Math.Abs(pixel - center) / half);
    }

    private static byte Pixel(ImageView source, int color, int x, int y)
    {
        int bytes = source.Format.BytesPerPixel();
        int at = source.Format switch
        {
            PixelFormat.Gray8 => 0,
            PixelFormat.Bgr24 or PixelFormat.Bgra32 => 2 - color,
            _ => color,
        };
        return source.Pixels[y * source.StrideBytes + x * bytes + at];
    }
}
