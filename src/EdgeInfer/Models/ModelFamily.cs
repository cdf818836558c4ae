using EdgeInfer.Kernels;
using EdgeInfer.Sessions;

namespace EdgeInfer.Models;

/// <summary>
/// Recognises detectors whose outputs leave no doubt. The pre-processing is the family's own, the labels are not in
/// the file: classes are then called by their number. Classifiers are never guessed: their normalisation shows nowhere,
/// and a wrong one gives plausible, wrong scores.
/// </summary>
internal static class ModelFamily
{
    public static ModelManifest? TryRecognise(ModelSession session)
    {
        if (session.Inputs.Count != 1 || ImageShape.TryRead(session.Inputs[0]) is not { Channels: 3 } input) return null;
        if (IsYuNet(session)) return YuNet(input);
        if (DenseSignature.TryRecognise(session, input) is { } dense) return dense;
        if (input is not { Width: { } width, Height: { } height }) return null;

        if (session.Outputs is [{ IsTensor: true, Dimensions: [1 or -1, var first, var second] }])
        {
            long cells = DetectionGrid.CellCount(width, height);
            if (second == cells && first > 4) return Ultralytics(input);
            if (first == cells && second > 5) return Yolox(input);
        }

        return IsUltraFace(session, width, height) ? UltraFace(input) : null;
    }

    /// <summary>Letterbox in the centre on grey 114, RGB 0 … 1.</summary>
    public static ModelManifest Ultralytics(ImageShape input) => new()
    {
        Task = ModelTask.Detect,
        Decoder = DecoderFamily.Ultralytics,
        Input = new ImageInputSpec
        {
            Layout = input.Layout,
            Width = input.Width,
            Height = input.Height,
            Resize = ResizeMode.Letterbox,
            PadColor = [114, 114, 114],
            Scale = 1 / 255f,
        },
    };

    /// <summary>Letterbox at the top left on grey 114, BGR 0 … 255 (since YOLOX 0.1.1).</summary>
    private static ModelManifest Yolox(ImageShape input) => new()
    {
        Task = ModelTask.Detect,
        Decoder = DecoderFamily.Yolox,
        Input = new ImageInputSpec
        {
            Layout = input.Layout,
            Color = ColorOrder.Bgr,
            Width = input.Width,
            Height = input.Height,
            Resize = ResizeMode.Letterbox,
            PadPosition = PadPosition.TopLeft,
            PadColor = [114, 114, 114],
        },
        Confidence = 0.3f,
        ClassAgnosticNms = true,
    };

    /// <summary>Stretched, RGB, (x − 127) / 128: what UltraFace's training code does.</summary>
    private static ModelManifest UltraFace(ImageShape input) => new()
    {
        Task = ModelTask.Detect,
        Decoder = DecoderFamily.Ssd,
        Input = new ImageInputSpec { Layout = input.Layout, Width = input.Width, Height = input.Height, Mean = [127], Std = [128] },
        Labels = ["background", "face"],
        Confidence = 0.7f,
        Iou = 0.3f,
    };

    /// <summary>Not resized, on black, BGR 0 … 255.</summary>
    private static ModelManifest YuNet(ImageShape input) => new()
    {
        Task = ModelTask.Detect,
        Decoder = DecoderFamily.YuNet,
        Input = new ImageInputSpec
        {
            Layout = input.Layout,
            Color = ColorOrder.Bgr,
            Width = input.Width,
            Height = input.Height,
            Resize = input.Width is null ? ResizeMode.Pad : ResizeMode.Letterbox,
            PadPosition = PadPosition.TopLeft,
        },
        Labels = ["face"],
        Confidence = 0.5f,
        Iou = 0.5f,
    };

    /// <summary>
    /// The names alone would take in any SSD of two classes, with another normalisation; the number of priors is
    /// UltraFace's own: 3, 2, 2 and 3 a cell on strides 8, 16, 32 and 64.
    /// </summary>
    private static bool IsUltraFace(ModelSession session, int width, int height)
    {
        long priors = 0;
        foreach ((int stride, int perCell) in (ReadOnlySpan<(int, int)>)[(8, 3), (16, 2), (32, 2), (64, 3)])
            priors += (long)((width + stride - 1) / stride) * ((height + stride - 1) / stride) * perCell;
        return session.Outputs.Count == 2
            && session.Outputs.Any(o => o is { Name: "scores", IsTensor: true, Dimensions: [_, var boxes, 2] } && boxes == priors)
            && session.Outputs.Any(o => o is { Name: "boxes", IsTensor: true, Dimensions: [_, var boxes, 4] } && boxes == priors);
    }

    private static bool IsYuNet(ModelSession session) =>
        session.Outputs.Count == 12
        && DetectionGrid.Strides.ToArray().All(stride => session.Outputs.Any(o => o.Name == $"cls_{stride}") && session.Outputs.Any(o => o.Name == $"kps_{stride}"));
}
