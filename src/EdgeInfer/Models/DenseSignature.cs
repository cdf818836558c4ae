using EdgeInfer.Kernels;
using EdgeInfer.Sessions;

namespace EdgeInfer.Models;

/// <summary>Recognises models of masks and joints whose outputs leave no doubt; what their pictures are fed as is the families' own.</summary>
internal static class DenseSignature
{
    /// <returns>The manifest without labels, or null.</returns>
    public static ModelManifest? TryRecognise(ModelSession session, ImageShape input) =>
        input is { Width: { } width, Height: { } height } ? Instances(session, input, labels: null, DetectionGrid.CellCount(width, height)) ?? SimCc(session, input) : null;

    /// <summary>Boxes with mask coefficients, and a map of prototypes, in Ultralytics' or YOLOv5's layout.</summary>
    /// <param name="session">The model.</param>
    /// <param name="input">Its input.</param>
    /// <param name="labels">Number of classes; null where it is not known.</param>
    /// <param name="cells">Boxes that the layout without anchors has; null where the labels decide.</param>
    /// <param name="ultralytics">Whether Ultralytics' exporter wrote the file: of the same sizes it gives boxes without duplicates, YOLOv5 one class.</param>
    public static ModelManifest? Instances(ModelSession session, ImageShape input, int? labels, long? cells = null, bool ultralytics = false)
    {
        if (session.Outputs is not [{ IsTensor: true, Dimensions: [_, var first, var second] }, { IsTensor: true, Dimensions: [_, var coefficients, _, _] }]) return null;
        if (coefficients <= 0) return null;
        bool planar = labels is { } count ? first == count + 4 + coefficients : second == cells && first > 4 + coefficients;
        // Three anchors a cell.
        bool rows = labels is { } classes ? second == classes + 5 + coefficients : first == 3 * cells && second > 5 + coefficients;
        DecoderFamily family = planar ? DecoderFamily.Ultralytics
            : ultralytics && second == 6 + coefficients ? DecoderFamily.YoloEndToEnd
            : rows ? DecoderFamily.YoloV5
            : DecoderFamily.Unknown;
        return family == DecoderFamily.Unknown ? null : ModelFamily.Ultralytics(input) with { Task = ModelTask.SegmentInstances, Decoder = family };
    }

    /// <summary>Boxes without duplicates, each with its joints: Ultralytics' YOLO26-pose.</summary>
    /// <param name="session">The model.</param>
    /// <param name="input">Its input.</param>
    /// <param name="joints">How many.</param>
    /// <param name="values">Of each.</param>
    public static ModelManifest? PeopleAtOnce(ModelSession session, ImageShape input, int joints, int values) =>
        session.Outputs is [{ IsTensor: true, Dimensions: [_, _, var columns] }] && columns == 6 + (long)joints * values
            ? ModelFamily.Ultralytics(input) with { Task = ModelTask.Pose, Decoder = DecoderFamily.YoloEndToEnd, Keypoints = KeypointSets.NamesFor(joints) }
            : null;

    /// <summary>RTMPose: red, green, blue with ImageNet's mean and deviation.</summary>
    private static ModelManifest? SimCc(ModelSession session, ImageShape input)
    {
        if (session.Outputs is not [{ Name: "simcc_x", Dimensions: [_, var joints, var columns] }, { Name: "simcc_y", Dimensions: [_, var others, var rows] }]) return null;
        if (joints != others || (columns > 0 && columns % input.Width != 0) || (rows > 0 && rows % input.Height != 0)) return null;
        return new ModelManifest
        {
            Task = ModelTask.Pose,
            Decoder = DecoderFamily.SimCc,
            Input = new ImageInputSpec
            {
                Layout = input.Layout,
                Width = input.Width,
                Height = input.Height,
                Mean = [123.675f, 116.28f, 103.53f],
                Std = [58.395f, 57.12f, 57.375f],
            },
            Keypoints = joints == KeypointSets.Coco.Count ? KeypointSets.Coco : [],
        };
    }
}
