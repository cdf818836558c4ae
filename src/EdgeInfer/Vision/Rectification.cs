using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>Cuts something flat out of a picture and straightens it: a label, a page, a plate, a line of text.</summary>
public static class Rectification
{
    /// <summary>A larger side is hardly something that was seen in the picture.</summary>
    private const int MaxSide = 16384;

    /// <summary>Maps a quad of the picture onto an upright rectangle by a perspective map, bilinearly.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="quad">Corners in pixels of the picture; may reach beyond it, where its border is repeated.</param>
    /// <returns>As wide and high as the longer of the quad's opposite edges, in the picture's format. Dispose it.</returns>
    /// <exception cref="ArgumentException">The quad is not convex, has no area, or has an edge of more than 16384 pixels.</exception>
    /// <exception cref="ObjectDisposedException">The picture has been disposed.</exception>
    public static ImageBuffer Rectify(this ImageBuffer image, Quad quad)
    {
        ArgumentNullException.ThrowIfNull(image);
        float width = MathF.Round(quad.Width), height = MathF.Round(quad.Height);
        if (!quad.IsConvex || !(width is >= 1 and <= MaxSide && height is >= 1 and <= MaxSide))
            throw new ArgumentException($"Expected a convex quad with edges of 1 to {MaxSide} pixels, found {quad}.", nameof(quad));

        var upright = new ImageBuffer((int)width, (int)height, image.Format);
        try
        {
            PerspectiveTransform map = PerspectiveTransform.FromQuads(in quad, Quad.Rectangle(width, height));
            Warp.Perspective(image, in map, WarpSampling.Bilinear, WarpBorder.Replicate, [], upright);
            return upright;
        }
        catch
        {
            upright.Dispose();
            throw;
        }
    }
}
