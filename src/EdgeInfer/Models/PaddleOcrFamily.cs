using EdgeInfer.Kernels;
using EdgeInfer.Sessions;

namespace EdgeInfer.Models;

/// <summary>
/// Recognises the three models of PP-OCR (v2 to v6), as PaddleOCR, PaddleX and RapidOCR export them, and knows each one's
/// pre-processing.
/// </summary>
internal static class PaddleOcrFamily
{
    /// <summary>The metadata property in which RapidOCR's exports keep the dictionary, one entry a line.</summary>
    private const string DictionaryKey = "character";

    private const float PerLevel = 1 / 255f;

    /// <param name="session">The model.</param>
    /// <param name="wanted">What it is loaded for: somebody who says so need not be doubted where several families look alike.</param>
    public static ModelManifest? TryRecognise(ModelSession session, ModelTask wanted)
    {
        if (session.Inputs is not [var picture] || session.Outputs is not [var output]) return null;
        if (!output.IsTensor || ImageShape.TryRead(picture) is not { Layout: TensorLayout.Nchw, Channels: 3 } input) return null;

        // Somebody who wants a classifier does not have one of text lines, but one that lacks a manifest.
        bool open = picture.Name == "x" && (wanted is ModelTask.Unknown or ModelTask.TextDetect or ModelTask.TextOrientation or ModelTask.TextRecognize);
        bool Is(ModelTask task, bool beyondDoubt) => wanted == task || (beyondDoubt && open);
        bool freeSize = input.Height is null && input.Width is null;
        return output.Dimensions switch
        {
            [_, 1, _, _] when Is(ModelTask.TextDetect, freeSize) => Detector(input),
            [_, 2] when Is(ModelTask.TextOrientation, (input.Height, input.Width) is (48, 192) or (80, 160)) => Orientation(input),
            [_, _, < 0 or > 2] when Is(ModelTask.TextRecognize, input.Height is 32 or 48 && input.Width is null) => Recogniser(input, Dictionary(session)),
            _ => null,
        };
    }

    /// <summary>The dictionary in a model's metadata; null where there is none.</summary>
    public static IReadOnlyList<string>? Dictionary(ModelSession session)
    {
        if (!session.Metadata.Properties.TryGetValue(DictionaryKey, out string? text) || text.Length == 0) return null;
        // Nothing but line ends parts entries: some dictionaries have other kinds of white space as characters.
        string[] entries = text.Split('\n');
        for (int i = 0; i < entries.Length; i++) entries[i] = entries[i].TrimEnd('\r');
        return entries[^1].Length == 0 ? entries[..^1] : entries;
    }

    /// <summary>DB: the numbers of ImageNet in the order of RGB, applied to BGR, as all versions were trained.</summary>
    private static ModelManifest Detector(ImageShape input)
    {
        bool free = input.Width is null && input.Height is null;
        return new ModelManifest
        {
            Task = ModelTask.TextDetect,
            Input = new ImageInputSpec
            {
                Color = ColorOrder.Bgr,
                Resize = free ? ResizeMode.StretchToMultiple : ResizeMode.Letterbox,
                MaxSide = free ? 960 : null,
                // A model whose sides are fixed halfway: what it leaves free is made square.
                Width = free ? null : input.Width ?? input.Height,
                Height = free ? null : input.Height ?? input.Width,
                PadPosition = free ? PadPosition.Center : PadPosition.TopLeft,
                Scale = PerLevel,
                Mean = [0.485f, 0.456f, 0.406f],
                Std = [0.229f, 0.224f, 0.225f],
            },
        };
    }

    /// <summary>Since v5 a PP-LCNet of 80×160, fed like a classifier of ImageNet; before, 48×192 fed like a recogniser.</summary>
    private static ModelManifest Orientation(ImageShape input) => new()
    {
        Task = ModelTask.TextOrientation,
        Input = (input.Height, input.Width) is (80, 160)
            ? new ImageInputSpec
            {
                Width = 160,
                Height = 80,
                Scale = PerLevel,
                Mean = [0.485f, 0.456f, 0.406f],
                Std = [0.229f, 0.224f, 0.225f],
            }
            : Line(input.Height ?? 48, input.Width ?? 192),
        Labels = ["0", "180"],
    };

    /// <summary>CRNN or SVTR with CTC; the class of the blank comes first, the space mostly last.</summary>
    private static ModelManifest Recogniser(ImageShape input, IReadOnlyList<string>? dictionary) => new()
    {
        Task = ModelTask.TextRecognize,
        Input = Line(input.Height ?? 48, input.Width),
        Labels = dictionary ?? [],
    };

    private static ImageInputSpec Line(int height, int? width) => new()
    {
        Color = ColorOrder.Bgr,
        Width = width,
        Height = height,
        Resize = ResizeMode.FitHeight,
        // As near to 0 after normalising as a whole number gets: PaddleOCR pads with 0.
        PadColor = [127, 127, 127],
        Scale = PerLevel,
        Mean = [0.5f],
        Std = [0.5f],
    };
}
