using System.Numerics;
using System.Runtime.CompilerServices;

namespace EdgeInfer.Imaging;

/// <summary>Draws antialiased lines, rectangles and text onto RGB and grey pixels, in place.</summary>
/// <remarks>
/// Coordinates are pixels: (0, 0) is the top left corner of the top left pixel, (0.5, 0.5) its centre. They need not
/// lie inside the picture; what does not is not drawn. Colours are laid over the encoded sRGB values; formats with
/// alpha get more opaque where something is drawn. <c>default(ImageCanvas)</c> has no pixels: drawing on it shows nothing.
/// Text is drawn with a built-in font that covers ASCII, Latin-1 and Latin Extended-A; other characters show as a
/// question mark in a lozenge. A canvas lives no longer than the memory behind it. Not for concurrent use on the
/// same pixels.
/// </remarks>
public readonly ref struct ImageCanvas
{
    private readonly Span<byte> _pixels;
    private readonly int _strideBytes;

    /// <summary>Draws onto a picture.</summary>
    /// <param name="image">The picture; it must not be disposed while the canvas is used.</param>
    /// <exception cref="ArgumentNullException"><paramref name="image"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The picture has been disposed.</exception>
    public ImageCanvas(ImageBuffer image)
    {
        ArgumentNullException.ThrowIfNull(image);
        _pixels = image.Pixels;
        _strideBytes = image.StrideBytes;
        Width = image.Width;
        Height = image.Height;
        Format = image.Format;
    }

    /// <summary>Draws onto pixels that lie in the caller's memory, such as a bitmap about to be shown.</summary>
    /// <param name="pixels">At least <c>(height − 1) × strideBytes + width × bytes per pixel</c> bytes, top row first.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="strideBytes">Bytes from the start of one row to the start of the next, at least width × bytes per pixel.</param>
    /// <param name="format">How a pixel lies in memory: RGB or grey. A YUV picture is drawn on after <see cref="ImageBuffer.CopyOf"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or the stride is shorter than a row.</exception>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> is too short for these sizes, or the format is a YUV format.</exception>
    public ImageCanvas(Span<byte> pixels, int width, int height, int strideBytes, PixelFormat format)
    {
        ImageGeometry.RequireInterleaved(width, height, strideBytes, format);
        int length = new ImageView(pixels, width, height, strideBytes, format).Pixels.Length;
        _pixels = pixels[..length];
        _strideBytes = strideBytes;
        Width = width;
        Height = height;
        Format = format;
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>How a pixel lies in memory.</summary>
    public PixelFormat Format { get; }

    /// <summary>Outlines the rectangle between two opposite corners; the line's middle runs along its edges.</summary>
    /// <param name="x1">Column of one corner.</param>
    /// <param name="y1">Row of that corner.</param>
    /// <param name="x2">Column of the opposite corner.</param>
    /// <param name="y2">Row of the opposite corner.</param>
    /// <param name="color">Of the line.</param>
    /// <param name="thickness">Of the line in pixels; 0 draws nothing.</param>
    /// <param name="opacity">0 … 1.</param>
    /// <exception cref="ArgumentException">A coordinate is NaN or infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The thickness is negative or not finite, or the opacity outside 0 … 1.</exception>
    public void DrawRectangle(float x1, float y1, float x2, float y2, Rgb color, float thickness = 1, float opacity = 1)
    {
        RequireFinite(x1);
        RequireFinite(y1);
        RequireFinite(x2);
        RequireFinite(y2);
        RequireLength(thickness);
        Ink ink = InkOf(color, opacity);
        double half = thickness / 2.0;
        if (half == 0) return;
        RectangleRasterizer.FillBetween(
            this, PixelBounds.Between(x1, y1, x2, y2, half), PixelBounds.Between(x1, y1, x2, y2, -half), ink);
    }

    /// <summary>Fills the rectangle between two opposite corners.</summary>
    /// <param name="x1">Column of one corner.</param>
    /// <param name="y1">Row of that corner.</param>
    /// <param name="x2">Column of the opposite corner.</param>
    /// <param name="y2">Row of the opposite corner.</param>
    /// <param name="color">Of the area.</param>
    /// <param name="opacity">0 … 1.</param>
    /// <exception cref="ArgumentException">A coordinate is NaN or infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The opacity is outside 0 … 1.</exception>
    public void FillRectangle(float x1, float y1, float x2, float y2, Rgb color, float opacity = 1)
    {
        RequireFinite(x1);
        RequireFinite(y1);
        RequireFinite(x2);
        RequireFinite(y2);
        RectangleRasterizer.FillBetween(this, PixelBounds.Between(x1, y1, x2, y2), default, InkOf(color, opacity));
    }

    /// <summary>Draws a straight line with round ends, which reach half the thickness past its end points.</summary>
    /// <param name="x1">Column where it begins.</param>
    /// <param name="y1">Row where it begins.</param>
    /// <param name="x2">Column where it ends.</param>
    /// <param name="y2">Row where it ends.</param>
    /// <param name="color">Of the line.</param>
    /// <param name="thickness">In pixels; below 1 the line gets fainter, 0 draws nothing.</param>
    /// <param name="opacity">0 … 1.</param>
    /// <inheritdoc cref="DrawRectangle" path="/exception"/>
    public void DrawLine(float x1, float y1, float x2, float y2, Rgb color, float thickness = 1, float opacity = 1) =>
        DrawPolyline([new Vector2(x1, y1), new Vector2(x2, y2)], closed: false, color, thickness, opacity);

    /// <summary>Draws a line through several points, with round ends and corners. Where it crosses itself it is no darker.</summary>
    /// <param name="points">Column and row of each corner; none draws nothing, a single one a disc.</param>
    /// <param name="closed">Whether the last point is joined to the first, as for the outline of a quad.</param>
    /// <param name="color">Of the line.</param>
    /// <param name="thickness">In pixels; below 1 the line gets fainter, 0 draws nothing.</param>
    /// <param name="opacity">0 … 1.</param>
    /// <inheritdoc cref="DrawRectangle" path="/exception"/>
    public void DrawPolyline(ReadOnlySpan<Vector2> points, bool closed, Rgb color, float thickness = 1, float opacity = 1)
    {
        foreach (Vector2 point in points)
        {
            RequireFinite(point.X, nameof(points));
            RequireFinite(point.Y, nameof(points));
        }

        RequireLength(thickness);
        Ink ink = InkOf(color, opacity);
        if (points.IsEmpty || thickness == 0) return;
        StrokeRasterizer.Draw(this, points, closed, thickness, ink);
    }

    /// <summary>Fills a disc, as for a keypoint.</summary>
    /// <param name="x">Column of its centre.</param>
    /// <param name="y">Row of its centre.</param>
    /// <param name="diameter">In pixels; below 1 the disc gets fainter, 0 draws nothing.</param>
    /// <param name="color">Of the disc.</param>
    /// <param name="opacity">0 … 1.</param>
    /// <exception cref="ArgumentException">A coordinate is NaN or infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The diameter is negative or not finite, or the opacity outside 0 … 1.</exception>
    public void FillDisc(float x, float y, float diameter, Rgb color, float opacity = 1)
    {
        RequireFinite(x);
        RequireFinite(y);
        RequireLength(diameter);
        Ink ink = InkOf(color, opacity);
        if (diameter == 0) return;
        StrokeRasterizer.Draw(this, [new Vector2(x, y)], closed: false, diameter, ink);
    }

    /// <summary>Draws one line of text.</summary>
    /// <param name="x">Column where it begins; fractions count.</param>
    /// <param name="y">Row of its upper edge; rounded, so that letters stand on whole pixels.</param>
    /// <param name="text">The text; tabs and line ends show as spaces.</param>
    /// <param name="size">Pixels per em, over 0: capitals are 0.73 of it high, a line 1.2. Readable from 10 on; softer over 64.</param>
    /// <param name="color">Of the letters.</param>
    /// <param name="opacity">0 … 1.</param>
    /// <exception cref="ArgumentException">A coordinate is NaN or infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive or not finite, or the opacity outside 0 … 1.</exception>
    public void DrawText(float x, float y, ReadOnlySpan<char> text, float size, Rgb color, float opacity = 1)
    {
        RequireFinite(x);
        RequireFinite(y);
        RequireSize(size);
        Ink ink = InkOf(color, opacity);
        var line = new TextRasterizer(size);
        line.Draw(this, x, Math.Round((double)y) + line.Baseline, text, ink);
    }

    /// <summary>Room that one line of text takes, as <see cref="DrawText"/> draws it.</summary>
    /// <param name="text">The text; an empty one is 0 wide.</param>
    /// <param name="size">Pixels per em, over 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive or not finite.</exception>
    public static TextMetrics MeasureText(ReadOnlySpan<char> text, float size)
    {
        RequireSize(size);
        return new TextRasterizer(size).Measure(text);
    }

    internal Span<byte> Row(int y) => _pixels.Slice(y * _strideBytes, Width * Format.BytesPerPixel());

    private Ink InkOf(Rgb color, float opacity)
    {
        if (opacity is not (>= 0 and <= 1)) // NaN is neither
        {
            throw new ArgumentOutOfRangeException(nameof(opacity), opacity, "Opacity goes from 0 (nothing) to 1 (opaque).");
        }

        return new Ink(Format, color, opacity);
    }

    private static void RequireFinite(float coordinate, [CallerArgumentExpression(nameof(coordinate))] string? name = null)
    {
        if (!float.IsFinite(coordinate)) throw new ArgumentException($"A coordinate must be a finite number of pixels, got {coordinate}.", name);
    }

    private static void RequireLength(float length, [CallerArgumentExpression(nameof(length))] string? name = null)
    {
        if (!(length >= 0 && float.IsFinite(length)))
        {
            throw new ArgumentOutOfRangeException(name, length, "Must be a finite number of pixels, at least 0.");
        }
    }

    private static void RequireSize(float size)
    {
        if (!(size > 0 && float.IsFinite(size)))
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "A text size must be a finite number of pixels over 0.");
        }
    }
}
