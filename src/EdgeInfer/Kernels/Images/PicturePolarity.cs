using EdgeInfer.Imaging;

namespace EdgeInfer.Kernels;

/// <summary>Tells dark strokes on a light ground from light strokes on a dark ground.</summary>
internal static class PicturePolarity
{
    /// <summary>True where the picture's border, taken as its ground, is lighter than mid-grey on average.</summary>
    public static bool HasLightBackground(ImageView source)
    {
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
}
