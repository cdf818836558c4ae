using System.Diagnostics;
using System.Numerics;
using System.Text;

namespace EdgeInfer.Imaging;

/// <summary>Draws what a detector found onto the picture: a frame in the colour of its class, and a tag with its text.</summary>
internal static class BoxAnnotator
{
    private const float HaloOpacity = 0.5f;

    /// <summary>Draws all boxes; their parts outside the picture are left out, boxes wholly outside are skipped.</summary>
    /// <param name="image">Any format; drawn onto in place.</param>
    /// <param name="boxes">Best first, as detectors return them: the best lies on top and chooses its tag's place first.</param>
    /// <exception cref="ArgumentException">A coordinate is NaN or infinite; nothing has been drawn then.</exception>
    public static void Draw(ImageBuffer image, ReadOnlySpan<LabelledBox> boxes)
    {
        for (int i = 0; i < boxes.Length; i++)
        {
            LabelledBox box = boxes[i];
            if (float.IsFinite(box.X1) && float.IsFinite(box.Y1) && float.IsFinite(box.X2) && float.IsFinite(box.Y2)) continue;
            throw new ArgumentException($"Box {i} must have finite coordinates, got {box}.", nameof(boxes));
        }

        var canvas = new ImageCanvas(image);
        AnnotationStyle style = AnnotationStyle.For(image.Width, image.Height);
        var text = new TextRasterizer(style.TextSize);

        var frames = new PixelBounds[boxes.Length];
        var labels = new string[boxes.Length];
        var tagSizes = new (double Width, double Height)[boxes.Length];
        for (int i = 0; i < boxes.Length; i++)
        {
            frames[i] = FrameOf(boxes[i], style.LineThickness, image.Width, image.Height);
            if (frames[i].IsEmpty) continue;
            labels[i] = Shorten(boxes[i].Text, image.Width - 2 * style.TagPadding, text);
            if (labels[i].Length == 0) continue;
            tagSizes[i] = (Math.Ceiling(text.Measure(labels[i]).Width) + 2 * style.TagPadding, text.LineHeight);
        }

        PixelBounds[] tags = TagLayout.Place(image.Width, image.Height, frames, tagSizes);

        for (int i = boxes.Length - 1; i >= 0; i--)
        {
            if (frames[i].IsEmpty) continue;
            Rgb color = ClassPalette.For(boxes[i].ClassId);
            if (boxes[i].Corners is { } corners) DrawOutline(canvas, corners, color, style);
            else DrawFrame(canvas, frames[i], color, style);
        }

        for (int i = boxes.Length - 1; i >= 0; i--)
        {
            if (!tags[i].IsEmpty) DrawTag(canvas, tags[i], labels[i], text, ClassPalette.For(boxes[i].ClassId), style);
        }
    }

    /// <summary>
    /// Outer bounds of a box's frame, on whole pixels so that its lines are crisp, and in the picture so that all of
    /// them show. The lines' middle is the box's edge.
    /// </summary>
    private static PixelBounds FrameOf(LabelledBox box, int thickness, int width, int height)
    {
        PixelBounds exact = PixelBounds.Between(box.X1, box.Y1, box.X2, box.Y2);
        if (exact.X2 <= 0 || exact.Y2 <= 0 || exact.X1 >= width || exact.Y1 >= height) return default;

        // An object smaller than the lines are thick still shows, as a dot.
        int outset = thickness / 2;
        double x1 = Math.Clamp(Math.Round(exact.X1) - outset, 0, width - 1);
        double y1 = Math.Clamp(Math.Round(exact.Y1) - outset, 0, height - 1);
        double x2 = Math.Clamp(Math.Round(exact.X2) + outset, x1 + 1, width);
        double y2 = Math.Clamp(Math.Round(exact.Y2) + outset, y1 + 1, height);
        return new PixelBounds(x1, y1, x2, y2);
    }

    private static void DrawFrame(ImageCanvas canvas, PixelBounds frame, Rgb color, AnnotationStyle style)
    {
        // Small objects get thinner lines, so that something of them is left to see.
        int thickness = (int)Math.Clamp(Math.Min(frame.Width, frame.Height) / 6, 1, style.LineThickness);
        int halo = Math.Min(thickness, style.HaloThickness);
        var dark = new Ink(canvas.Format, Rgb.Black, HaloOpacity);
        PixelBounds inner = frame.Grown(-thickness);
        RectangleRasterizer.FillBetween(canvas, frame.Grown(halo), frame, dark);
        RectangleRasterizer.FillBetween(canvas, inner, inner.Grown(-halo), dark);
        RectangleRasterizer.FillBetween(canvas, frame, inner, new Ink(canvas.Format, color, 1));
    }

    private static void DrawOutline(ImageCanvas canvas, Vector2[] corners, Rgb color, AnnotationStyle style)
    {
        canvas.DrawPolyline(corners, closed: true, Rgb.Black, style.LineThickness + 2 * style.HaloThickness, HaloOpacity);
        canvas.DrawPolyline(corners, closed: true, color, style.LineThickness);
    }

    private static void DrawTag(
        ImageCanvas canvas, PixelBounds tag, string label, TextRasterizer text, Rgb color, AnnotationStyle style)
    {
        RectangleRasterizer.FillBetween(canvas, tag, default, new Ink(canvas.Format, color, 1));
        var ink = new Ink(canvas.Format, ClassPalette.TextOn(color), 1);
        text.Draw(canvas, tag.X1 + style.TagPadding, tag.Y1 + text.Baseline, label, ink);
    }

    /// <summary>The text if it fits, else as much of it as fits before an ellipsis; empty if not even one character does.</summary>
    private static string Shorten(string text, double room, TextRasterizer rasterizer)
    {
        Debug.Assert(text is not null);
        if (rasterizer.Measure(text).Width <= room) return text;
        int end = text.Length;
        while (end > 0)
        {
            Rune.DecodeLastFromUtf16(text.AsSpan(0, end), out _, out int length);
            end -= length;
            string shortened = string.Concat(text.AsSpan(0, end).TrimEnd(), "…");
            if (shortened.Length > 1 && rasterizer.Measure(shortened).Width <= room) return shortened;
        }

        return "";
    }
}
