using EdgeInfer.Imaging;

namespace EdgeInfer.Kernels;

/// <summary>Tells dark strokes on a light ground from light strokes on a dark ground.</summary>
internal static class PicturePolarity
{
    /// <summary>True where the picture's border, taken as its ground, is lighter than mid-grey on average.</summary>
    public static bool HasLightBackground(ImageView source)
    {
        if (source.Format.IsYuv()) return HasLightYuvBackground(source);
        int channels = source.Format.BytesPerPixel();
        int colors = Math.Min(3, channels);
        long sum = 0, count = 0;
        for (int y = 0; y < source.Height; y++)
        {
            ReadOnlySpan<byte> row = source.GetRow(y);
            bool edgeRow = y == 0 || y == source.Height - 1;
            int step = edgeRow || source.Width == 1 ? channels : (source.Width - 1) * channels;
            for (int at = 0; at < row.Length; at += step)
            {
                for (int c = 0; c < colors; c++) sum += row[at + c];
                count += colors;
            }
        }

        return sum > count * 128;
    }

    // The border's few pixels are converted one by one.
    private static bool HasLightYuvBackground(ImageView source)
    {
        YuvPlanes planes = source.YuvPlanes;
        long sum = 0, count = 0;
        for (int y = 0; y < source.Height; y++)
        {
            bool edgeRow = y == 0 || y == source.Height - 1;
            int step = edgeRow || source.Width == 1 ? 1 : source.Width - 1;
            for (int x = 0; x < source.Width; x += step)
            {
                Rgb pixel = planes[x, y];
                sum += pixel.R + pixel.G + pixel.B;
                count += 3;
            }
        }

        return sum > count * 128;
    }
}
