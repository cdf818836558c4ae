using EdgeInfer.Imaging;

namespace EdgeInfer.Vision;

/// <summary>Writes what a picture shows onto it.</summary>
public static class ClassificationDrawing
{
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
            string text = Caption.Of(classification.Label, classification.Score);
            TextMetrics metrics = ImageCanvas.MeasureText(text, size);
            canvas.FillRectangle(padding, y, 3 * padding + metrics.Width, y + size * 1.5f, Rgb.Black, opacity: 0.6f);
            canvas.DrawText(2 * padding, y + size * 0.25f, text, size, Rgb.White);
            y += size * 1.6f;
        }
    }
}
