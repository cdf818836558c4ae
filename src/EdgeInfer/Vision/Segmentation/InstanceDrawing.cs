using System.Globalization;
using EdgeInfer.Imaging;

namespace EdgeInfer.Vision;

/// <summary>Draws objects and their pixels onto the picture they were found in.</summary>
public static class InstanceDrawing
{
    private const float AreaOpacity = 0.4f;
    private const float BorderOpacity = 0.95f;

    /// <summary>Colours every object's pixels with a firmer outline, and draws its box with label and score; the best on top.</summary>
    /// <param name="image">The picture the objects belong to; changed in place.</param>
    /// <param name="objects">In pixels of <paramref name="image"/>; what lies outside it is left out.</param>
    /// <exception cref="ObjectDisposedException">The picture has been disposed.</exception>
    public static void Draw(this ImageBuffer image, IReadOnlyList<SegmentedObject> objects)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(objects);
        var canvas = new ImageCanvas(image);
        var boxes = new LabelledBox[objects.Count];
        for (int i = boxes.Length - 1; i >= 0; i--)
        {
            SegmentedObject found = objects[i];
            // Neighbours of one class get colours of their own, as far apart as classes'.
            LayOver(canvas, found.Mask, ClassPalette.For(found.ClassId + i));
            BoundingBox box = found.Box;
            boxes[i] = new LabelledBox(
                box.X1, box.Y1, box.X2, box.Y2, found.ClassId + i, string.Create(CultureInfo.InvariantCulture, $"{found.Label} {found.Score:0%}"));
        }

        BoxAnnotator.Draw(image, boxes);
    }

    private static void LayOver(ImageCanvas canvas, InstanceMask mask, Rgb color)
    {
        Ink area = new(canvas.Format, color, AreaOpacity), border = new(canvas.Format, color, BorderOpacity);
        int from = Math.Max(0, -mask.X), to = Math.Min(mask.Width, canvas.Width - mask.X);
        for (int y = 0; y < mask.Height; y++)
        {
            if ((uint)(y + mask.Y) >= (uint)canvas.Height) continue;
            ReadOnlySpan<byte> row = mask.Pixels.Slice(y * mask.Width, mask.Width);
            for (int x = from, end; x < to; x = end)
            {
                bool edge = IsEdge(mask, x, y);
                for (end = x + 1; end < to && row[end] == row[x] && IsEdge(mask, end, y) == edge;) end++;
                // A row of the mask is its own coverage: 255 where the object is.
                if (row[x] != 0) (edge ? border : area).Blend(canvas.Row(y + mask.Y), x + mask.X, row[x..end]);
            }
        }
    }

    private static bool IsEdge(InstanceMask mask, int x, int y)
    {
        int px = x + mask.X, py = y + mask.Y;
        return !mask.Contains(px - 1, py) || !mask.Contains(px + 1, py) || !mask.Contains(px, py - 1) || !mask.Contains(px, py + 1);
    }
}
