using EdgeInfer.Imaging;
using EdgeInfer.Models;

namespace EdgeInfer.Vision;

/// <summary>Draws people and their joints onto the picture they were found in.</summary>
public static class PoseDrawing
{
    /// <summary>Joints that the model itself hardly believes in are not drawn.</summary>
    private const float LowestScore = 0.3f;

    /// <summary>Draws a box and the joints of every person; of COCO's 17 joints also the lines that make a figure.</summary>
    /// <param name="image">The picture the people belong to; changed in place.</param>
    /// <param name="people">In pixels of <paramref name="image"/>; joints that score below 0.3 or are not finite are left out.</param>
    /// <exception cref="ObjectDisposedException">The picture has been disposed.</exception>
    public static void Draw(this ImageBuffer image, IReadOnlyList<Person> people)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(people);
        var canvas = new ImageCanvas(image);
        AnnotationStyle style = AnnotationStyle.For(image.Width, image.Height);
        var boxes = new LabelledBox[people.Count];
        for (int i = 0; i < boxes.Length; i++)
        {
            BoundingBox box = people[i].Box;
            boxes[i] = new LabelledBox(box.X1, box.Y1, box.X2, box.Y2, i, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{people[i].Score:0%}"));
        }

        BoxAnnotator.Draw(image, boxes);
        for (int i = people.Count - 1; i >= 0; i--) DrawFigure(canvas, people[i], ClassPalette.For(i), style);
    }

    private static void DrawFigure(ImageCanvas canvas, Person person, Rgb color, AnnotationStyle style)
    {
        IReadOnlyList<Keypoint> joints = person.Keypoints;
        if (joints.Count == KeypointSets.Coco.Count)
        {
            foreach ((byte from, byte to) in KeypointSets.Limbs)
            {
                if (!IsShown(joints[from]) || !IsShown(joints[to])) continue;
                canvas.DrawLine(joints[from].X, joints[from].Y, joints[to].X, joints[to].Y, Rgb.Black, style.LineThickness * 1.5f + 2 * style.HaloThickness, opacity: 0.5f);
                canvas.DrawLine(joints[from].X, joints[from].Y, joints[to].X, joints[to].Y, color, style.LineThickness * 1.5f);
            }
        }

        float diameter = style.LineThickness * 3f;
        foreach (Keypoint joint in joints)
        {
            if (!IsShown(joint)) continue;
            canvas.FillDisc(joint.X, joint.Y, diameter + 2 * style.HaloThickness, Rgb.Black, opacity: 0.6f);
            canvas.FillDisc(joint.X, joint.Y, diameter, Rgb.White);
        }
    }

    private static bool IsShown(Keypoint joint) => joint.Score >= LowestScore && float.IsFinite(joint.X) && float.IsFinite(joint.Y);
}
