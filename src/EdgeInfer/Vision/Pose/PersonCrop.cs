using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>Cuts one person out of a picture as top-down models were trained: the box a quarter larger, in the input's aspect, black outside.</summary>
/// <remarks>Reference: <c>TopdownAffine</c> and <c>GetBBoxCenterScale</c> in mmpose, padding 1.25.</remarks>
internal static class PersonCrop
{
    private const double Padding = 1.25;

    /// <summary>Where a point of the picture goes in the input.</summary>
    public static AffineTransform Transform(BoundingBox box, int inputWidth, int inputHeight)
    {
        double width = box.Width * Padding, height = box.Height * Padding, aspect = (double)inputWidth / inputHeight;
        if (width > height * aspect) height = width / aspect;
        else width = height * aspect;
        double scale = inputWidth / width;
        double centerX = ((double)box.X1 + box.X2) / 2, centerY = ((double)box.Y1 + box.Y2) / 2;
        return new AffineTransform(scale, 0, inputWidth / 2.0 - centerX * scale, 0, scale, inputHeight / 2.0 - centerY * scale);
    }

    /// <returns>A picture of the input's size; the caller disposes it.</returns>
    public static ImageBuffer Cut(ImageView image, in AffineTransform transform, int inputWidth, int inputHeight)
    {
        var crop = new ImageBuffer(inputWidth, inputHeight, image.Format);
        try
        {
            Warp.Affine(image, in transform, WarpSampling.Bilinear, WarpBorder.Constant, [], crop);
            return crop;
        }
        catch
        {
            crop.Dispose();
            throw;
        }
    }
}
