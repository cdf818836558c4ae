using EdgeInfer.Kernels;
using EdgeInfer.Sessions;

namespace EdgeInfer.Models;

/// <summary>Recognises SCRFD and RetinaFace by outputs that no other family has; their pre-processing is always the same.</summary>
internal static class FaceModelFamily
{
    private const int AnchorsPerCell = 2;

    /// <summary>What InsightFace takes where the model leaves the size free.</summary>
    private const int UsualSide = 640;

    public static ModelManifest? TryRecognise(ModelSession session, ImageShape input) => IsScrfd(session, input) ? Scrfd(session, input)
        : IsRetinaFace(session, input) ? RetinaFace(input)
        : null;

    /// <summary>Letterbox at the top left on black, RGB, (x − 127.5) / 128.</summary>
    private static ModelManifest Scrfd(ModelSession session, ImageShape input) => new()
    {
        Task = ModelTask.Detect,
        Decoder = DecoderFamily.Scrfd,
        Input = new ImageInputSpec
        {
            Layout = input.Layout,
            Width = input.Width ?? SquareOf(session.Outputs[0]),
            Height = input.Height ?? SquareOf(session.Outputs[0]),
            Resize = ResizeMode.Letterbox,
            PadPosition = PadPosition.TopLeft,
            Mean = [127.5f],
            Std = [128],
        },
        Labels = ["face"],
        Confidence = 0.5f,
        Iou = 0.4f,
    };

    /// <summary>BGR minus the mean of ImageNet, fitted in at the top left.</summary>
    private static ModelManifest RetinaFace(ImageShape input) => new()
    {
        Task = ModelTask.Detect,
        Decoder = DecoderFamily.RetinaFace,
        Input = new ImageInputSpec
        {
            Layout = input.Layout,
            Color = ColorOrder.Bgr,
            Width = input.Width,
            Height = input.Height,
            Resize = ResizeMode.Letterbox,
            PadPosition = PadPosition.TopLeft,
            Mean = [104, 117, 123],
        },
        Labels = ["face"],
        Confidence = 0.6f,
        Iou = 0.4f,
    };

    /// <summary>By their names, or by the size of an anchor's values: three outputs of 1, three of 4 and, with landmarks, three of 10.</summary>
    private static bool IsScrfd(ModelSession session, ImageShape input)
    {
        IReadOnlyList<TensorSpec> outputs = session.Outputs;
        if (outputs.Count is not (6 or 9)) return false;
        if (outputs.Any(o => !o.IsTensor || o.Dimensions.Count != outputs[0].Dimensions.Count) || outputs[0].Dimensions.Count is not (2 or 3)) return false;
        string[] kinds = ["score", "bbox", "kps"];
        bool named = Enumerable.Range(0, outputs.Count).All(i => outputs[i].Name == $"{kinds[i / 3]}_{DetectionGrid.Strides[i % 3]}");
        long[] values = [1, 4, 10];
        for (int i = 0; i < outputs.Count; i++)
        {
            long anchors = outputs[i].Dimensions[^2], size = outputs[i].Dimensions[^1];
            if (size != values[i / 3] && !(named && size < 0)) return false;
            int stride = DetectionGrid.Strides[i % 3];
            // An export with free sizes may still state those of the picture it was traced with.
            if (input is { Width: { } width, Height: { } height } && anchors >= 0 && anchors != (long)(width / stride) * (height / stride) * AnchorsPerCell) return false;
        }

        return named || outputs.Count == 9 || HasGrids(outputs);
    }

    /// <summary>Whether each stride's outputs have four times as many anchors as the next one's.</summary>
    private static bool HasGrids(IReadOnlyList<TensorSpec> outputs)
    {
        for (int i = 0; i < outputs.Count; i++)
        {
            long anchors = outputs[i].Dimensions[^2];
            if (anchors <= 0 || anchors << (2 * (i % 3)) != outputs[0].Dimensions[^2]) return false;
        }

        return true;
    }

    /// <summary>The side of the square picture that has as many anchors on stride 8.</summary>
    private static int SquareOf(TensorSpec scores)
    {
        long anchors = scores.Dimensions[^2];
        int side = anchors is > 0 and <= int.MaxValue ? 8 * (int)Math.Round(Math.Sqrt(anchors / (double)AnchorsPerCell)) : 0;
        return side > 0 && side / 8 * (side / 8) * AnchorsPerCell == anchors ? side : UsualSide;
    }

    /// <summary>Where the input's size is free nothing shows which priors the model has.</summary>
    private static bool IsRetinaFace(ModelSession session, ImageShape input)
    {
        if (session.Outputs.Count != 3 || input is not { Width: { } width, Height: { } height }) return false;
        long priors = RetinaFacePriors.Count(width, height);
        return ((long[])[4, 2, 10]).All(values => session.Outputs.Any(o => o is { IsTensor: true, Dimensions: [_, var boxes, var size] } && boxes == priors && size == values));
    }
}
