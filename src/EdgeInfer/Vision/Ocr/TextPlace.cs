using System.Numerics;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>Where a line of text lies in a picture, and how it is cut out so that it can be read.</summary>
/// <remarks>
/// PaddleOCR's <c>get_rotate_crop_image</c>: the quad is warped to a rectangle of its own size, and one that is at least 1.5 times as
/// high as wide is turned a quarter to the left: text that runs down the page. Both are one warp here, pixel for pixel the same.
/// </remarks>
internal readonly struct TextPlace
{
    private const float TallFrom = 1.5f;

    /// <summary>Corners as PaddleOCR names them: the two leftmost are the left ones.</summary>
    private readonly Quad _quad;
    private readonly int _width;
    private readonly int _height;
    private readonly bool _isTall;

    private TextPlace(in Quad quad)
    {
        _quad = quad;
        _width = Math.Max(1, (int)quad.Width);
        _height = Math.Max(1, (int)quad.Height);
        _isTall = _height >= TallFrom * _width;
    }

    /// <summary>Pixels of the cut-out line, along the text.</summary>
    public int CropWidth => _isTall ? _height : _width;

    /// <summary>Pixels of the cut-out line, across the text.</summary>
    public int CropHeight => _isTall ? _width : _height;

    /// <summary>A rectangle that a detector found.</summary>
    /// <param name="box">In pixels of the picture.</param>
    /// <param name="width">The picture's.</param>
    /// <param name="height">The picture's.</param>
    /// <param name="place">Its corners on whole pixels inside the picture, as PaddleOCR rounds and clips them.</param>
    /// <returns>False where nothing is left that could be read: sides of 3 pixels or less.</returns>
    public static bool TryFrom(in Quad box, int width, int height, out TextPlace place)
    {
        Span<Vector2> corners = [box.TopLeft, box.TopRight, box.BottomRight, box.BottomLeft];
        foreach (ref Vector2 corner in corners)
        {
            corner = new Vector2(
                Math.Clamp(MathF.Round(corner.X), 0, width - 1),
                Math.Clamp(MathF.Round(corner.Y), 0, height - 1));
        }

        Quad quad = Quad.FromCorners(corners);
        place = new TextPlace(in quad);
        return (int)Vector2.Distance(quad.TopLeft, quad.TopRight) > 3 && (int)Vector2.Distance(quad.TopLeft, quad.BottomLeft) > 3 && quad.IsConvex;
    }

    /// <summary>A whole picture as one line.</summary>
    public static TextPlace Whole(int width, int height) => new(Quad.Rectangle(width, height));

    /// <summary>The corners with reading's start first.</summary>
    public Quad Reading(bool upsideDown) => _quad.From((_isTall ? 1 : 0) + (upsideDown ? 2 : 0));

    /// <summary>Picture to cut-out line: from here pixels are fetched, and back there go the places of characters.</summary>
    public PerspectiveTransform Straighten(bool upsideDown)
    {
        int width = _width, height = _height;
        bool tall = _isTall;
        return PerspectiveTransform.FromQuads(in _quad, new Quad(Turn(0, 0), Turn(width, 0), Turn(width, height), Turn(0, height)));

        // Pixel (x, y) of the warped rectangle in the turned one; whole coordinates are pixels' centres.
        Vector2 Turn(int x, int y)
        {
            (x, y) = tall ? (y, width - 1 - x) : (x, y);
            (int w, int h) = tall ? (height, width) : (width, height);
            return upsideDown ? new(w - 1 - x, h - 1 - y) : new(x, y);
        }
    }
}
