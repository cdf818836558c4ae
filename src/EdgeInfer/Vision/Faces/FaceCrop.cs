using EdgeInfer.Imaging;

namespace EdgeInfer.Vision;

/// <summary>The square around a face that a landmark model looks at, in pixels of the picture; it may reach outside.</summary>
internal readonly record struct FaceCrop(int Left, int Top, int Side)
{
    /// <summary>A square this many times as large as the picture holds nothing that was meant.</summary>
    private const int LargestPerPicture = 8;

    /// <param name="face">A box that overlaps the picture.</param>
    /// <param name="scale">The square's side ÷ the box's longer side.</param>
    /// <param name="image">The picture.</param>
    /// <exception cref="ArgumentException">The box is empty, not finite, outside the picture, or far larger than it.</exception>
    public static FaceCrop Around(BoundingBox face, float scale, ImageView image)
    {
        if (image.IsEmpty) throw new ArgumentException("The picture is empty.", nameof(image));
        // NaN fails every one of these.
        if (!(face.Width > 0 && face.Height > 0 && face.X1 < image.Width && face.Y1 < image.Height && face.X2 > 0 && face.Y2 > 0))
            throw new ArgumentException($"The box {face} is empty or lies outside the {image.Width}×{image.Height} picture.", nameof(face));
        double side = Math.Max((double)face.Width, face.Height) * scale;
        if (!(side <= (double)LargestPerPicture * Math.Max(image.Width, image.Height)))
            throw new ArgumentException($"The box {face} is too large for a face in a {image.Width}×{image.Height} picture.", nameof(face));
        double left = ((double)face.X1 + face.X2 - side) / 2, top = ((double)face.Y1 + face.Y2 - side) / 2;
        return new FaceCrop((int)Math.Round(left), (int)Math.Round(top), Math.Max(1, (int)Math.Round(side)));
    }

    /// <summary>Whether no part of the square lies outside a picture.</summary>
    public bool IsInside(ImageView image) => Left >= 0 && Top >= 0 && Left <= image.Width - Side && Top <= image.Height - Side;

    /// <summary>Copies the square, black where it lies outside the picture.</summary>
    /// <returns>In the picture's format; of a YUV picture, RGB. The caller disposes it.</returns>
    public ImageBuffer Copy(ImageView image)
    {
        if (IsInside(image)) return ImageBuffer.CopyOf(image.Crop(Left, Top, Side, Side));
        int x1 = Math.Max(0, Left), y1 = Math.Max(0, Top), x2 = (int)Math.Min(image.Width, (long)Left + Side), y2 = (int)Math.Min(image.Height, (long)Top + Side);
        if (x2 <= x1 || y2 <= y1)
        {
            // Rounding can move a sliver of a face past the picture's edge.
            var nothing = new ImageBuffer(Side, Side, image.Format.IsYuv() ? PixelFormat.Rgb24 : image.Format);
            nothing.Pixels.Clear();
            return nothing;
        }

        using ImageBuffer part = ImageBuffer.CopyOf(image.Crop(x1, y1, x2 - x1, y2 - y1));
        var square = new ImageBuffer(Side, Side, part.Format);
        square.Pixels.Clear();
        int offset = (x1 - Left) * part.Format.BytesPerPixel();
        for (int y = 0; y < part.Height; y++) part.GetRow(y).CopyTo(square.GetRow(y1 - Top + y)[offset..]);
        return square;
    }
}
