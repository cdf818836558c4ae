using System.Globalization;
using System.Numerics;
using System.Text;

namespace EdgeInfer.Vision;

/// <summary>Found objects as the text files that YOLO's trainers read, one a picture.</summary>
public static class YoloText
{
    /// <summary>
    /// One line an object: <c>class center-x center-y width height</c>, or for a turned box <c>class x1 y1 x2 y2 x3 y3 x4 y4</c>, all relative to the
    /// picture's size, six decimals, class numbers from 0.
    /// </summary>
    /// <param name="detections">Boxes in pixels of the picture.</param>
    /// <param name="imageWidth">The picture's width in pixels, at least 1.</param>
    /// <param name="imageHeight">The picture's height in pixels, at least 1.</param>
    /// <param name="withScores">Whether the score follows, as in a predictor's files; trainers want none.</param>
    /// <returns>Lines that end in a line feed; empty where nothing was found.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size is less than 1.</exception>
    public static string Format(IReadOnlyList<Detection> detections, int imageWidth, int imageHeight, bool withScores = false)
    {
        ArgumentNullException.ThrowIfNull(detections);
        ArgumentOutOfRangeException.ThrowIfLessThan(imageWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(imageHeight, 1);
        var text = new StringBuilder();
        foreach (Detection detection in detections)
        {
            text.Append(CultureInfo.InvariantCulture, $"{detection.ClassId}");
            if (detection.Oriented is { } turned)
            {
                foreach (Vector2 corner in turned.GetCorners()) text.Append(CultureInfo.InvariantCulture, $" {corner.X / imageWidth:0.000000} {corner.Y / imageHeight:0.000000}");
            }
            else
            {
                BoundingBox box = detection.Box.ToRelative(imageWidth, imageHeight);
                text.Append(CultureInfo.InvariantCulture, $" {box.CenterX:0.000000} {box.CenterY:0.000000} {box.Width:0.000000} {box.Height:0.000000}");
            }

            if (withScores) text.Append(CultureInfo.InvariantCulture, $" {detection.Score:0.000000}");
            text.Append('\n');
        }

        return text.ToString();
    }
}
