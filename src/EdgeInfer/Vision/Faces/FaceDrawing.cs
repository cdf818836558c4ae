using System.Globalization;
using EdgeInfer.Imaging;

namespace EdgeInfer.Vision;

/// <summary>Draws faces onto the picture they were found in.</summary>
public static class FaceDrawing
{
    /// <summary>Draws a box and the landmarks of every face, the best on top.</summary>
    /// <param name="image">The picture the faces belong to; changed in place.</param>
    /// <param name="faces">Faces in pixels of <paramref name="image"/>.</param>
    /// <param name="captions">What to write beside each; null, here or for one of them, for the score.</param>
    /// <exception cref="ArgumentException">There are not as many captions as faces.</exception>
    /// <exception cref="ObjectDisposedException">The picture has been disposed.</exception>
    public static void Draw(this ImageBuffer image, IReadOnlyList<Face> faces, IReadOnlyList<string?>? captions = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(faces);
        if (captions is not null && captions.Count != faces.Count)
            throw new ArgumentException($"{faces.Count} faces, but {captions.Count} captions.", nameof(captions));

        // Below the boxes' tags, which must stay readable.
        DrawLandmarks(image, faces);
        var boxes = new LabelledBox[faces.Count];
        for (int i = 0; i < boxes.Length; i++)
        {
            BoundingBox box = faces[i].Box;
            string caption = captions?[i] ?? string.Create(CultureInfo.InvariantCulture, $"{faces[i].Score:0%}");
            boxes[i] = new LabelledBox(box.X1, box.Y1, box.X2, box.Y2, 0, caption);
        }

        BoxAnnotator.Draw(image, boxes);
    }

    private static void DrawLandmarks(ImageBuffer image, IReadOnlyList<Face> faces)
    {
        var canvas = new ImageCanvas(image);
        float thickest = AnnotationStyle.For(image.Width, image.Height).LineThickness * 2;
        for (int i = faces.Count - 1; i >= 0; i--)
        {
            Face face = faces[i];
            if (face.Landmarks.Count == 0) continue;
            // Many points lie close together, and small faces are small.
            float share = face.Landmarks.Count > FiveLandmarks.Count ? 0.015f : 0.04f;
            float diameter = Math.Clamp(share * Math.Max(face.Box.Width, face.Box.Height), 1.5f, thickest);
            foreach (Keypoint point in face.Landmarks)
            {
                canvas.FillDisc(point.X, point.Y, diameter + 1.5f, Rgb.Black, opacity: 0.6f);
                canvas.FillDisc(point.X, point.Y, diameter, ClassPalette.For(1));
            }
        }
    }
}
