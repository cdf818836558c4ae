using EdgeInfer.Imaging;

namespace EdgeInfer.Vision;

/// <summary>The part of a picture that is read, in a format that can be warped.</summary>
internal readonly ref struct OcrPicture : IDisposable
{
    private readonly ImageBuffer? _converted;

    private OcrPicture(ImageView view, int left, int top, ImageBuffer? converted)
    {
        (Left, Top, _converted) = (left, top, converted);
        View = converted ?? view;
    }

    public ImageView View { get; }

    /// <summary>Column of the whole picture where the part begins.</summary>
    public int Left { get; }

    /// <summary>Row of the whole picture where the part begins.</summary>
    public int Top { get; }

    /// <exception cref="ArgumentException">The picture is empty, or the region lies outside it.</exception>
    public static OcrPicture Of(ImageView image, BoundingBox? region)
    {
        if (image.IsEmpty) throw new ArgumentException("The picture is empty.", nameof(image));
        int left = 0, top = 0;
        if (region is { } box)
        {
            left = (int)MathF.Floor(Math.Clamp(box.X1, 0, image.Width));
            top = (int)MathF.Floor(Math.Clamp(box.Y1, 0, image.Height));
            int right = (int)MathF.Ceiling(Math.Clamp(box.X2, 0, image.Width)), bottom = (int)MathF.Ceiling(Math.Clamp(box.Y2, 0, image.Height));
            if (right <= left || bottom <= top)
                throw new ArgumentException($"The region {box} lies outside the {image.Width}×{image.Height} picture.", nameof(region));
            image = image.Crop(left, top, right - left, bottom - top);
        }

        // Pixels of a YUV picture share bytes; a warp moves whole ones.
        return new OcrPicture(image, left, top, image.Format.IsYuv() ? ImageBuffer.CopyOf(image) : null);
    }

    public void Dispose() => _converted?.Dispose();
}
