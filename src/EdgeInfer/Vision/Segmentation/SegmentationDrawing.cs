using System.Globalization;
using EdgeInfer.Imaging;

namespace EdgeInfer.Vision;

/// <summary>Draws classes of pixels onto the picture they were found in.</summary>
public static class SegmentationDrawing
{
    private const float AreaOpacity = 0.45f;
    private const float BorderOpacity = 0.9f;

    /// <summary>Classes with less than this share are coloured, but not named.</summary>
    private const float SmallestNamed = 0.001f;

    private static readonly string[] Backgrounds = ["background", "__background__", "unlabelled", "unlabeled", "void"];

    /// <summary>
    /// Lays the colour of its class over every pixel, with a firmer line where classes meet, and names the classes in the top-left
    /// corner. A class called background is left as it is.
    /// </summary>
    /// <param name="image">The picture the map belongs to; changed in place.</param>
    /// <param name="map">Of the same size.</param>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    /// <exception cref="ObjectDisposedException">The picture or the map has been disposed.</exception>
    public static void Draw(this ImageBuffer image, SegmentationMap map)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(map);
        if (image.Width != map.Width || image.Height != map.Height)
            throw new ArgumentException($"The map is of a {map.Width}×{map.Height} picture, this one is {image.Width}×{image.Height}; draw on the picture that was segmented.", nameof(map));

        var canvas = new ImageCanvas(image);
        LayOver(canvas, map);
        DrawLegend(canvas, map);
    }

    private static void LayOver(ImageCanvas canvas, SegmentationMap map)
    {
        var areas = new Ink?[byte.MaxValue + 1];
        var borders = new Ink?[byte.MaxValue + 1];
        for (int c = 0; c < areas.Length; c++)
        {
            if (map.CountOf(c) == 0 || IsBackground(map.Label(c))) continue;
            areas[c] = new Ink(canvas.Format, ClassPalette.For(c), AreaOpacity);
            borders[c] = new Ink(canvas.Format, ClassPalette.For(c), BorderOpacity);
        }

        ReadOnlySpan<byte> ids = map.ClassIds;
        var full = new byte[map.Width];
        full.AsSpan().Fill(byte.MaxValue);
        for (int y = 0; y < map.Height; y++)
        {
            ReadOnlySpan<byte> row = ids.Slice(y * map.Width, map.Width);
            ReadOnlySpan<byte> above = y > 0 ? ids.Slice((y - 1) * map.Width, map.Width) : row;
            ReadOnlySpan<byte> below = y < map.Height - 1 ? ids.Slice((y + 1) * map.Width, map.Width) : row;
            Span<byte> pixels = canvas.Row(y);
            for (int x = 0, end; x < row.Length; x = end)
            {
                bool border = IsBorder(row, above, below, x);
                for (end = x + 1; end < row.Length && row[end] == row[x] && IsBorder(row, above, below, end) == border;) end++;
                (border ? borders : areas)[row[x]]?.Blend(pixels, x, full.AsSpan(0, end - x));
            }
        }
    }

    private static bool IsBorder(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, ReadOnlySpan<byte> below, int x)
    {
        byte id = row[x];
        return above[x] != id || below[x] != id || (x > 0 && row[x - 1] != id) || (x < row.Length - 1 && row[x + 1] != id);
    }

    private static void DrawLegend(ImageCanvas canvas, SegmentationMap map)
    {
        int size = AnnotationStyle.For(canvas.Width, canvas.Height).TextSize;
        float padding = size / 3f, line = size * 1.5f, y = padding;
        foreach (ClassFraction part in map.Classes())
        {
            if (part.Fraction < SmallestNamed || y + line > canvas.Height) break;
            string text = string.Create(CultureInfo.InvariantCulture, $"{part.Label} {part.Fraction * 100:0.0}%");
            float width = 4 * padding + size + ImageCanvas.MeasureText(text, size).Width;
            canvas.FillRectangle(padding, y, padding + width, y + line, Rgb.Black, opacity: 0.6f);
            if (!IsBackground(part.Label)) canvas.FillRectangle(2 * padding, y + size * 0.25f, 2 * padding + size, y + size * 1.25f, ClassPalette.For(part.ClassId));
            canvas.DrawText(3 * padding + size, y + size * 0.25f, text, size, Rgb.White);
            y += line;
        }
    }

    private static bool IsBackground(string label) => Array.Exists(Backgrounds, b => b.Equals(label, StringComparison.OrdinalIgnoreCase));
}
