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
            "detect" when session.Outputs is [{ Dimensions: [_, var rows, _] }] && (rows == labels.Count + 4 || rows < 0) =>
                ModelFamily.Ultralytics(input) with { Labels = labels },
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
