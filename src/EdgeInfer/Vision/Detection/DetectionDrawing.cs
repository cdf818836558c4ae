using EdgeInfer.Imaging;

namespace EdgeInfer.Vision;

/// <summary>Draws found objects onto the picture they were found in.</summary>
public static class DetectionDrawing
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
        for (int i = 0; i < boxes.Length; i++) boxes[i] = Box(detections[i], detections[i].ClassId, Caption.Of(detections[i].Label, detections[i].Score));
        BoxAnnotator.Draw(image, boxes);
    }

    /// <summary>Draws a box with number and label for every object that is followed; an object keeps its colour.</summary>
    /// <param name="image">The frame the objects were found in; changed in place.</param>
    /// <param name="objects">Boxes in pixels of <paramref name="image"/>.</param>
    /// <exception cref="ObjectDisposedException">The picture has been disposed.</exception>
    public static void Draw(this ImageBuffer image, IReadOnlyList<TrackedObject> objects)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(objects);
        var boxes = new LabelledBox[objects.Count];
        for (int i = 0; i < boxes.Length; i++) boxes[i] = Box(objects[i].Detection, objects[i].Id, $"#{objects[i].Id} {objects[i].Detection.Label}");
        BoxAnnotator.Draw(image, boxes);
    }

    private static LabelledBox Box(in Detection detection, int color, string text)
    {
        BoundingBox box = detection.Box;
        return new LabelledBox(box.X1, box.Y1, box.X2, box.Y2, color, text, detection.Oriented?.GetCorners());
    }
}
