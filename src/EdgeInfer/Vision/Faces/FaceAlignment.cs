using System.Numerics;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>Turns, scales and shifts a face so that eyes, nose and mouth lie where recognition models expect them.</summary>
/// <remarks>
/// The places are ArcFace's, for 112×112 pixels; of other multiples of 112 they are scaled, of multiples of 128 scaled with a
/// margin at the sides, as InsightFace does. The fit is the least-squares similarity (Umeyama) and the picture the same as OpenCV's
/// <c>warpAffine</c> makes, bilinear without antialiasing, black outside. Thread-safe.
/// </remarks>
public static class FaceAlignment
{
    private const int ArcFaceSide = 112;
    private const int WideSide = 128;
    private const int WideMargin = 8;

    /// <summary>
    /// The five points that a face is aligned by: the person's right eye, left eye, tip of the nose, right and left corner of the
    /// mouth; of an upright face, left before right as the picture shows them.
    /// </summary>
    /// <param name="landmarks">
    /// Five points in this order, the 68 of iBUG 300-W, or the 98 of WFLW. An eye is the mean of the points around it.
    /// </param>
    /// <exception cref="ArgumentException">Another number of points.</exception>
    public static IReadOnlyList<Keypoint> FivePoints(IReadOnlyList<Keypoint> landmarks)
    {
        ArgumentNullException.ThrowIfNull(landmarks);
        return landmarks.Count switch
        {
            FiveLandmarks.Count => landmarks,
            68 => [Mean(landmarks, 36, 42), Mean(landmarks, 42, 48), landmarks[30], landmarks[48], landmarks[54]],
            98 => [Mean(landmarks, 60, 68), Mean(landmarks, 68, 76), landmarks[54], landmarks[76], landmarks[82]],
            var count => throw new ArgumentException($"A face is aligned by 5 landmarks, or by 68 (iBUG 300-W) or 98 (WFLW); got {count}.", nameof(landmarks)),
        };
    }

    /// <summary>Draws the aligned face.</summary>
    /// <param name="image">Any size, stride and pixel format.</param>
    /// <param name="landmarks">5, 68 or 98 points of the face, in pixels of the picture.</param>
    /// <param name="side">Width and height of the result: a multiple of 112 or of 128; default 112.</param>
    /// <returns>A square picture in the format of <paramref name="image"/>, of a YUV picture in RGB. The caller disposes it.</returns>
    /// <exception cref="ArgumentException">
    /// The picture is empty, the points are not as many or not finite, they all lie in one place, or the side is no multiple of 112 or 128.
    /// </exception>
    public static ImageBuffer Align(ImageView image, IReadOnlyList<Keypoint> landmarks, int side = ArcFaceSide)
    {
        if (image.IsEmpty) throw new ArgumentException("The picture is empty.", nameof(image));
        if (!IsSide(side)) throw new ArgumentOutOfRangeException(nameof(side), side, "Faces are aligned to a multiple of 112 or of 128 pixels.");
        return Draw(image, Find(landmarks, side), side);
    }

    /// <summary>Whether faces can be aligned to squares of this many pixels.</summary>
    internal static bool IsSide(int side) => side > 0 && (side % ArcFaceSide == 0 || side % WideSide == 0);

    /// <summary>The map from the picture to the aligned face, or null where the landmarks allow none.</summary>
    internal static AffineTransform? TryFind(IReadOnlyList<Keypoint> landmarks, int side)
    {
        try
        {
            return Find(landmarks, side);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <exception cref="ArgumentException">The points are not as many or not finite, or all lie in one place.</exception>
    internal static AffineTransform Find(IReadOnlyList<Keypoint> landmarks, int side)
    {
        IReadOnlyList<Keypoint> points = FivePoints(landmarks);
        bool wide = side % ArcFaceSide != 0;
        float scale = (float)side / (wide ? WideSide : ArcFaceSide), margin = wide ? WideMargin * scale : 0;
        Span<Vector2> from = stackalloc Vector2[FiveLandmarks.Count], to = stackalloc Vector2[FiveLandmarks.Count];
        for (int i = 0; i < FiveLandmarks.Count; i++)
        {
            from[i] = new Vector2(points[i].X, points[i].Y);
            to[i] = AffineTransform.ArcFaceLandmarks[i] * scale + new Vector2(margin, 0);
        }

        return AffineTransform.Similarity(from, to);
    }

    /// <summary>Draws what a map brings into a square.</summary>
    internal static ImageBuffer Draw(ImageView image, in AffineTransform toSquare, int side)
    {
        if (image.Format.IsYuv()) return DrawConverted(image, in toSquare, side);
        var square = new ImageBuffer(side, side, image.Format);
        Warp.Affine(image, in toSquare, WarpSampling.Bilinear, WarpBorder.Constant, [], square);
        return square;
    }

    /// <summary>Pixels of a YUV picture are converted only where the square needs them.</summary>
    private static ImageBuffer DrawConverted(ImageView image, in AffineTransform toSquare, int side)
    {
        AffineTransform back = toSquare.Invert();
        float left = float.MaxValue, top = float.MaxValue, right = float.MinValue, bottom = float.MinValue;
        foreach (Vector2 corner in (ReadOnlySpan<Vector2>)[new(0, 0), new(side, 0), new(0, side), new(side, side)])
        {
            Vector2 at = back.Map(corner);
            (left, right) = (Math.Min(left, at.X), Math.Max(right, at.X));
            (top, bottom) = (Math.Min(top, at.Y), Math.Max(bottom, at.Y));
        }

        // Two pixels more on every side: the neighbours that bilinear sampling reads, and rounding.
        int x1 = (int)Math.Clamp(left - 2, 0, image.Width - 1), x2 = (int)Math.Clamp(right + 3, x1 + 1, image.Width);
        int y1 = (int)Math.Clamp(top - 2, 0, image.Height - 1), y2 = (int)Math.Clamp(bottom + 3, y1 + 1, image.Height);
        using ImageBuffer part = ImageBuffer.CopyOf(image.Crop(x1, y1, x2 - x1, y2 - y1));
        return Draw(part, new AffineTransform(1, 0, x1, 0, 1, y1).Then(in toSquare), side);
    }

    private static Keypoint Mean(IReadOnlyList<Keypoint> points, int start, int end)
    {
        float x = 0, y = 0, score = 0;
        for (int i = start; i < end; i++)
        {
            x += points[i].X;
            y += points[i].Y;
            score += points[i].Score;
        }

        int count = end - start;
        return new Keypoint(x / count, y / count, score / count);
    }
}
