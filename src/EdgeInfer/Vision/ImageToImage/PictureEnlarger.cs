using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>A picture at a multiple of its size by a cubic filter (PIL's <c>BICUBIC</c>).</summary>
internal static class PictureEnlarger
{
    /// <returns><see cref="PixelFormat.Rgb24"/>, of grey pictures <see cref="PixelFormat.Gray8"/>; the caller disposes it.</returns>
    public static ImageBuffer Colors(ImageView image, int scale, KernelParallelism parallelism)
    {
        bool grey = image.Format == PixelFormat.Gray8;
        var enlarged = new ImageBuffer(checked(image.Width * scale), checked(image.Height * scale), grey ? PixelFormat.Gray8 : PixelFormat.Rgb24);
        Write(image, grey ? ColorOrder.Gray : ColorOrder.Rgb, enlarged, parallelism);
        return enlarged;
    }

    /// <summary>The opacity of a picture that has one.</summary>
    /// <returns><see cref="PixelFormat.Gray8"/>; the caller disposes it.</returns>
    public static ImageBuffer Alpha(ImageView image, int scale, KernelParallelism parallelism)
    {
        using var alpha = new ImageBuffer(image.Width, image.Height, PixelFormat.Gray8);
        for (int y = 0; y < image.Height; y++)
        {
            ReadOnlySpan<byte> pixels = image.GetRow(y);
            Span<byte> row = alpha.GetRow(y);
            for (int x = 0; x < row.Length; x++) row[x] = pixels[4 * x + 3];
        }

        var enlarged = new ImageBuffer(checked(image.Width * scale), checked(image.Height * scale), PixelFormat.Gray8);
        Write(alpha, ColorOrder.Gray, enlarged, parallelism);
        return enlarged;
    }

    // A tensor of bytes that are their own values is a picture.
    private static void Write(ImageView image, ColorOrder order, ImageBuffer enlarged, KernelParallelism parallelism)
    {
        var levels = new PixelNormalization(order == ColorOrder.Gray ? 1 : 3, 1, [], []);
        ResizePlan plan = ResizePlan.Stretch(image.Width, image.Height, enlarged.Width, enlarged.Height);
        ImageToTensor.Write(image, in plan, Interpolation.AntialiasedBicubic, order, TensorLayout.Nhwc, levels, [], enlarged.Pixels, parallelism);
    }
}
