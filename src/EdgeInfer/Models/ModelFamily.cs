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
        if (AuxiliaryInput.FindPicture(session) is not { } picture || ImageShape.TryRead(session.Inputs[picture]) is not { Channels: 3 } input) return null;
        if (IsYuNet(session)) return YuNet(input);
        if (ByOutputNames(session, input) is { } named) return named;
        if (FaceModelFamily.TryRecognise(session, input) is { } faces) return faces;
        if (DenseSignature.TryRecognise(session, input) is { } dense) return dense;
        if (input is not { Width: { } width, Height: { } height }) return null;

        if (session.Outputs is [{ IsTensor: true, Dimensions: [1 or -1, var first, var second] } output])
        {
            long cells = DetectionGrid.CellCount(width, height);
            if (second == cells && first > 4) return Ultralytics(input);
            // YOLOv6 gives as many boxes, decoded; its exporter has another name for them.
            if (first == cells && second > 5) return output.Name == "outputs" ? Ultralytics(input) with { Decoder = DecoderFamily.YoloV5 } : Yolox(input);
            if (first == 3 * cells && second > 5) return Ultralytics(input) with { Decoder = DecoderFamily.YoloV5 };
            if (first == BinCells(width, height) && second > BinnedValues) return NanoDet(input);
        }

        // The only one of its kind is common with COCO's 80 classes; another number could be a segmentation map.
        if (session.Outputs is [{ IsTensor: true, Dimensions: [1 or -1, 85, var rows, var columns] }] && rows * 16 == height && columns * 16 == width) return FastestDet(input);
        if (IsPicoDet(session, width, height)) return PicoDet(input);
        return IsUltraFace(session, width, height) ? UltraFace(input) : null;
    }

    /// <summary>Detectors whose exporters give their outputs names of their own.</summary>
    private static ModelManifest? ByOutputNames(ModelSession session, ImageShape input)
    {
        if (Has("num_dets") && Has("det_boxes") && Has("det_scores") && Has("det_classes")) return Ultralytics(input) with { Decoder = DecoderFamily.NmsInGraph };
        if (session.Outputs is [{ IsTensor: true, Dimensions: [-1, 7] }]) return Ultralytics(input) with { Decoder = DecoderFamily.NmsInGraph };
        if (Has("detection_boxes") && Has("detection_scores") && Has("detection_classes"))
            return new() { Task = ModelTask.Detect, Decoder = DecoderFamily.NmsInGraph, Input = AsItIs(input) };

        if (session.Inputs.Any(static i => i.Name == "orig_target_sizes") && Has("labels") && Has("boxes") && Has("scores"))
            return RtDetr(input) with { Decoder = DecoderFamily.NmsInGraph };
        // 91 classes could be Deformable DETR's, which is fed otherwise.
        if (!Has("logits") || !Has("pred_boxes")) return null;
        return session.Outputs.First(static o => o.Name == "logits").Dimensions is [_, _, var classes]
            ? classes switch { 92 => Detr(input), 80 or 365 => RtDetr(input), _ => null }
            : null;

        bool Has(string name) => session.Outputs.Any(o => o.Name == name);
    }

    /// <summary>RGB 0 … 255; models with free sizes resize the picture themselves.</summary>
    private static ImageInputSpec AsItIs(ImageShape input) => input is { Width: null, Height: null }
        ? new() { Layout = input.Layout, Resize = ResizeMode.Pad, MultipleOf = 1 }
        : new() { Layout = input.Layout, Width = input.Width, Height = input.Height };

    /// <summary>Stretched, RGB 0 … 1.</summary>
    public static ModelManifest RtDetr(ImageShape input) => new()
    {
        Task = ModelTask.Detect,
        Decoder = DecoderFamily.RtDetr,
        Input = new ImageInputSpec { Layout = input.Layout, Width = input.Width ?? 640, Height = input.Height ?? 640, Scale = 1 / 255f },
        Confidence = 0.5f,
    };

    /// <summary>Stretched, RGB with ImageNet's mean and deviation. Free sizes become 800, what DETR's shorter side has in training.</summary>
    private static ModelManifest Detr(ImageShape input) => new()
    {
        Task = ModelTask.Detect,
        Decoder = DecoderFamily.Detr,
        Input = new ImageInputSpec
        {
            Layout = input.Layout,
            Width = input.Width ?? 800,
            Height = input.Height ?? 800,
            Scale = 1 / 255f,
            Mean = [0.485f, 0.456f, 0.406f],
            Std = [0.229f, 0.224f, 0.225f],
        },
        Confidence = 0.7f,
    };

    /// <summary>Stretched, BGR with ImageNet's mean and deviation.</summary>
    private static ModelManifest NanoDet(ImageShape input) => new()
    {
        Task = ModelTask.Detect,
        Decoder = DecoderFamily.NanoDet,
        Input = new ImageInputSpec
        {
            Layout = input.Layout,
            Color = ColorOrder.Bgr,
            Width = input.Width,
            Height = input.Height,
            Mean = [103.53f, 116.28f, 123.675f],
            Std = [57.375f, 57.12f, 58.395f],
        },
        Confidence = 0.35f,
        Iou = 0.6f,
    };

    /// <summary>Stretched bicubically, RGB with ImageNet's mean and deviation.</summary>
    private static ModelManifest PicoDet(ImageShape input) => new()
    {
        Task = ModelTask.Detect,
        Decoder = DecoderFamily.PicoDet,
        Input = new ImageInputSpec
        {
            Layout = input.Layout,
            Width = input.Width,
            Height = input.Height,
            Interpolation = Interpolation.Bicubic,
            Scale = 1 / 255f,
            Mean = [0.485f, 0.456f, 0.406f],
            Std = [0.229f, 0.224f, 0.225f],
        },
        Confidence = 0.4f,
        Iou = 0.6f,
    };

    /// <summary>Stretched, BGR 0 … 1.</summary>
    private static ModelManifest FastestDet(ImageShape input) => new()
    {
        Task = ModelTask.Detect,
        Decoder = DecoderFamily.FastestDet,
        Input = new ImageInputSpec { Layout = input.Layout, Color = ColorOrder.Bgr, Width = input.Width, Height = input.Height, Scale = 1 / 255f },
        Confidence = 0.65f,
    };

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

    /// <summary>Four distances of eight bins.</summary>
    private const int BinnedValues = 32;

    /// <summary>Cells of grids of strides 8, 16, 32 and 64, begun ones counted.</summary>
    private static long BinCells(int width, int height)
    {
        long cells = 0;
        foreach (int stride in (ReadOnlySpan<int>)[8, 16, 32, 64]) cells += (long)((width + stride - 1) / stride) * ((height + stride - 1) / stride);
        return cells;
    }

    private static bool IsPicoDet(ModelSession session, int width, int height)
    {
        if (session.Outputs.Count != 8) return false;
        int scores = 0, distances = 0;
        long cells = 0;
        foreach (TensorSpec output in session.Outputs)
        {
            if (output is not { IsTensor: true, Dimensions: [1 or -1, > 0 and var rows, > 0 and var values] }) return false;
            cells += rows;
            if (values == BinnedValues) distances++;
            else scores++;
        }

        return scores == 4 && distances == 4 && cells == 2 * BinCells(width, height);
    }

    private static bool IsYuNet(ModelSession session) =>
        session.Outputs.Count == 12
        && DetectionGrid.Strides.ToArray().All(stride => session.Outputs.Any(o => o.Name == $"cls_{stride}") && session.Outputs.Any(o => o.Name == $"kps_{stride}"));
}
