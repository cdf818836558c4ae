using EdgeInfer.Imaging;

namespace EdgeInfer.Vision;

/// <summary>Joins colours and an opacity.</summary>
internal static class AlphaChannel
{
    /// <param name="colors">RGB or grey.</param>
    /// <param name="alpha"><see cref="PixelFormat.Gray8"/> of the same size.</param>
    /// <returns><see cref="PixelFormat.Rgba32"/>, not premultiplied; the caller disposes it.</returns>
    public static ImageBuffer Combine(ImageView colors, ImageView alpha)
    {
        var combined = new ImageBuffer(colors.Width, colors.Height, PixelFormat.Rgba32);
        int bytes = colors.Format.BytesPerPixel();
        (int red, int green, int blue) = colors.Format switch
        {
            PixelFormat.Gray8 => (0, 0, 0),
            PixelFormat.Bgr24 or PixelFormat.Bgra32 => (2, 1, 0),
            _ => (0, 1, 2),
        };
        for (int y = 0; y < colors.Height; y++)
        {
            ReadOnlySpan<byte> from = colors.GetRow(y), opacity = alpha.GetRow(y);
            Span<byte> to = combined.GetRow(y);
            for (int x = 0; x < opacity.Length; x++)
            {
                ReadOnlySpan<byte> source = from.Slice(x * bytes, bytes);
                Span<byte> pixel = to.Slice(4 * x, 4);
                (pixel[0], pixel[1], pixel[2], pixel[3]) = (source[red], source[green], source[blue], opacity[x]);
            }
        }

        return combined;
    }
}
