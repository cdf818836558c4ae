namespace EdgeInfer.Kernels;

/// <summary>How a picture of any size is fitted into a model's fixed input.</summary>
public enum ResizeMode
{
    /// <summary>Both sides are resized independently; the aspect ratio is not kept.</summary>
    Stretch,

    /// <summary>Resized with its aspect ratio until it just fits; the rest is filled with the pad colour.</summary>
    Letterbox,

    /// <summary>The shorter side is resized to a given length with the aspect ratio kept, then the centre is cut out.</summary>
    CenterCrop,

    /// <summary>
    /// Shrunk until the longer side is at most a given length, then each side stretched to the nearest multiple of a number of
    /// pixels: no padding, and an aspect ratio that is nearly kept. What PaddleOCR's text detectors want.
    /// </summary>
    StretchToMultiple,

    /// <summary>
    /// Resized to the input's height, the width in proportion, up to the input's; at the left, the rest filled. What recognisers of
    /// text lines want.
    /// </summary>
    FitHeight,

    /// <summary>Not resized: put at the top left of a canvas whose sides are rounded up to a multiple; the rest is filled.</summary>
    Pad,
}
