using EdgeInfer.Imaging;
using EdgeInfer.Vips;

namespace EdgeInfer.Tests.Vips;

/// <summary>Small pictures made in code.</summary>
internal static class TestPicture
{
    /// <summary>Smooth colours with no symmetry, so that every turn and every swap of channels shows.</summary>
    public static ImageBuffer Gradient(int width, int height, PixelFormat format = PixelFormat.Rgb24)
    {
        var picture = new ImageBuffer(width, height, format);
        int size = format.BytesPerPixel();
        for (int y = 0; y < height; y++)
        {
            Span<byte> row = picture.GetRow(y);
            for (int x = 0; x < width; x++)
            {
                Span<byte> pixel = row.Slice(x * size, size);
                for (int c = 0; c < size; c++)
                {
                    pixel[c] = c switch
                    {
                        0 => (byte)(x * 255 / width),
                        1 => (byte)(y * 255 / height),
                        2 => (byte)(128 + x * 40 / width - y * 90 / height),
                        _ => (byte)(255 - (x + y) * 255 / (width + height)),
                    };
                }
            }
        }

        return picture;
    }

    /// <summary>Encoded as a file of this type would be.</summary>
    public static byte[] Encode(ImageView picture, string extension, int quality = 90)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("picture" + extension);
        new VipsCodec().Encode(picture, path, quality);
        return File.ReadAllBytes(path);
    }

    /// <summary>Mean absolute difference of samples, 0 … 255.</summary>
    public static double MeanDifference(ImageView a, ImageView b)
    {
        Assert.Equal((a.Width, a.Height, a.Format), (b.Width, b.Height, b.Format));
        long sum = 0;
        for (int y = 0; y < a.Height; y++)
        {
            ReadOnlySpan<byte> rowA = a.GetRow(y);
            ReadOnlySpan<byte> rowB = b.GetRow(y);
            for (int i = 0; i < rowA.Length; i++) sum += Math.Abs(rowA[i] - rowB[i]);
        }

        return (double)sum / (a.Height * a.GetRow(0).Length);
    }
}
