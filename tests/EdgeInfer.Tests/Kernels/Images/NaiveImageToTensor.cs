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

        if (interpolation == Interpolation.NearestFloor)
        {
            int cornerX = (int)(column * (1 / ((double)plan.ResizedWidth / source.Width)));
            int cornerY = (int)(row * (1 / ((double)plan.ResizedHeight / source.Height)));
            return Pixel(source, color, Math.Min(cornerX, source.Width - 1), Math.Min(cornerY, source.Height - 1));
        }

        bool shrinks = plan.ResizedWidth <= source.Width && plan.ResizedHeight <= source.Height;
        double[] horizontal = Weights(interpolation, shrinks, column, plan.ResizedWidth, source.Width);
        double[] vertical = Weights(interpolation, shrinks, row, plan.ResizedHeight, source.Height);
        double sum = 0;
        for (int y = 0; y < source.Height; y++)
        {
            if (vertical[y] == 0) continue;
            double across = 0;
            for (int x = 0; x < source.Width; x++)
            {
                if (horizontal[x] != 0) across += horizontal[x] * Pixel(source, color, x, y);
            }

            // PIL keeps levels between the two axes, which end at 0 and 255.
            if (interpolation == Interpolation.AntialiasedBicubic) across = Math.Clamp(across, 0, 255);
            sum += vertical[y] * across;
        }

        return Math.Clamp(sum, 0, 255);
    }

    /// <summary>What each source position counts for a resized one; together 1.</summary>
    private static double[] Weights(Interpolation interpolation, bool shrinks, int position, int resized, int original)
    {
        double scale = (double)original / resized, center = (position + 0.5) * scale - 0.5;
        double[] weights = new double[original];
        switch (interpolation)
        {
            case Interpolation.Area when shrinks:
                for (int i = 0; i < original; i++) weights[i] = Math.Max(0, Math.Min(i + 1, (position + 1) * scale) - Math.Max(i, position * scale));
                break;
            case Interpolation.Area:
                // Where a position begins exactly with a source position, OpenCV's rounding decides which is first, and with it whether the fraction
                // is nearly 1 or 0: it belongs to the definition.
                double growth = (double)resized / original;
                int first = (int)(position * (1 / growth));
                // What of the position lies beyond the first neighbour, where it reaches so far.
                float beyond = (float)(position + 1 - (first + 1) * growth);
                weights[first] = 1 - Math.Max(0, beyond - MathF.Floor(beyond));
                if (beyond <= 0) weights[first] = 1;
                weights[Math.Min(first + 1, original - 1)] += 1 - weights[first];
                break;
            case Interpolation.Bicubic:
                for (int i = (int)Math.Floor(center) - 1; i <= Math.Floor(center) + 2; i++)
                    weights[Math.Clamp(i, 0, original - 1)] += Cubic(Math.Abs(i - center), -0.75);
                break;
            default:
                // Without widening, a point beyond the last pixel's centre takes the last pixel.
                double half = interpolation == Interpolation.Bilinear ? 1 : Math.Max(1, scale);
                if (interpolation == Interpolation.Bilinear) center = Math.Clamp(center, 0, original - 1);
                for (int i = 0; i < original; i++)
                {
                    double distance = Math.Abs(i - center) / half;
                    weights[i] = interpolation == Interpolation.AntialiasedBicubic ? Cubic(distance, -0.5) : Math.Max(0, 1 - distance);
                }

                break;
        }

        double sum = weights.Sum();
        for (int i = 0; i < original; i++) weights[i] /= sum;
        return weights;
    }

    private static double Cubic(double x, double a) =>
        x < 1 ? ((a + 2) * x - (a + 3)) * x * x + 1
        : x < 2 ? a * (((x - 5) * x + 8) * x - 4)
        : 0;

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
