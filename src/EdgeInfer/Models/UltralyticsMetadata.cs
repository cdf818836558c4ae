using System.Globalization;
using EdgeInfer.Sessions;

namespace EdgeInfer.Models;

/// <summary>The properties that Ultralytics' exporter leaves in an ONNX file: <c>task</c>, <c>names</c>, <c>imgsz</c>, <c>kpt_shape</c>.</summary>
internal static class UltralyticsMetadata
{
    /// <returns>The manifest, or null where the file has no such properties or its task or output layout is not supported.</returns>
    public static ModelManifest? TryRead(ModelSession session)
    {
        IReadOnlyDictionary<string, string> properties = session.Metadata.Properties;
        if (!properties.TryGetValue("names", out string? names)) return null;
        if (PythonDictionary.TryReadLabels(names) is not { Count: > 0 } labels) return null;
        if (session.Inputs.Count == 0 || ImageShape.TryRead(session.Inputs[0]) is not { } input) return null;

        // Exported with dynamic axes, the input's size is only in the metadata: "[640, 640]", height first.
        if (input.Width is null && properties.TryGetValue("imgsz", out string? size) && TryReadSize(size) is var (height, width))
            input = input with { Width = width, Height = height };

        // YOLOv5's own exporter is older than the key.
        properties.TryGetValue("task", out string? task);
        if (task is "segment" or null && DenseSignature.Instances(session, input, labels.Count, ultralytics: task is not null) is { } instances) return instances with { Labels = labels };
        if (task == "pose" && properties.TryGetValue("kpt_shape", out string? points) && TryReadSize(points) is var (count, each)
            && DenseSignature.PeopleAtOnce(session, input, count, each) is { } people) return people with { Labels = labels };
        return task switch
        {
            null => Detector(session, input, labels.Count, turned: false) is { Decoder: DecoderFamily.YoloV5 } yoloV5 ? yoloV5 with { Labels = labels } : null,
            "detect" when IsRtDetr(properties) => ModelFamily.RtDetr(input) with { Labels = labels },
            "detect" or "obb" => Detector(session, input, labels.Count, turned: task == "obb") is { } detector ? detector with { Labels = labels } : null,
            "pose" when session.Outputs is [{ Dimensions: [_, var rows, _] }] && properties.TryGetValue("kpt_shape", out string? shape)
                && TryReadSize(shape) is var (joints, values) && rows == labels.Count + 4 + (long)joints * values =>
                ModelFamily.Ultralytics(input) with { Task = ModelTask.Pose, Labels = labels, Keypoints = KeypointSets.NamesFor(joints) },
            "classify" => new ModelManifest
            {
                Task = ModelTask.Classify,
                Input = new ImageInputSpec
                {
                    Layout = input.Layout,
                    Width = input.Width,
                    Height = input.Height,
                    Resize = Kernels.ResizeMode.CenterCrop,
                    Interpolation = Kernels.Interpolation.AntialiasedBilinear,
                    Scale = 1 / 255f,
                },
                Labels = labels,
            },
            _ => null,
        };
    }

    private static ModelManifest? Detector(ModelSession session, ImageShape input, int labels, bool turned)
    {
        if (session.Outputs is not [{ Dimensions: [_, var first, var second] }]) return null;
        DecoderFamily family = (first, second) switch
        {
            (_, 7) when turned => DecoderFamily.YoloEndToEnd,
            _ when turned => first == labels + 5 || (first < 0 && second < 0) ? DecoderFamily.UltralyticsObb : DecoderFamily.Unknown,
            _ when first == labels + 4 || (first < 0 && second < 0) => DecoderFamily.Ultralytics,
            (_, 6) => DecoderFamily.YoloEndToEnd,
            _ when second == labels + 5 => DecoderFamily.YoloV5,
            _ => DecoderFamily.Unknown,
        };
        return family == DecoderFamily.Unknown ? null : ModelFamily.Ultralytics(input) with { Decoder = family };
    }

    /// <summary>Its outputs alone could be another family's.</summary>
    private static bool IsRtDetr(IReadOnlyDictionary<string, string> properties) =>
        properties.TryGetValue("description", out string? description)
        && (description.Contains("RT-DETR", StringComparison.OrdinalIgnoreCase) || description.Contains("RTDETR", StringComparison.OrdinalIgnoreCase));

    private static (int Height, int Width)? TryReadSize(string text)
    {
        string[] parts = text.Trim('[', ']', '(', ')', ' ').Split(',', StringSplitOptions.TrimEntries);
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int height)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            ? (height, width)
            : null;
    }
}
