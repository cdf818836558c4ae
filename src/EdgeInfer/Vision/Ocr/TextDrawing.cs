using System.Numerics;
using EdgeInfer.Imaging;
using EdgeInfer.Kernels;

namespace EdgeInfer.Vision;

/// <summary>Draws lines of text onto the picture they were read in.</summary>
public static class TextDrawing
{
    private const float SmallestText = 9;

    /// <summary>Draws a frame around every line, thicker where its text begins, and above it what it says.</summary>
    /// <param name="image">The picture that was read; changed in place.</param>
    /// <param name="lines">Lines in pixels of <paramref name="image"/>; where there are characters, they are parted by strokes.</param>
    /// <remarks>Characters that the built-in font lacks show as a question mark in a lozenge.</remarks>
    /// <exception cref="ObjectDisposedException">The picture has been disposed.</exception>
    public static void Draw(this ImageBuffer image, IReadOnlyList<TextLine> lines)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(lines);
        var canvas = new ImageCanvas(image);
        AnnotationStyle style = AnnotationStyle.For(image.Width, image.Height);
        Span<Vector2> corners = stackalloc Vector2[4];
        for (int i = 0; i < lines.Count; i++)
        {
            Rgb color = ClassPalette.For(i);
            Quad quad = lines[i].ReadingQuad;
            // A pixel's centre is a whole coordinate there, and a half here.
            for (int k = 0; k < 4; k++) corners[k] = quad[k] + new Vector2(0.5f);
            float thickness = Math.Clamp(quad.Height / 12, 1, style.LineThickness);
            foreach (TextCharacter character in lines[i].Characters)
            {
                Vector2 top = character.Quad.TopRight + new Vector2(0.5f), bottom = character.Quad.BottomRight + new Vector2(0.5f);
                canvas.DrawLine(top.X, top.Y, bottom.X, bottom.Y, color, thickness / 2);
            }

            canvas.DrawPolyline(corners, closed: true, color, thickness);
            canvas.DrawLine(corners[0].X, corners[0].Y, corners[3].X, corners[3].Y, color, 2.5f * thickness);
        }

        for (int i = 0; i < lines.Count; i++) DrawTag(canvas, lines[i], ClassPalette.For(i), style);
    }

    /// <summary>Smaller than the line itself, so that the line above stays readable.</summary>
    private static void DrawTag(ImageCanvas canvas, TextLine line, Rgb color, AnnotationStyle style)
    {
        Quad quad = line.Quad;
        float height = Math.Min(quad.Height, quad.Width);
        float size = Math.Clamp(height / 2, SmallestText, style.TextSize);
        TextMetrics metrics = ImageCanvas.MeasureText(line.Text, size);
        float left = Math.Min(Math.Min(quad.TopLeft.X, quad.TopRight.X), Math.Min(quad.BottomLeft.X, quad.BottomRight.X));
        float top = Math.Min(Math.Min(quad.TopLeft.Y, quad.TopRight.Y), Math.Min(quad.BottomLeft.Y, quad.BottomRight.Y));
        float padding = size / 4;
        float x = Math.Max(0, Math.Min(left, canvas.Width - (float)metrics.Width - 2 * padding)), y = Math.Max(0, top - size * 1.2f);
        canvas.FillRectangle(x, y, x + (float)metrics.Width + 2 * padding, y + size * 1.2f, color, opacity: 0.85f);
        canvas.DrawText(x + padding, y, line.Text, size, ClassPalette.TextOn(color));
    }
}
