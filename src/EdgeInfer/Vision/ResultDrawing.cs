using System.Globalization;
using EdgeInfer.Imaging;

namespace EdgeInfer.Vision;

/// <summary>Draws results onto the picture they were found in.</summary>
public static class ResultDrawing
{
    /// <summary>Draws a box with label and score for every detection, the best on top.</summary>
    /// <param name="image">The picture the detections belong to; changed in place.</param>
    /// <param name="detections">Boxes in pixels of <paramref name="image"/>.</param>
    /// <exception cref="ObjectDisposedException">The picture has been disposed.</exception>
    public static void Draw(this ImageBuffer image, IReadOnlyList<Detection> detections)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(detections);
        var boxes = new LabelledBox[detections.Count];
        for (int i = 0; i < boxes.Length; i++)
        {
            Detection detection = detections[i];
            BoundingBox box = detection.Box;
            boxes[i] = new LabelledBox(box.X1, box.Y1, box.X2, box.Y2, detection.ClassId, Caption(detection.Label, detection.Score));
        }

        BoxAnnotator.Draw(image, boxes);
    }

    /// <summary>Writes the ranking into the picture's top-left corner.</summary>
    /// <param name="image">The picture that was classified; changed in place.</param>
    /// <param name="ranking">Best first.</param>
    /// <exception cref="ObjectDisposedException">The picture has been disposed.</exception>
    public static void Draw(this ImageBuffer image, IReadOnlyList<Classification> ranking)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(ranking);
        var canvas = new ImageCanvas(image);
        int size = AnnotationStyle.For(image.Width, image.Height).TextSize;
        float padding = size / 3f, y = padding;
        foreach (Classification classification in ranking)
        {
            string text = Caption(classification.Label, classification.Score);
            TextMetrics metrics = ImageCanvas.MeasureText(text, size);
            canvas.FillRectangle(padding, y, 3 * padding + metrics.Width, y + size * 1.5f, Rgb.Black, opacity: 0.6f);
            canvas.DrawText(2 * padding, y + size * 0.25f, text, size, Rgb.White);
            y += size * 1.6f;
        }
    }

    // A classifier without probabilities gives numbers of its own, which are no percentages.
    private static string Caption(string label, float score) => score is >= 0 and <= 1.01f
        ? string.Create(CultureInfo.InvariantCulture, $"{label} {score:0%}")
        : string.Create(CultureInfo.InvariantCulture, $"{label} {score:0.00}");
}
